"""The yearly report: its numbers, and the sentences made from them by rule."""

import re
from dataclasses import replace
from datetime import date

import pytest

from tests.domain.effect_builders import compared, counted, series, surveyed
from tests.exporting.report_builders import (
    FEWER,
    MORE,
    TODAY,
    WORSE,
    empty_report,
    goal,
    interventions,
    meeting,
    year_report,
)
from tracker.domain.effects import Caution
from tracker.domain.law import DutyKey, LawFacts, Record, duties
from tracker.domain.report_words import (
    caution_words,
    decisions_wanted,
    headline,
    number_word,
    recipient_sentence,
    shared_cautions,
    status_sentence,
    suggested_decisions,
    trend_notes,
    trend_words,
)
from tracker.domain.reports import (
    AreaResult,
    DecisionWanted,
    InterventionResult,
    ReportStatus,
    Trend,
    interventions_by_organisation,
    summary_numbers,
    trend_of,
)
from tracker.domain.terms import (
    Direction,
    Finding,
    Fulfilment,
    InterventionState,
    MeetingStatus,
)
from tracker.text import speaking

MET, PARTLY, NOT_MET = Fulfilment.MET, Fulfilment.PARTLY, Fulfilment.NOT_MET


def report_of(*goals, **changes):
    return empty_report(areas=(AreaResult(1, "Barn och unga", goals),), **changes)


def goals(*results):
    return [goal(f"1.{n}", f"Mål {n}", fulfilment=r) for n, r in enumerate(results, start=1)]


def of_key(key, facts):
    return next(duty for duty in duties(facts, TODAY) if duty.key is key)


def titles(report):
    return [decision.title for decision in suggested_decisions(report)]


# Numbers ---------------------------------------------------------------------------------


def test_the_numbers_of_an_ordinary_year():
    numbers = summary_numbers(year_report())
    assert (numbers.goals, numbers.met, numbers.partly) == (12, 4, 5)
    assert (numbers.not_met, numbers.not_assessed) == (2, 1)
    assert (numbers.meetings_held, numbers.meetings_planned) == (6, 7)
    assert (numbers.present, numbers.invited) == (59, 72)
    assert (numbers.interventions_done, numbers.interventions) == (19, 27)


def test_every_goal_is_counted_once():
    numbers = summary_numbers(year_report())
    counted = numbers.met + numbers.partly + numbers.not_met + numbers.not_assessed
    assert counted == numbers.goals


def test_mean_attendance_weighs_every_invited_person_the_same():
    report = empty_report(
        meetings=(
            meeting(date(2026, 2, 1), "A", 1, 2),
            meeting(date(2026, 3, 1), "B", 8, 8),
        )
    )
    assert summary_numbers(report).attendance == pytest.approx(0.9)


def test_a_cancelled_meeting_is_neither_planned_nor_attended():
    cancelled = meeting(date(2026, 2, 1), "A", 5, 9, status=MeetingStatus.CANCELLED)
    numbers = summary_numbers(empty_report(meetings=(cancelled,)))
    assert (numbers.meetings_planned, numbers.invited, numbers.attendance) == (0, 0, None)


def test_a_held_meeting_without_attendance_does_not_pull_the_mean_down():
    untaken = meeting(date(2026, 2, 1), "A", None, 12, status=MeetingStatus.HELD)
    taken = meeting(date(2026, 3, 1), "B", 6, 12)
    numbers = summary_numbers(empty_report(meetings=(untaken, taken)))
    assert (numbers.meetings_held, numbers.attendance) == (2, 0.5)


def test_a_meeting_with_approved_minutes_is_held():
    approved = meeting(date(2026, 2, 1), "A", 6, 12, status=MeetingStatus.MINUTES_APPROVED)
    assert summary_numbers(empty_report(meetings=(approved,))).meetings_held == 1


def test_stopped_interventions_stay_in_the_total():
    stopped = InterventionResult("Insats", "Polisen", InterventionState.STOPPED)
    work = (*interventions("Polisen", 2, 1), stopped)
    (count,) = interventions_by_organisation(work)
    assert (count.done, count.ongoing, count.stopped, count.total) == (2, 1, 1, 4)
    assert summary_numbers(empty_report(interventions=work)).interventions == 4


def test_organisations_come_with_most_interventions_first_then_by_name():
    work = (*interventions("B", 1), *interventions("C", 2), *interventions("A", 0, 1))
    assert [c.organisation for c in interventions_by_organisation(work)] == ["C", "A", "B"]


# Trends ----------------------------------------------------------------------------------


UP, DOWN = (200, 200, 300, 300), (300, 300, 200, 200)


@pytest.mark.parametrize(
    ("counts", "direction", "expected"),
    [
        (DOWN, Direction.LOWER_BETTER, FEWER),
        (UP, Direction.HIGHER_BETTER, MORE),
        (UP, Direction.LOWER_BETTER, WORSE),
        (UP, Direction.NEUTRAL, Trend(Finding.INCREASED, None)),
        ((200, 200, 201, 202), Direction.LOWER_BETTER, None),
        ((1, 2, 1, 1), Direction.LOWER_BETTER, None),
        ((), Direction.NEUTRAL, None),
    ],
)
def test_a_trend_is_wanted_by_the_goals_own_direction_only(counts, direction, expected):
    assert trend_of(compared(counted(*counts, direction=direction))) == expected


def test_a_finding_that_is_no_change_cannot_be_made_a_trend():
    with pytest.raises(ValueError, match="leave the goal's trend empty"):
        Trend(Finding.TOO_FEW, is_wanted=None)


# Reservations ----------------------------------------------------------------------------


def trending(code, change):
    return goal(code, f"Mål {code}", trend=trend_of(change), change=change)


def preliminary(*counts):
    """Return the change of a series whose last year may be revised."""
    *rest, last = counted(*counts).observations
    return compared(series((*rest, replace(last, preliminary=True))))


def uneven():
    """Return a change whose years differ more than chance explains."""
    return compared(counted(200, 400, 190, 410))


def test_a_reservation_of_one_stays_beside_its_trend_and_that_of_all_is_said_once():
    report = report_of(trending("1.1", compared(counted(*DOWN))), trending("1.2", uneven()))
    first, second = report.goals

    with speaking("en"):
        shared = shared_cautions(report)
        notes = " ".join(trend_notes(report))
        beside = [caution_words(one, shared) for one in (first, second)]

    assert shared == (Caution.SHORT_BASELINE,)
    assert beside == ["Few years to judge the variation by", "Varies much between years"]
    assert notes.count("shorter than three years") == 1
    assert "differ more than chance" not in notes


def test_several_reservations_are_named_in_one_row():
    with speaking("en"):
        words = caution_words(trending("1.1", preliminary(200, 400, 190, 410)))

    assert words == (
        "Preliminary figures, varies much between years, baseline shorter than three years"
    )


@pytest.mark.parametrize("about", [one for one in Caution if re.search("COMPAR|COVER", one.name)])
def test_a_reservation_about_the_comparison_is_not_put_beside_a_trend_that_is_not_compared(about):
    change = replace(compared(counted(*DOWN)), cautions=(about, Caution.PRELIMINARY))
    report = report_of(trending("1.1", change), trending("1.2", change))

    with speaking("en"):
        assert caution_words(report.goals[0]) == "Preliminary figures"
    assert shared_cautions(report) == (Caution.PRELIMINARY,)


def test_under_the_trends_stand_the_years_the_chance_and_that_they_prove_nothing():
    change = compared(counted(*DOWN))
    report = report_of(
        trending("1.1", change),
        trending("1.2", compared(surveyed(0.5, 0.5, 0.5, 0.5))),
        trend_periods=(change.period_before, change.period_after),
    )

    with speaking("en"):
        how, holds, chance = trend_notes(report)

    assert how.endswith("does not by itself show that an intervention has had an effect.")
    assert holds.startswith("The trend compares 2023–2024 with 2021–2022.")
    assert chance.startswith("1 of 2 tested indicators seem changed")


def test_goals_without_values_have_nothing_to_be_reserved_about():
    report = report_of(goal())

    with speaking("en"):
        (how,) = trend_notes(report)

    assert how.startswith("Without an arrow the change cannot be assessed.")
    assert caution_words(report.goals[0]) == ""


def test_the_headline_sends_who_reads_of_trends_to_their_reservations():
    pointer = "The reservations about the trends stand with the table of goals."
    with speaking("en"):
        _lead, reserved = headline(report_of(trending("1.1", preliminary(*DOWN))))
        _lead, plain = headline(report_of(goal(trend=FEWER)))
        _lead, without = headline(report_of(trending("1.1", uneven())))

    assert f"wanted one for goal 1.1. {pointer}" in reserved
    assert pointer not in plain
    assert pointer not in without


def test_a_neutral_change_is_called_neither_wanted_nor_unwanted():
    assert trend_words(Trend(Finding.INCREASED, None)) == ("Ökar", "måste tolkas")


# Headline --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("results", "lead"),
    [
        ([], "Programmet har inga mål i år."),
        ([None] * 3, "Inget av tre mål kan bedömas."),
        ([MET] * 3, "Alla tre mål är uppfyllda."),
        ([PARTLY, NOT_MET, None], "Inget av tre mål är uppfyllt."),
        ([MET, NOT_MET, NOT_MET], "Ett av tre mål är uppfyllt."),
        ([MET, MET, None], "Två av tre mål är uppfyllda."),
        ([MET] * 4 + [PARTLY] * 8, "Fyra av tolv mål är uppfyllda."),
        ([MET] * 13 + [PARTLY], "13 av 14 mål är uppfyllda."),
        ([MET], "Det enda målet är uppfyllt."),
        ([PARTLY], "Det enda målet är delvis uppfyllt."),
        ([NOT_MET], "Det enda målet är inte uppfyllt."),
        ([None], "Det enda målet kan inte bedömas."),
    ],
)
def test_the_lead_says_how_many_goals_are_met(results, lead):
    assert headline(report_of(*goals(*results)))[0] == lead


def test_the_lead_in_english():
    with speaking("en"):
        lead, rest = headline(report_of(*goals(MET, None, MET)))
    assert lead == "Two of three goals are met."
    assert rest.startswith("Goal 1.2 cannot be assessed.")


def test_what_follows_the_lead_names_trends_gaps_and_what_is_late():
    assert headline(year_report())[1] == (
        "Mål 6.1 kan inte bedömas. Utvecklingen är den önskade för mål 1.1, 2.1, 3.1 och 3.2. "
        "Utvecklingen är inte den önskade för mål 5.1. Ingen ansvarar för mål 5.1 och 6.1. "
        "Uppdatering av lägesbilden: försenad 256 dagar."
    )


def test_without_any_trend_the_report_says_that_it_cannot_be_assessed():
    assert headline(report_of(*goals(MET, NOT_MET)))[1] == (
        "Utvecklingen kan inte bedömas för något mål."
    )


def test_a_change_that_must_be_interpreted_is_given_no_verdict():
    neutral = goal(fulfilment=MET, trend=Trend(Finding.INCREASED, None))
    assert headline(report_of(neutral))[1] == ""


def test_many_goals_are_counted_instead_of_named():
    owned = [goal(f"1.{n}", fulfilment=MET, trend=WORSE) for n in range(1, 7)]
    assert headline(report_of(*owned))[1] == "Utvecklingen är inte den önskade för sex mål."


@pytest.mark.parametrize(("number", "word"), [(1, "ett"), (12, "tolv"), (13, "13"), (0, "0")])
def test_numbers_are_words_up_to_twelve(number, word):
    assert number_word(number) == word


# Decisions -------------------------------------------------------------------------------


def test_the_suggestions_of_an_ordinary_year():
    assert titles(year_report()) == [
        "Utse ansvarig för mål 5.1 och 6.1",
        "Uppdatera lägesbilden",
        "Rapportera om arbetet till kommunfullmäktige",
        "Visa hur dessa krav uppfylls",
        "Ta ställning till insatser för mål 5.1",
        "Ge mål 4.1 och 5.1 egna möten 2027",
    ]


def test_nothing_is_suggested_when_nothing_is_missing():
    assert suggested_decisions(report_of(*goals(MET, PARTLY))) == ()


def test_an_unwanted_trend_with_an_ongoing_intervention_asks_for_no_new_one():
    worse = goal(fulfilment=NOT_MET, trend=WORSE)
    ongoing = interventions("Polisen", 0, 1, codes=("1.1",))
    done = interventions("Polisen", 1, codes=("1.1",))
    assert titles(report_of(worse, interventions=ongoing)) == []
    assert titles(report_of(worse, interventions=done)) == [
        "Ta ställning till insatser för mål 1.1"
    ]


def test_a_duty_due_soon_is_not_yet_a_decision():
    facts = LawFacts(situation_report=Record(date(2024, 12, 1)))
    soon = of_key(DutyKey.SITUATION_REPORT, facts)
    assert titles(empty_report(duties=(soon,))) == []


def test_what_is_not_recorded_is_not_said_to_be_undone():
    unknown = of_key(DutyKey.SITUATION_REPORT, LawFacts())
    (decision,) = suggested_decisions(empty_report(duties=(unknown,)))
    assert decision.text == "Inget datum är registrerat. Är det redan gjort: registrera det."


def test_duties_that_lack_only_a_record_are_one_suggestion_together():
    both = (of_key(DutyKey.MAPPING, LawFacts()), of_key(DutyKey.INTEGRATION, LawFacts()))
    (decision,) = suggested_decisions(empty_report(duties=both))
    assert decision.title == "Visa hur dessa krav uppfylls"
    assert decision.text.startswith("Lägesbildens innehåll; Integrering med annan planering. ")


def test_written_decisions_replace_the_suggested_ones():
    written = (DecisionWanted("Godkänn rapporten"),)
    assert decisions_wanted(year_report(decisions=written)) == written
    assert all(decision.is_suggestion for decision in decisions_wanted(year_report()))


# Status ----------------------------------------------------------------------------------


def test_a_draft_says_when_the_council_decides():
    assert status_sentence(year_report()) == "Utkast, rådet tar ställning 2026-12-08."
    assert status_sentence(empty_report()) == "Utkast."


def test_an_adopted_report_says_when():
    adopted = empty_report(status=ReportStatus.ADOPTED, adopted_on=date(2026, 12, 8))
    assert status_sentence(adopted) == "Antagen 2026-12-08."


def test_the_recipient_is_named_with_the_day():
    assert recipient_sentence(year_report()) == "Till kommunstyrelsen 2026-12-15."
    assert recipient_sentence(empty_report()) == "Till kommunstyrelsen."
