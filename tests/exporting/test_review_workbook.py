"""A review as a workbook: opened again, and worked out again."""

import io

import pytest
from openpyxl import load_workbook
from openpyxl.formula import Tokenizer

from tests.domain.workings_builders import (
    HOSTILE,
    compared,
    counts,
    every_kind,
    review,
    series,
    surveyed,
)
from tests.exporting.formulas import FUNCTIONS, Evaluated
from tracker.domain.effects import Method
from tracker.domain.verdicts import (
    against_sentence,
    chance_sentence,
    figure_before_after,
    verdict_word,
)
from tracker.exporting.review_workbook import review_workbook
from tracker.text import speaking

OWN, SHARES, AREAS, NEAR, MANY, VALUES = (
    "Förändring",
    "Andelar",
    "Jämförelseområden",
    "Närliggande område",
    "Många på en gång",
    "Värden",
)


def opened(content, language="sv"):
    with speaking(language):
        return load_workbook(io.BytesIO(review_workbook(content)))


@pytest.fixture(scope="module")
def content():
    return every_kind()


@pytest.fixture(scope="module")
def book(content):
    return opened(content)


@pytest.fixture(scope="module")
def cells(book):
    return Evaluated(book)


def heads(book, sheet):
    """Return the row of headings: the one above the first cell that scrolls."""
    return int(book[sheet].freeze_panes.lstrip("ABCDEFGH")) - 1


def columns(book, sheet, heading):
    """Return the letters of the columns under a heading."""
    row = heads(book, sheet)
    return [cell.column_letter for cell in book[sheet][row] if cell.value == heading]


def rows_of(book, sheet):
    """Return {indicator's number: row} of a sheet."""
    first = heads(book, sheet) + 1
    rows = range(first, book[sheet].max_row + 1)
    return {book[sheet][f"A{row}"].value: row for row in rows if book[sheet][f"A{row}"].value}


def checks(book):
    """Return what every check cell of a workbook says, as {(sheet, indicator, column): words}."""
    cells = Evaluated(book)
    return {
        (sheet, number, letter): cells(sheet, f"{letter}{row}")
        for sheet in (OWN, SHARES, AREAS, NEAR)
        if sheet in book.sheetnames
        for letter in columns(book, sheet, "Kontroll")
        for number, row in rows_of(book, sheet).items()
    }


def own_interval(cells, number, sheet=OWN):
    book, row = cells.book, rows_of(cells.book, sheet)[number]
    ratio = columns(book, sheet, "Kvot")[0]
    # The share's sheet has Newcombe's limits before the ratio's.
    at = 1 if sheet == SHARES else 0
    low, high = (columns(book, sheet, f"{side} gräns")[at] for side in ("Undre", "Övre"))
    return [cells(sheet, f"{letter}{row}") for letter in (ratio, low, high)]


def test_every_cell_gives_what_the_program_gave(book):
    said = checks(book)

    assert len(said) > 15
    assert set(said.values()) == {"lika"}, said


def test_the_intervals_agree_to_nine_digits(cells, content):
    for number, indicator in enumerate(content.indicators, start=1):
        change = indicator.change
        if change.ratio is None:
            continue
        sheet = SHARES if change.method is Method.SHARE_RATIO else OWN

        assert own_interval(cells, number, sheet) == pytest.approx(
            [change.ratio.estimate, change.ratio.low, change.ratio.high], rel=1e-9
        ), change.series.title


def test_a_spread_between_years_widens_the_limits_in_the_cells_too(cells, content):
    book = cells.book
    wide = [one for one in content.indicators if one.change.widening > 1]
    pooled = [one for one in content.indicators if one.change.comparison_widening > 1]

    assert wide
    assert pooled
    for one in wide:
        row = rows_of(book, OWN)[one.id]
        letter = columns(book, OWN, "Gränserna flyttade utåt")[0]
        assert cells(OWN, f"{letter}{row}") == pytest.approx(one.change.widening)


def test_the_cells_are_live(book, content):
    changed = opened(content)
    first = heads(changed, VALUES) + 1
    letter = columns(changed, VALUES, "Antal händelser")[0]
    changed[VALUES][f"{letter}{first}"] = 900

    said = checks(changed)

    assert said[(OWN, 1, columns(book, OWN, "Kontroll")[0])] == "skiljer sig"
    assert "lika" in said.values()


def test_the_years_can_be_changed(content):
    changed = opened(content)
    row = next(cell.row for cell in changed["Läs mig"]["A"] if cell.value == "Sista året nu")
    changed["Läs mig"][f"B{row}"] = 2023

    cells, first = Evaluated(changed), rows_of(changed, OWN)[1]

    assert cells(OWN, f"{columns(changed, OWN, 'Händelser nu')[0]}{first}") == 300


def test_the_adjustment_takes_back_the_same_findings():
    near_miss = [
        series(f"Nummer {number}", observations=counts(2021, (100, 100, 100, 100 + number)))
        for number in range(12)
    ]
    drop = series("Lite mindre", observations=counts(2021, (108, 110, 87, 86)))
    clear = series("Mycket mindre", observations=counts(2021, (300, 300, 100, 100)))
    content = review(drop, *near_miss, clear, surveyed(), is_adjusted=True)
    assert content.indicators[0].change.is_set_aside

    book = opened(content)
    cells, row = Evaluated(book), rows_of(book, OWN)[1]

    assert set(checks(book).values()) == {"lika"}
    letter = columns(book, OWN, "Bedömning")[0]
    assert cells(OWN, f"{letter}{row}") == "Kan inte bedömas"
    switch = next(
        cell.row for cell in book["Läs mig"]["A"] if "(1 = ja, 0 = nej)" in str(cell.value)
    )
    book["Läs mig"][f"B{switch}"] = 0
    assert Evaluated(book)(OWN, f"{letter}{row}") == "Minskat"


def test_the_verdict_is_the_programs_own_words(cells, content):
    book = cells.book
    letter = columns(book, OWN, "Bedömning")[0]

    with speaking("sv"):
        expected = {
            number: verdict_word(content.indicators[number - 1].change.finding)
            for number in rows_of(book, OWN)
        }

    found = {n: cells(OWN, f"{letter}{row}") for n, row in rows_of(book, OWN).items()}
    assert found == expected
    assert len(set(found.values())) >= 4


def test_there_is_one_row_for_each_indicator_place_and_year(book, content):
    first = heads(book, VALUES) + 1
    rows = [
        tuple(cell.value for cell in book[VALUES][row][:7])
        for row in range(first, book[VALUES].max_row + 1)
    ]
    expected = sum(
        len(one.series.observations) + sum(map(len, one.series.comparisons.values()))
        for one in content.indicators
    )

    assert len(rows) == len(set(rows)) == expected
    assert (1, "1.1 Inbrott", "Älvstad", "egen", 2021, 400, 50_000) in rows
    assert (1, "1.1 Inbrott", "Granby", "nära", 2024, 88, 20_900) in rows
    assert (1, "1.1 Inbrott", "Glesby", "inte med", 2023, 40, 9_600) in rows


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1"])
def test_what_people_wrote_is_never_run(start):
    content = review(
        compared(start, unit=start, source=start, nearby=start, comparisons={
            start: counts(2021, (100, 90, 85, 88), 20_000),
            "Aby": counts(2021, (380, 400, 390, 405), 90_000),
        }),
        council=start,
        municipality=start,
        registry_number=start,
        method_notes=start,
    )  # fmt: skip
    book = opened(content)

    written = [
        cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and start.strip() in cell.value and cell.data_type == "s"
    ]
    entered = [cell for cell in written if cell.value.startswith(start)]
    assert len(entered) >= 5
    assert all(cell.quotePrefix for cell in entered)
    ours = {"SUM", "HYPERLINK"}
    assert not ours & {name for name, _formula in functions(book)}


def functions(book):
    """Return every function that a workbook's formulas call, with the formula."""
    return {
        (token.value[:-1], cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
        for token in Tokenizer(cell.value).items
        if token.type == "FUNC" and token.subtype == "OPEN"
    }


def test_only_the_programs_own_formulas_are_formulas(book):
    used = {name for name, _formula in functions(book)}

    assert used <= set(FUNCTIONS)
    assert {"SUMIFS", "_xlfn.BETA.INV", "_xlfn.T.INV"} <= used
    assert any(cell.value == f"1.1 {HOSTILE}" for cell in book["Resultat"]["B"])


def results(content, heading):
    """Return a column of the sheet of results: {the indicator's number: what stands there}."""
    book = opened(content)
    (letter,) = columns(book, "Resultat", heading)
    return {
        n: book["Resultat"][f"{letter}{row}"].value for n, row in rows_of(book, "Resultat").items()
    }


def test_the_results_say_with_whom_they_are_compared_and_how_they_stand(content):
    change = content.indicators[0].change
    with speaking("sv"):
        said = against_sentence(change)

    assert change.comparison_names
    assert results(content, "Jämförs med")[1] == ", ".join(change.comparison_names)
    assert results(content, "Förändringen där")[1] == pytest.approx(change.comparison.estimate - 1)
    assert results(content, "Mot jämförelseområdena")[1] == said


def test_results_without_a_percentage_are_not_said_to_be_uncompared():
    few = compared("Få", observations=counts(2021, (3, 4, 2, 3)))
    content = review(few, series())
    assert content.indicators[0].change.comparison

    assert results(content, "Mot jämförelseområdena") == {
        1: None,
        2: "Har inte jämförts med andra områden.",
    }
    assert results(content, "Jämförs med")[2] is None


def test_sums_of_unlike_many_years_do_not_stand_side_by_side():
    longer = series(observations=counts(2021, (400, 410, 300)))
    content = review(longer, series(), surveyed())
    with speaking("sv"):
        shown = figure_before_after(content.indicators[0].change)

    assert shown == ("405/år", "300/år")
    assert list(results(content, "Före").values()) == [405, 810, pytest.approx(0.7, abs=0.3)]
    assert results(content, "Nu")[1] == 300
    assert list(results(content, "Siffrorna är").values()) == [
        "medeltal per år",
        "periodens summa",
        None,
    ]


def test_below_the_results_stands_what_chance_would_give(book, content):
    sheet = book["Resultat"]
    with speaking("sv"):
        chance = chance_sentence(content.changes)
    rows = {sheet[f"B{row}"].value: row for row in range(1, sheet.max_row + 1)}

    assert rows[chance] == len(content.indicators) + 3
    assert "En förändring visar inte ensam att en insats har haft effekt." in rows
    # The filter, with which people sort, ends where the indicators do.
    assert sheet.auto_filter.ref.endswith(str(len(content.indicators) + 1))


def test_control_characters_do_not_stop_it():
    book = opened(review(series("Sken\x0bbar")))

    assert book["Resultat"]["B2"].value == "1.1 Skenbar"


def test_heads_stay_in_view_and_on_each_page(book):
    for sheet in book:
        assert sheet.freeze_panes, sheet.title
        assert str(sheet.page_setup.paperSize) == sheet.PAPERSIZE_A4
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    for title in (OWN, SHARES, AREAS, NEAR, MANY, VALUES):
        assert book[title].print_title_rows, title
        assert book[title].auto_filter.ref, title


def test_the_first_sheet_says_what_it_is_and_where_the_figures_come_from(book):
    seen = [str(cell.value) for cell in book["Läs mig"]["A"] if cell.value]

    assert seen[0] == "Effekt- och behovsanalys 2023–2024"
    assert "Älvstads Brå, Älvstad" in seen
    assert any(line.startswith("Källor: ") and "Polisen" in line for line in seen)
    assert "Senaste siffrorna hämtade 2025-02-01." in seen


def test_the_rules_come_along_in_words(book):
    seen = " ".join(str(cell.value) for cell in book["Regler"]["A"] if cell.value)

    assert "färre än 10 händelser" in seen
    assert "Benjamini & Hochberg" in seen


def test_sheets_and_headings_follow_the_language(content):
    book = opened(content, "en")

    assert book.sheetnames[:3] == ["Read me", "Results", "The change"]
    assert columns(book, "The change", "Exact lower limit")


def test_a_review_without_indicators_still_opens():
    book = opened(review())

    assert OWN in book.sheetnames
    assert AREAS not in book.sheetnames
    assert checks(book) == {}


@pytest.mark.parametrize("later", [(0, 0), (3, 2)])
def test_comparison_areas_with_too_few_events_are_left_unjudged(later):
    areas = {"Aby": counts(2021, (0, 0, *later), 9_000)}
    quiet = compared(observations=counts(2021, (0, 0, *later)), nearby="", comparisons=areas)

    book = opened(review(quiet, series()))

    assert AREAS not in book.sheetnames
    assert set(checks(book).values()) == {"lika"}
