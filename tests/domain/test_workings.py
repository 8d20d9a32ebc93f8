"""How a figure was worked out: in words anybody follows, and in all its steps."""

import re
from datetime import date

import pytest

from tests.domain.workings_builders import (
    BEFORE,
    NOW,
    compared,
    counts,
    every_kind,
    monthly,
    review,
    series,
    shares,
    surveyed,
)
from tracker.domain.indicators import Observation
from tracker.domain.intervals import rate_ratio
from tracker.domain.review_content import freeze, thaw
from tracker.domain.terms import Direction, IndicatorKind
from tracker.domain.verdict_rules import RULES, Caution
from tracker.domain.verdicts import caution_sentence
from tracker.domain.workings import Workings, work_out
from tracker.domain.workings_parts import Role, list_places
from tracker.domain.workings_rules import rule_sections
from tracker.text import speaking


@pytest.fixture(autouse=True)
def _in_swedish():
    with speaking("sv"):
        yield


def worked_out(*many, **values) -> Workings:
    content = review(*many, **values)
    return work_out(content, content.indicators[0])


def section(workings, name):
    return next((one for one in workings.sections if one.id == name), None)


def formulas(workings, name="steps"):
    found = section(workings, name)
    return [line for step in found.steps for line in step.formulas] if found else []


def words(workings, name="steps"):
    found = section(workings, name)
    return " ".join([found.intro, *(step.words for step in found.steps), *found.points])


# In three sentences ----------------------------------------------------------------------


def test_a_decrease_is_told_in_three_sentences():
    found = worked_out(series())

    assert found.summary[0] == (
        "Antalet händelser i Älvstad var 810 under 2021–2022 och 610 under 2023–2024."
    )
    assert found.summary[1].startswith("Räknat per invånare och år är förändringen −26\N{NBSP}%")
    assert found.summary[2] == (
        "Hela osäkerheten ligger under noll, så bedömningen blir: Minskat, önskat."
    )


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (series(observations=counts(2021, (300, 310, 400, 410))), "ligger över noll"),
        (series(observations=counts(2021, (40, 42, 39, 41))), "slumpen kan vara hela förklaringen"),
        (series(observations=counts(2021, (4, 3, 6, 2))), "slumpen ensam flyttar sådana tal"),
        (series(observations=counts(2021, (40, 42, 39, 41), None)), "Räknat per år är"),
        (surveyed(), "Jämfört med den tidigare andelen"),
        (series(observations=()), "saknar värden för någon av perioderna"),
        (
            series(kind=IndicatorKind.RATE, observations=shares(2021, ((5.0, None),) * 4)),
            "Värdet för Älvstad var i genomsnitt",
        ),
        (
            series(
                observations=(
                    *counts(2021, (50, 60)),
                    *counts(2023, (70, 80), series_break=True),
                )
            ),
            "ändrades mellan perioderna",
        ),
    ],
)
def test_every_outcome_has_its_own_words(one, said):
    assert said in " ".join(worked_out(one).summary)


def test_the_summary_never_calls_a_change_an_effect():
    found = worked_out(compared())

    assert found.beside[-1] == "En förändring visar inte ensam att en insats har haft effekt."
    assert "jämförelseområdena" in found.beside[0]


def test_a_finding_that_is_set_aside_says_why():
    near_miss = [
        series(f"Nummer {number}", observations=counts(2021, (100, 100, 100, 100 + number)))
        for number in range(12)
    ]
    drop = series(observations=counts(2021, (110, 110, 85, 85)))

    found = worked_out(drop, *near_miss, is_adjusted=True)

    assert "När många indikatorer jämförs" in found.summary[2]
    assert "Kan inte bedömas" in found.summary[2]


# The figures -----------------------------------------------------------------------------


def test_each_places_years_are_summed_by_period():
    found = worked_out(compared())

    own = section(found, "figures").figures[0]

    assert own.table.headers[:3] == ("År", "Antal händelser", "Folkmängd")
    assert own.table.rows[2] == ("Summa 2021–2022", "810", "100\N{NBSP}300", "80,8")
    assert own.sums == {2, 5}


def test_places_stand_with_the_part_they_take():
    found = worked_out(compared())

    assert [(one.place, one.role) for one in section(found, "figures").figures] == [
        ("Älvstad", Role.OWN),
        ("Granby", Role.NEARBY),
        ("Aby", Role.COMPARISON),
        ("Beby", Role.COMPARISON),
        ("Glesby", Role.LEFT_OUT),
    ]


def test_doubts_about_a_year_stand_beside_it():
    observations = (
        *counts(2021, (400, 410)),
        Observation(year=2024, count=300, population=51_000, preliminary=True),
    )

    rows = section(worked_out(series(observations=observations)), "figures").figures[0].table.rows

    assert ("2023", "–", "–", "–", "Inget värde") in rows
    assert rows[-2][-1] == "Preliminärt"


# The steps -------------------------------------------------------------------------------


def test_the_numbers_are_filled_in():
    lines = formulas(worked_out(series()))

    assert "x₁ = 400 + 410 = 810" in lines
    assert "x₂ = 300 + 310 = 610" in lines
    assert "t₁ = 50\N{NBSP}000 + 50\N{NBSP}300 = 100\N{NBSP}300" in lines


def test_the_exact_limits_are_those_of_the_change():
    exact = rate_ratio(810, 100_300, 610, 101_500)

    lines = " ".join(formulas(worked_out(series())))

    assert f"Undre gräns = b / (1 − b) · t₁ / t₂ = {exact.low:.3f}".replace(".", ",") in lines
    assert f"Övre gräns = b / (1 − b) · t₁ / t₂ = {exact.high:.3f}".replace(".", ",") in lines


def test_limits_moved_for_spread_end_in_the_verdicts_interval():
    content = review(
        series(observations=counts(2015, (40, 90, 30, 99, 240, 90, 300, 160, 190, 150)))
    )
    change = content.indicators[0].change
    assert change.widening > 1

    lines = formulas(work_out(content, content.indicators[0]))

    assert lines[-3].endswith(f"= {change.ratio.low:.3f}".replace(".", ","))
    assert lines[-2].endswith(f"= {change.ratio.high:.3f}".replace(".", ","))


def test_a_share_shows_wilson_newcombe_and_the_ratio():
    lines = " ".join(formulas(worked_out(surveyed())))

    assert "p₁ = Σ p·n / Σ n" in lines
    assert "√((p₂ − l₂)² + (u₁ − p₁)²)" in lines
    assert "k = p₂ / p₁" in lines


def test_too_few_events_show_sums_and_no_ratio():
    lines = formulas(worked_out(series(observations=counts(2021, (4, 3, 6, 2)))))

    assert "x₁ = 4 + 3 = 7" in lines
    assert not any(line.startswith("k =") for line in lines)


@pytest.mark.parametrize(
    ("one", "rule"),
    [
        (series(), {"interval", "direction"}),
        (series(observations=counts(2021, (40, 42, 39, 41))), {"interval"}),
        (series(observations=counts(2021, (4, 3, 6, 2))), {"events"}),
        (
            series(kind=IndicatorKind.RATE, observations=shares(2021, ((5.0, None),) * 4)),
            {"figures"},
        ),
    ],
)
def test_the_rule_that_gave_the_verdict_is_said(one, rule):
    said = words(worked_out(one))

    assert {each.id for each in RULES if each.words in said} == rule


# Against others --------------------------------------------------------------------------


def test_the_comparison_shows_its_areas_and_the_relative_effect_size():
    content = review(compared())
    change = content.indicators[0].change

    found = work_out(content, content.indicators[0])

    assert "Aby, Beby" in words(found, "comparison")
    assert "Glesby" in words(found, "comparison")
    assert "y₁ = 1\N{NBSP}049, s₁ = 240\N{NBSP}600" in formulas(found, "comparison")
    assert f"RES = K / k = {1 / change.relative.estimate:.3f}".replace(".", ",") in formulas(
        found, "comparison"
    )


def test_a_county_is_not_counted_beside_its_municipalities():
    others = {
        "Aby": counts(2021, (380, 400, 390, 405), 90_000),
        "Älvlands län": counts(2021, (3800, 4000, 3900, 4050), 290_000),
    }

    found = worked_out(compared(comparisons=others))

    assert "omfattar kommunen: " in words(found, "comparison")
    assert "y₁ = 780, s₁ = 180\N{NBSP}300" in formulas(found, "comparison")


def test_the_variance_shown_gives_the_interval_shown():
    content = review(compared())
    change = content.indicators[0].change

    line = next(line for line in formulas(work_out(content, content.indicators[0]), "comparison")
                if line.startswith("VAR"))  # fmt: skip
    variance = float(line.rpartition("= ")[2].replace(",", "."))

    reach = 1.959964 * variance**0.5
    assert change.relative.high / change.relative.estimate == pytest.approx(2.718282**reach, 0.001)


def test_a_nearby_place_is_told_of_with_its_numbers():
    content = review(compared())
    found = content.indicators[0].change.displacement

    lines = " ".join(formulas(work_out(content, content.indicators[0]), "displacement"))

    assert "190 före, 173 nu" in lines
    assert f"WDQ = {found.quotient:.2f}".replace(".", ",") in lines


def test_without_comparison_areas_nothing_is_said_of_them():
    found = worked_out(series())

    assert section(found, "comparison") is None
    assert section(found, "displacement") is None


def test_a_nearby_place_without_figures_is_said_so():
    found = worked_out(series(nearby="Granby"))

    assert "saknas siffror" in section(found, "displacement").intro


def test_months_show_whether_the_level_changed_when_the_intervention_began():
    began = date(2023, 1, 10)
    months = monthly(2020, 2024, lambda year, month: 40 + month - 15 * (year >= 2023))

    found = worked_out(series(), months=months, began=began)

    assert "mer än slumpen förklarar" in section(found, "months").intro
    assert "Månader: 36 före, 24 efter" in formulas(found, "months")


@pytest.mark.parametrize(
    ("months", "began", "said"),
    [
        (monthly(2023, 2023, lambda _y, _m: 20), date(2023, 6, 1), "för få månader"),
        (monthly(2020, 2024, lambda _y, _m: 20), None, "Ingen insats under målet har börjat"),
    ],
)
def test_months_that_cannot_tell_say_so(months, began, said):
    found = worked_out(series(), months=months, began=began)

    assert said in section(found, "months").intro


def test_other_tests_of_the_same_numbers_stand_beside():
    table = section(worked_out(series()), "tests").table

    assert {"Wald", "Exakt betingat", "E-test"} <= {row[0] for row in table.rows}
    assert all(re.match(r"p [=<] 0,\d{3}$", row[2]) for row in table.rows)


# What must be borne in mind --------------------------------------------------------------


def test_every_caution_stands_as_a_full_sentence():
    content = review(compared())
    cautions = content.indicators[0].change.cautions
    assert cautions

    points = section(work_out(content, content.indicators[0]), "cautions").points

    for caution in cautions:
        assert any(caution_sentence(caution) in point for point in points)


def test_the_evidence_is_answered_question_by_question():
    assert len(section(worked_out(compared()), "evidence").points) == 5


def test_the_source_says_when_it_was_fetched_and_adopted():
    found = worked_out(series(), adopted_on=date(2026, 5, 5))

    points = section(found, "source").points
    assert points[:2] == ("Källa: Polisen.", "Hämtad 2025-02-01.")
    assert "fastställdes med 2026-05-05" in points[2]


def test_a_frozen_review_gives_the_same_workings():
    content = every_kind()
    thawed = thaw(*freeze(content))

    for before, after in zip(content.indicators, thawed.indicators, strict=True):
        assert work_out(content, before).sections == work_out(thawed, after).sections


def test_every_kind_of_indicator_can_be_worked_out():
    content = every_kind()

    for indicator in content.indicators:
        found = work_out(content, indicator)
        assert 1 <= len(found.summary) <= 3
        assert {one.id for one in found.sections} >= {"figures", "evidence", "source"}


@pytest.mark.parametrize("numbers", [(0, 0, 0, 0), (0, 0, 30, 40), (30, 40, 0, 0)])
def test_zeros_can_be_worked_out(numbers):
    others = {"Aby": counts(2021, (0, 0, 0, 0))}

    found = worked_out(series(observations=counts(2021, numbers), comparisons=others))

    assert f"x₂ = {numbers[2]} + {numbers[3]} = {sum(numbers[2:])}" in formulas(found)


def test_places_cover_the_years_of_the_periods_only():
    content = review(series(observations=counts(2015, (40,) * 10)))

    (own,) = list_places(content.indicators[0].change, "Älvstad")

    assert [one.year for one in own.before] == list(range(BEFORE.first, BEFORE.last + 1))
    assert [one.year for one in own.after] == list(range(NOW.first, NOW.last + 1))


def test_the_rules_page_holds_every_rule_caution_and_method():
    rules, cautions, methods = rule_sections()

    assert len(rules.steps) == len(RULES)
    assert len(cautions.steps) == len(Caution)
    assert all(re.search(r"\(\d{4}\)", step.words) for step in methods.steps)


def test_a_neutral_direction_is_neither_wanted_nor_unwanted():
    found = worked_out(series(direction=Direction.NEUTRAL))

    assert found.verdict == "Minskat"
