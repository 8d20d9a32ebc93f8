"""The two-year rhythm over several years."""

from datetime import date

from tracker.domain.several_years import Lane, Mark, Period, YearFacts, several_years

TODAY = date(2026, 11, 24)


def lane(lines, which):
    return [(mark.year, mark.is_done, mark.on) for line in lines for mark in line.of(which)]


def test_without_records_the_years_around_this_one_are_shown_empty():
    lines = several_years(YearFacts(), TODAY)

    assert [line.year for line in lines] == list(range(2023, 2031))
    assert not any(line.marks or line.programmes or line.meetings for line in lines)


def test_a_review_is_expected_every_second_year_after_the_latest():
    done = Mark(Lane.REVIEW, 2024, is_done=True, on=date(2024, 12, 10))

    assert lane(several_years(YearFacts(reviews=(done,)), TODAY), Lane.REVIEW) == [
        (2024, True, date(2024, 12, 10)),
        (2026, False, None),
        (2028, False, None),
        (2030, False, None),
    ]


def test_no_review_is_expected_in_a_year_that_has_passed():
    done = Mark(Lane.REVIEW, 2021, is_done=True)

    assert lane(several_years(YearFacts(reviews=(done,)), TODAY), Lane.REVIEW) == [
        (2027, False, None),
        (2029, False, None),
    ]


def test_situation_reports_fall_due_by_the_councils_interval_from_the_latest():
    facts = YearFacts(situation_reports=(date(2024, 2, 29), date(2025, 6, 1)))
    lines = several_years(facts, TODAY, interval_months=18)

    assert lane(lines, Lane.SITUATION_REPORT) == [
        (2024, True, date(2024, 2, 29)),
        (2025, True, date(2025, 6, 1)),
        (2026, False, date(2026, 12, 1)),
        (2028, False, date(2028, 6, 1)),
        (2029, False, date(2029, 12, 1)),
    ]


def test_a_plan_that_is_dated_ahead_is_still_to_come():
    facts = YearFacts(action_plans=(date(2027, 1, 1),))

    assert lane(several_years(facts, TODAY), Lane.ACTION_PLAN) == [(2027, False, date(2027, 1, 1))]


def test_the_years_reach_as_far_as_the_programme_in_force():
    facts = YearFacts(programmes=(Period("BFP", 2021, 2032), Period("Gammalt", 2001, 2005)))
    lines = several_years(facts, TODAY)

    assert (lines[0].year, lines[-1].year) == (2021, 2032)
    assert {line.programmes[0].name for line in lines} == {"BFP"}


def test_a_programme_of_a_hundred_years_does_not_fill_the_page():
    lines = several_years(YearFacts(programmes=(Period("BFP", 1990, 2090),)), TODAY)

    assert (lines[0].year, lines[-1].year) == (2018, 2034)


def test_each_year_tells_its_meetings():
    lines = several_years(YearFacts(meetings=((2026, 7),)), TODAY)

    assert [line.meetings for line in lines if line.year in (2025, 2026)] == [0, 7]
