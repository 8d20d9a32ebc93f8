"""The duties of lag (2023:196), judged on plain facts."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.domain.law import (
    DutyKey,
    DutyState,
    LawFacts,
    Record,
    ReportPart,
    add_months,
    duties,
)
from tracker.domain.law_duties import list_readings
from tracker.text import speaking

TODAY = date(2026, 11, 23)


def duty(key, today=TODAY, interval_months=24, warn_days=90, **facts):
    found = duties(LawFacts(**facts), today, interval_months=interval_months, warn_days=warn_days)
    return next(item for item in found if item.key is key)


def situation_report(on, today=TODAY, **limits):
    return duty(DutyKey.SITUATION_REPORT, today, situation_report=Record(on), **limits)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 2, 29), 24, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 12, 31), 2, date(2026, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -12, date(2025, 1, 15)),
        (date(2025, 11, 30), 1, date(2025, 12, 30)),
    ],
)
def test_adding_months_stays_within_a_shorter_month(day, months, expected):
    assert add_months(day, months) == expected


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(-240, 240))
def test_adding_months_lands_in_the_month_that_was_asked_for(day, months):
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day


def test_a_situation_report_two_years_and_256_days_old_is_256_days_overdue():
    found = situation_report(date(2024, 3, 12))
    assert (found.state, found.due_on) == (DutyState.OVERDUE, date(2026, 3, 12))
    assert found.state_text == "Försenad 256 dagar"
    assert found.evidence == "Senast 2024-03-12, skulle ha gjorts senast 2026-03-12."
    assert found.next_step == "Uppdatera lägesbilden"


def test_the_words_follow_the_reader_and_not_the_moment_of_judging():
    found = situation_report(date(2024, 3, 12))
    with speaking("en"):
        assert found.state_text == "256 days overdue"
    assert found.state_text == "Försenad 256 dagar"


def test_one_day_is_said_in_the_singular():
    assert situation_report(date(2024, 11, 22)).state_text == "Försenad 1 dag"
    assert situation_report(date(2024, 11, 24)).state_text == "Snart, 1 dag kvar"


def test_the_last_day_is_not_late():
    found = situation_report(date(2024, 11, 23))
    assert (found.state, found.days_left) == (DutyState.DUE_SOON, 0)
    assert found.state_text == "Sista dagen i dag"


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 8, 24), DutyState.IN_ORDER),
        (date(2026, 8, 25), DutyState.DUE_SOON),
        (date(2026, 11, 23), DutyState.DUE_SOON),
        (date(2026, 11, 24), DutyState.OVERDUE),
    ],
)
def test_a_duty_is_due_soon_from_ninety_days_before_to_the_last_day(today, state):
    assert situation_report(date(2024, 11, 23), today).state is state


def test_the_interval_and_the_warning_can_be_set():
    assert situation_report(date(2025, 11, 1), interval_months=12).state is DutyState.OVERDUE
    assert situation_report(date(2025, 4, 1), warn_days=183).state is DutyState.DUE_SOON
    assert situation_report(date(2025, 4, 1)).state is DutyState.IN_ORDER


def test_a_counted_day_is_never_said_to_be_the_acts_own():
    note = situation_report(date(2025, 4, 1)).reading
    assert "inte varifrån tiden räknas" in note
    assert "24 månader från senaste uppdateringen" in note


def test_without_records_nothing_is_overdue_and_nothing_is_in_order():
    found = duties(LawFacts(), TODAY)
    assert {item.state for item in found} == {DutyState.NOT_RECORDED}
    assert {item.due_on for item in found} == {None}
    assert {item.state_text for item in found} == {"Inte registrerad"}
    assert all(item.evidence and item.next_step and item.name for item in found)


def test_the_follow_up_of_a_new_plan_is_counted_from_its_decision():
    found = duty(DutyKey.PLAN_FOLLOWED_UP, plan_decided=Record(date(2025, 5, 20)))
    assert (found.state, found.due_on) == (DutyState.IN_ORDER, date(2027, 5, 20))
    assert found.state_text == "I tid"
    assert found.evidence == "Ingen uppföljning är registrerad. Sista dagen är 2027-05-20."


def test_a_follow_up_older_than_the_plan_does_not_set_the_day():
    found = duty(
        DutyKey.PLAN_FOLLOWED_UP,
        plan_decided=Record(date(2025, 5, 20)),
        plan_followed_up=Record(date(2024, 1, 1), "KS 2024/1"),
    )
    assert found.due_on == date(2027, 5, 20)
    assert (found.last_on, found.registry_number) == (date(2024, 1, 1), "KS 2024/1")


def test_a_decided_plan_without_a_last_day_is_in_order():
    found = duty(DutyKey.PLAN_DECIDED, plan_decided=Record(date(2020, 1, 1)))
    assert (found.state, found.state_text) == (DutyState.IN_ORDER, "Beslutad")
    assert found.evidence == "Beslutad 2020-01-01."


def test_a_plan_past_its_own_last_day_has_ended_and_is_not_called_late_by_law():
    ended = Record(date(2022, 1, 1), ends_on=date(2026, 11, 3))
    found = duty(DutyKey.PLAN_DECIDED, plan_decided=ended)
    assert (found.state, found.state_text) == (DutyState.OVERDUE, "Gick ut för 20 dagar sedan")


def test_agreements_in_force_are_judged_by_the_first_that_ends():
    found = duty(
        DutyKey.AGREEMENTS,
        agreements=(
            Record(date(2020, 1, 1), ends_on=date(2022, 1, 1)),
            Record(date(2024, 1, 1), ends_on=date(2027, 1, 15)),
            Record(date(2025, 1, 1)),
        ),
    )
    assert (found.state, found.count) == (DutyState.DUE_SOON, 2)
    assert found.evidence == "2 överenskommelser gäller. Den första går ut 2027-01-15."


def test_agreements_that_have_all_ended_are_not_in_force():
    found = duty(
        DutyKey.AGREEMENTS,
        agreements=(
            Record(date(2020, 1, 1), ends_on=date(2022, 1, 1)),
            Record(date(2020, 1, 1), ends_on=date(2026, 11, 22)),
        ),
    )
    assert (found.state, found.count, found.days_left) == (DutyState.OVERDUE, 0, -1)
    assert "Den senaste gick ut 2026-11-22" in found.evidence


def test_an_open_ended_agreement_has_no_last_day():
    found = duty(DutyKey.AGREEMENTS, agreements=(Record(date(2020, 1, 1)),))
    assert (found.state, found.due_on, found.state_text) == (DutyState.IN_ORDER, None, "Finns")


def test_only_meetings_of_the_last_twelve_months_show_a_living_council():
    days = (date(2025, 11, 23), date(2025, 11, 24), date(2026, 3, 1), date(2026, 12, 8))
    found = duty(DutyKey.COUNCIL, meetings_held=days)
    assert (found.state, found.count, found.last_on) == (DutyState.IN_ORDER, 2, date(2026, 3, 1))
    assert found.evidence == "2 möten de senaste tolv månaderna, det senaste 2026-03-01."


@pytest.mark.parametrize(
    ("key", "facts"),
    [
        (DutyKey.COUNCIL, {"meetings_held": (date(2020, 1, 1),)}),
        (DutyKey.ASSEMBLY_REPORT, {"assembly_reports": (Record(date(2020, 1, 1)),)}),
    ],
)
def test_a_duty_without_an_interval_in_the_act_is_never_overdue(key, facts):
    found = duty(key, **facts)
    assert (found.state, found.state_text) == (DutyState.NOT_RECORDED, "Saknas senaste året")
    assert found.due_on is None
    assert "2020-01-01" in found.evidence


def test_the_coordinators_are_named_as_evidence():
    found = duty(DutyKey.COORDINATION, coordinators=("Alma Ek", "Bo Lind"))
    assert (found.state, found.paragraph) == (DutyState.IN_ORDER, "11–12 §§")
    assert found.evidence == "Samordnare: Alma Ek, Bo Lind."


def test_the_paragraphs_are_those_of_the_act():
    found = {item.key.value: item.paragraph for item in duties(LawFacts(), TODAY)}
    assert found == {
        "position": "3 §",
        "mapping": "4 §",
        "plan_decided": "5 §",
        "situation_report": "6 §",
        "plan_followed_up": "6 §",
        "integration": "7 §",
        "local_coordination": "8 §",
        "agreements": "9 §",
        "council": "10 §",
        "coordination": "11–12 §§",
        "assembly_report": "13 §",
    }


def test_every_duty_of_the_act_is_followed_in_the_acts_order():
    found = [item.key for item in duties(LawFacts(), TODAY)]
    numbers = [int(item.paragraph.split("–")[0].split()[0]) for item in duties(LawFacts(), TODAY)]
    assert sorted(found) == sorted(DutyKey)
    assert numbers == sorted(numbers)


def test_what_the_act_asks_says_no_more_than_the_act():
    said = {item.key: item.asks for item in duties(LawFacts(), TODAY)}
    assert all(said.values())
    with_interval = {key for key, words in said.items() if "vartannat år" in words}
    assert with_interval == {DutyKey.SITUATION_REPORT, DutyKey.PLAN_FOLLOWED_UP}
    assert not any("månader" in words or "varje år" in words for words in said.values())


def test_a_reading_by_itself_names_its_section():
    readings = list_readings(duties(LawFacts(), TODAY))
    assert readings[0].startswith("3 §, vår läsning: Lagen anger detta som sitt syfte")
    assert len(readings) == sum(bool(item.reading) for item in duties(LawFacts(), TODAY))


def test_the_position_is_the_latest_of_review_and_decision():
    review = Record(date(2026, 3, 1), "KS 1", title="Analysen 2024–2025")
    decision = Record(date(2025, 1, 1), "KS 2", title="Beslut")
    found = duty(DutyKey.POSITION, review_adopted=review, documents={DutyKey.POSITION: decision})
    assert (found.state, found.registry_number) == (DutyState.IN_ORDER, "KS 1")
    assert found.evidence == "Analysen 2024–2025, 2026-03-01."
    assert "syfte" in found.reading


def mapping(**parts):
    named = {ReportPart[name.upper()]: value for name, value in parts.items()}
    report = Record(date(2026, 3, 1), title="Lägesbild 2026", parts=named)
    return duty(DutyKey.MAPPING, situation_report=report)


def test_a_situation_report_with_every_part_is_complete():
    found = mapping(mapping=True, other_information=True, analysis=True)
    assert (found.state, found.state_text) == (DutyState.IN_ORDER, "Fullständig")
    assert found.evidence == "Lägesbild 2026, 2026-03-01, innehåller alla delar."


def test_a_situation_report_without_an_analysis_is_incomplete():
    found = mapping(mapping=True, other_information=True, analysis=False)
    assert (found.state, found.state_text) == (DutyState.NOT_RECORDED, "Ofullständig")
    assert found.evidence == "Lägesbild 2026, 2026-03-01, saknar: analys."
    assert found.next_step == "Komplettera lägesbilden med det som saknas"


def test_a_part_that_nobody_has_spoken_of_is_not_said_to_be_missing():
    found = mapping(mapping=True, analysis=None)
    assert found.state_text == "Inte registrerad"
    assert found.evidence == (
        "Det är inte registrerat om Lägesbild 2026 innehåller: annan information, analys."
    )
    assert found.next_step == "Registrera vad den senaste lägesbilden innehåller"


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, DutyState.NOT_RECORDED),
        ({"agreements": (Record(date(2025, 1, 1)),)}, DutyState.NOT_RECORDED),
        ({"meetings_held": (date(2026, 3, 1),)}, DutyState.NOT_RECORDED),
        (
            {"agreements": (Record(date(2025, 1, 1)),), "meetings_held": (date(2026, 3, 1),)},
            DutyState.IN_ORDER,
        ),
        (
            {"documents": {DutyKey.LOCAL_COORDINATION: Record(date(2020, 1, 1), title="Beslut")}},
            DutyState.IN_ORDER,
        ),
    ],
)
def test_coordination_in_the_area_is_shown_by_agreements_and_meetings_or_a_document(facts, state):
    assert duty(DutyKey.LOCAL_COORDINATION, **facts).state is state


def test_a_document_shows_the_coordination_function_where_no_coordinator_is_recorded():
    document = Record(date(2024, 5, 2), "KS 3", title="Reglemente")
    found = duty(DutyKey.COORDINATION, documents={DutyKey.COORDINATION: document})
    assert (found.state, found.evidence) == (DutyState.IN_ORDER, "Reglemente, 2024-05-02.")


def test_agreements_that_name_no_areas_are_said_but_in_force():
    unnamed = Record(date(2024, 1, 1), is_named=False)
    ended = Record(date(2020, 1, 1), ends_on=date(2021, 1, 1), is_named=False)
    found = duty(DutyKey.AGREEMENTS, agreements=(unnamed, ended, Record(date(2025, 1, 1))))
    assert found.state is DutyState.IN_ORDER
    assert found.evidence == (
        "2 överenskommelser gäller. För 1 av dem är syften eller områden inte registrerade."
    )
