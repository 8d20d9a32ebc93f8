"""The words for what was found: short, in both languages, and never more than was found."""

import pytest

from tests.domain.effect_builders import AFTER, BEFORE, compared, counted, series
from tracker.domain import verdicts
from tracker.domain.effects import Caution, Interval, compare_all
from tracker.domain.evidence import EvidenceGrade, EvidenceQuestion
from tracker.domain.indicators import Period
from tracker.domain.terms import Finding
from tracker.text import speaking


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((225, 225, 170, 169), "Minskat, önskat"),
        ((130, 135, 180, 179), "Ökat, inte önskat"),
        ((178, 179, 188, 188), "Kan inte bedömas"),
        ((5, 4, 5, 4), "För få händelser"),
        ((100, 100), "Värden saknas"),
    ],
)
def test_the_verdict_is_said_in_plain_swedish(counts, words):
    with speaking("sv"):
        assert verdicts.verdict(compared(counted(*counts))) == words


def test_too_few_events_are_said_and_not_shown():
    with speaking("sv"):
        said = verdicts.reason_not_shown(compared(counted(5, 4, 5, 4)))
    assert said == "Färre än 10 händelser i en period. Visas inte."


def test_a_change_is_written_with_sign_true_minus_and_its_limits():
    change = compared(counted(225, 225, 170, 169))
    with speaking("sv"):
        assert verdicts.percent_change(change.ratio.estimate) == "−25\N{NO-BREAK SPACE}%"
        assert verdicts.percent_interval(change.ratio) == "−35 till −13"


def test_a_limit_just_beside_zero_is_not_rounded_to_zero():
    with speaking("sv"):
        assert verdicts.percent_interval(Interval(0.8, 0.6, 0.997)) == "−40 till −0,3"
        assert verdicts.percent_interval(Interval(0.8, 0.65, 0.9997)) == "−35 till −0,03"


@pytest.mark.parametrize("caution", Caution)
def test_every_caution_has_words_in_both_languages(caution):
    for say in (verdicts.caution_word, verdicts.caution_sentence):
        with speaking("en"):
            english = say(caution)
        with speaking("sv"):
            assert say(caution) != english


@pytest.mark.parametrize("finding", Finding)
def test_every_finding_has_a_word(finding):
    with speaking("sv"):
        assert verdicts.verdict_word(finding)


def test_sums_over_unlike_numbers_of_years_are_written_as_yearly_means():
    periods = {"before": Period(2021, 2023), "after": Period(2024, 2025)}
    longer = compared(counted(270, 270, 267, 189, 189), **periods)
    fewer = compared(counted(10, 12, 13, 15, 16), **periods)
    as_long = compared(counted(270, 270, 189, 189))
    with speaking("sv"):
        assert verdicts.figure_before_after(longer) == ("269/år", "189/år")
        assert verdicts.figure_before_after(fewer) == ("11,7/år", "15,5/år")
        assert verdicts.figure_before_after(as_long) == ("540", "378")


STEADY = counted(900, 900, 900, 900).observations


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((225, 225, 150, 150), "Har minskat mer, eller ökat mindre, än jämförelseområdena: −33 %"),
        ((225, 225, 320, 320), "Har ökat mer, eller minskat mindre, än jämförelseområdena: +42 %"),
        ((225, 225, 220, 220), "Kan inte skiljas från förändringen i jämförelseområdena: −2 %"),
        ((4, 4, 4, 4), "Har inte jämförts med andra områden."),
    ],
)
def test_how_a_change_stands_against_other_areas_is_said(counts, said):
    change = compared(counted(*counts, comparisons={"Granby": STEADY}))
    with speaking("sv"):
        sentence = verdicts.against_sentence(change)
    assert sentence.replace("\N{NO-BREAK SPACE}", " ").startswith(said)


def test_a_difference_from_others_without_a_change_of_its_own_says_both():
    others = counted(900, 900, 1_200, 1_200).observations
    change = compared(counted(225, 225, 230, 230, comparisons={"Granby": others}))
    with speaking("sv"):
        said = verdicts.against_sentence(change)
    assert said.startswith("Har minskat mer, eller ökat mindre, än jämförelseområdena")
    assert said.endswith("Kommunens egen förändring kan inte bedömas för sig.")


@pytest.mark.parametrize(
    ("nearby", "said"),
    [
        ((90, 90), "Inget tyder på att problemet har flyttat till Granby (WDQ 0,00)."),
        ((110, 110), "En del kan ha flyttat till Granby, men mindre än vad som vunnits här"),
        ((165, 165), "Det går inte att säga om något har flyttat."),
        ((400, 400), "Mer kan ha flyttat till Granby än vad som vunnits här"),
    ],
)
def test_whether_the_problem_moved_is_said(nearby, said):
    steady = counted(*[9_000] * 4, population=500_000).observations
    places = {"Steady": steady, "Granby": counted(90, 90, *nearby).observations}
    change = compared(counted(225, 225, 150, 150, comparisons=places, nearby="Granby"))
    with speaking("sv"):
        total, moved = verdicts.displacement_sentences(change)
    assert total.startswith("Tillsammans med Granby: ")
    assert moved.startswith(said)


def test_nothing_is_said_of_a_nearby_place_that_is_not_named():
    assert verdicts.displacement_sentences(compared(counted(225, 225, 150, 150))) == ()


def test_what_chance_would_give_is_said_beside_what_was_found():
    many = [counted(100, 100, 75, 75), *[counted(100, 100, 99, 99)] * 9, series(())]
    with speaking("sv"):
        alone = verdicts.chance_sentence(compare_all(many, before=BEFORE, after=AFTER))
        adjusted = verdicts.chance_sentence(
            compare_all(many, before=BEFORE, after=AFTER, is_adjusted=True)
        )
        clear = verdicts.chance_sentence(
            compare_all([counted(200, 200, 90, 90)], before=BEFORE, after=AFTER, is_adjusted=True)
        )
        nothing = verdicts.chance_sentence(())
    assert alone == (
        "1 av 10 prövade indikatorer ser förändrade ut var för sig. Om ingenting hade ändrats"
        " skulle slumpen i genomsnitt ge omkring 0,5 sådana, och fler om åren varierar mer än vad"
        " som syns."
    )
    assert adjusted == f"{alone} 1 fynd räknas inte, eftersom så många indikatorer har prövats."
    assert clear.endswith("Fynden står sig även när hänsyn tas till att många har prövats.")
    assert nothing == "Ingen indikator har kunnat prövas."


@pytest.mark.parametrize("question", EvidenceQuestion)
@pytest.mark.parametrize("answer", [True, False, None])
def test_every_answer_about_the_evidence_has_its_sentence(question, answer):
    with speaking("en"):
        english = verdicts.evidence_sentence(question, answer)
    with speaking("sv"):
        assert verdicts.evidence_sentence(question, answer) != english
    assert "%(" not in english


def test_the_grades_of_evidence_have_words():
    with speaking("sv"):
        words = [verdicts.evidence_word(grade) for grade in EvidenceGrade]
    assert words == ["Gott underlag", "Visst underlag", "Svagt underlag"]
