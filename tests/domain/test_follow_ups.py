"""What a year's follow-up asks about, how far an answer has come, and what it says in words."""

from datetime import date

import pytest

from tracker import text
from tracker.domain.follow_ups import (
    FIELDS,
    FollowUpState,
    RoundRow,
    by_department,
    followed_up_year,
    is_followed_up,
    open_until,
    production_words,
    state_of,
    to_ask,
    was_as_planned,
)
from tracker.domain.terms import CarriedOut, InterventionState
from tracker.models import FollowUp

ONGOING, STOPPED = InterventionState.ONGOING, InterventionState.STOPPED


def row(number=1, **values):
    defaults = {
        "intervention_id": number,
        "title": f"Insats {number}",
        "organisation": "Socialförvaltningen",
        "responsible_id": number,
        "responsible": f"Person {number}",
        "email": None,
        "state": FollowUpState.NOT_STARTED,
    }
    return RoundRow(**{**defaults, **values})


@pytest.mark.parametrize(
    ("meeting_day", "year"),
    [
        (date(2026, 1, 1), 2025),
        (date(2026, 5, 31), 2025),
        (date(2026, 6, 1), 2026),
        (date(2026, 12, 31), 2026),
    ],
)
def test_a_meeting_until_may_looks_back_at_the_year_before(meeting_day, year):
    assert followed_up_year(meeting_day) == year


def test_a_link_opens_past_every_meeting_that_looks_back_at_its_year():
    meetings = [date(2027, month, 28) for month in range(1, 13)]

    assert all(day <= open_until(2026) for day in meetings if followed_up_year(day) == 2026)


@pytest.mark.parametrize(
    ("state", "starts_on", "ends_on", "is_asked"),
    [
        (ONGOING, None, None, True),
        (ONGOING, date(2026, 12, 31), None, True),
        (ONGOING, date(2027, 1, 1), None, False),
        (InterventionState.DONE, None, date(2026, 1, 1), True),
        (InterventionState.DONE, None, date(2025, 12, 31), False),
        (InterventionState.NOT_STARTED, date(2026, 3, 1), None, True),
        (STOPPED, date(2024, 1, 1), date(2026, 2, 1), True),
        (STOPPED, date(2024, 1, 1), date(2025, 2, 1), False),
        (STOPPED, date(2024, 1, 1), None, False),
    ],
)
def test_what_went_on_in_the_year_is_asked_about(state, starts_on, ends_on, is_asked):
    assert is_followed_up(state, starts_on, ends_on, year=2026) is is_asked


@pytest.mark.parametrize(
    ("is_sent", "typed", "is_passed_on", "state"),
    [
        (False, None, False, FollowUpState.NOT_STARTED),
        (False, {"lesson": "", "page": "abc"}, False, FollowUpState.NOT_STARTED),
        (False, {"lesson": "Ring."}, False, FollowUpState.DRAFT),
        (False, {"lesson": "Ring."}, True, FollowUpState.PASSED_ON),
        (True, {"lesson": "Ring."}, True, FollowUpState.SENT),
    ],
)
def test_only_what_is_sent_counts_as_answered(is_sent, typed, is_passed_on, state):
    assert state_of(is_sent=is_sent, typed=typed, is_passed_on=is_passed_on) is state


def test_departments_stand_by_name_and_what_belongs_to_none_stands_last():
    rows = [
        row(1, organisation=""),
        row(2, organisation="Älvstadshem", state=FollowUpState.SENT),
        row(3, organisation="fritid"),
        row(4, organisation="Älvstadshem"),
    ]

    found = by_department(rows)

    assert [one.name for one in found] == ["fritid", "Älvstadshem", ""]
    assert [(one.sent, len(one.rows)) for one in found] == [(0, 1), (1, 2), (0, 1)]


def test_each_person_who_owes_an_answer_is_counted_once():
    rows = [
        row(1, responsible_id=7),
        row(2, responsible_id=7, state=FollowUpState.DRAFT),
        row(3, responsible_id=8, state=FollowUpState.SENT),
        row(4, responsible_id=9, state=FollowUpState.PASSED_ON),
        row(5, responsible_id=None),
    ]

    assert to_ask(rows) == 1


@pytest.mark.parametrize(
    ("carried_out", "said"),
    [(CarriedOut.YES, True), (CarriedOut.PARTLY, False), (CarriedOut.NO, False), (None, None)],
)
def test_a_review_hears_whether_it_was_carried_out_as_planned(carried_out, said):
    assert was_as_planned(carried_out) is said


def test_production_is_told_from_what_was_ticked_and_counted():
    with text.speaking("sv"):
        words = production_words(CarriedOut.PARTLY, "varje vecka", 1234, "Mest på våren.")

    assert words == "Delvis genomförd. Varje vecka. 1\xa0234 personer nådda. Mest på våren."


def test_production_told_by_hand_stays_as_it_is():
    assert production_words(None, "", None, "40 kvällar") == "40 kvällar"
    assert production_words(None, "", None, "") == ""


def test_every_question_has_a_column_of_its_own():
    assert set(FIELDS) <= set(FollowUp.model_fields)
