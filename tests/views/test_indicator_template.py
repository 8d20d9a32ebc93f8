"""Our own form for values is there to download, and comes back through the same door."""

import io

import pytest
from openpyxl import load_workbook

from tracker.domain.terms import Role

FOLDER = "/alvstad/imports"


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_the_form_is_downloaded_under_a_name_that_says_what_it_is(sign_in_as, ending):
    answer = sign_in_as(Role.COORDINATOR).get(f"{FOLDER}/template.{ending}")

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="varden-for-indikatorer.{ending}"'
    )


def test_the_workbook_shows_the_councils_own_municipality_as_example(sign_in_as, cast):
    answer = sign_in_as(Role.COORDINATOR).get(f"{FOLDER}/template.xlsx")

    words = load_workbook(io.BytesIO(answer.data)).worksheets[1]
    assert words["C3"].value == cast.council.municipality


def test_the_page_that_takes_files_links_to_the_form(sign_in_as):
    page = sign_in_as(Role.COORDINATOR).get(f"{FOLDER}/new").text

    assert f'href="{FOLDER}/template.xlsx"' in page
    assert f'href="{FOLDER}/template.csv"' in page


def test_only_coordinators_download_it(sign_in_as):
    assert sign_in_as(Role.MEMBER).get(f"{FOLDER}/template.csv").status_code == 403
