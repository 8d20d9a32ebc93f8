"""What a programme's version keeps, and which years something is for."""

import gzip
import hashlib
import json

import pytest

from tracker.domain.programme_versions import (
    ProgrammeContent,
    WordedArea,
    WordedGoal,
    WordedIndicator,
    Wording,
    freeze,
    thaw,
)
from tracker.domain.terms import Direction, IndicatorKind

CONTENT = ProgrammeContent(
    name="Brottsförebyggande program",
    areas=(
        WordedArea(
            id=7,
            number=1,
            name="Trygga platser",
            goals=(
                WordedGoal(
                    id=70,
                    number=2,
                    title="Mindre våld i centrum",
                    owner_id=3,
                    owner="Fritid",
                    indicators=(
                        WordedIndicator(
                            id=700,
                            title="Våldsbrott",
                            kind=IndicatorKind.COUNT,
                            direction=Direction.LOWER_BETTER,
                            target=190.0,
                        ),
                    ),
                ),
            ),
        ),
    ),
)


def test_a_frozen_programme_reads_back_the_same():
    assert thaw(*freeze(CONTENT)) == CONTENT


def test_a_frozen_programme_that_somebody_changed_is_found_out():
    frozen, content_hash = freeze(CONTENT)
    changed = gzip.decompress(frozen).replace(b"Mindre", b"Mycket")

    with pytest.raises(ValueError, match="programme version is not as it was adopted"):
        thaw(gzip.compress(changed), content_hash)


def test_a_programme_frozen_before_something_was_added_can_still_be_read():
    old = json.loads(gzip.decompress(freeze(CONTENT)[0]))
    del old["areas"][0]["goals"][0]["indicators"][0]["definition"]
    text = json.dumps(old).encode()

    assert thaw(gzip.compress(text), hashlib.sha256(text).hexdigest()) == CONTENT


def test_a_wording_finds_each_thing_by_its_number():
    wording = Wording.of({1: CONTENT})

    assert wording.programme_ids == {1}
    assert wording.areas[7].name == "Trygga platser"
    assert wording.goals[70].owner == "Fritid"
    assert wording.indicators[700].target == 190


@pytest.mark.parametrize(
    ("first_year", "last_year", "is_for"),
    [
        (None, None, True),
        (2026, None, True),
        (2027, None, False),
        (None, 2026, True),
        (None, 2025, False),
        (2025, 2027, True),
    ],
)
def test_what_says_its_years_is_for_those_years(first_year, last_year, is_for):
    assert Wording(years={1: 2026}).is_for(1, first_year, last_year) is is_for
