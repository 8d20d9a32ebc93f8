"""Scores of a problem: their spread, whether the scorers agree, and nobody's name."""

import pytest

from tracker.domain.need_scores import (
    Agreement,
    Spread,
    criterion_question,
    criterion_word,
    discussion_sentences,
    spread_words,
    spreads,
    without_names,
)
from tracker.domain.terms import Criterion
from tracker.text import speaking

HARMFUL, COMMON = Criterion.HARMFUL, Criterion.COMMON


def spread(*scores):
    return Spread(criterion=HARMFUL, scores=tuple(sorted(scores)))


def test_every_criterion_has_its_spread_in_the_fixed_order():
    assert [one.criterion for one in spreads({})] == list(Criterion)


def test_a_scorer_without_an_opinion_is_not_counted():
    found = spreads({"Polisen": {HARMFUL: 4, COMMON: 2}, "Skolan": {HARMFUL: 1}})
    by_criterion = {one.criterion: one for one in found}

    assert by_criterion[HARMFUL].scores == (1, 4)
    assert by_criterion[COMMON].count == 1
    assert by_criterion[Criterion.COSTLY].count == 0


@pytest.mark.parametrize(
    ("scores", "middle"), [((4,), 4), ((3, 4), 3.5), ((1, 4, 5), 4), ((), None)]
)
def test_the_median_is_the_middle_score(scores, middle):
    assert spread(*scores).median == middle


@pytest.mark.parametrize(
    ("scores", "width"),
    [((1, 3, 5), 2), ((1, 5), 2), ((2, 2, 3, 5), 1.5), ((1, 3, 3, 3, 5), 0)],
)
def test_the_interquartile_range_is_interpolated_between_the_scores(scores, width):
    assert spread(*scores).interquartile_range == width


@pytest.mark.parametrize(
    ("scores", "agreement"),
    [
        ((), Agreement.CANNOT_BE_SAID),
        ((5,), Agreement.CANNOT_BE_SAID),
        ((3, 5), Agreement.AGREE),
        ((2, 5), Agreement.DISAGREE),
        ((2, 3, 4), Agreement.AGREE),
        ((1, 3, 4), Agreement.DISAGREE),
        ((1, 3, 3, 3, 5), Agreement.AGREE),  # one at each end does not make a group disagree
        ((1, 1, 1, 5, 5, 5), Agreement.DISAGREE),
    ],
)
def test_a_group_disagrees_when_its_middle_half_spans_more_than_one_step(scores, agreement):
    assert spread(*scores).agreement is agreement


def test_disagreement_is_said_as_a_question_to_talk_about():
    found = spreads(
        {"A": {HARMFUL: 1, COMMON: 3}, "B": {HARMFUL: 5, COMMON: 3}, "C": {HARMFUL: 4, COMMON: 4}}
    )

    with speaking("sv"):
        (sentence,) = discussion_sentences(found)

    assert sentence == "Gruppen är oense om ”skadligt”: från 1 till 5. Vad ser var och en?"


def test_a_group_that_agrees_is_asked_what_it_does_not_see():
    with speaking("sv"):
        said = discussion_sentences(spreads({"A": {HARMFUL: 4}, "B": {HARMFUL: 4}}))

    assert said == ("Gruppen är i stort sett ense. Ser någon det som de andra inte ser?",)


@pytest.mark.parametrize("scores", [{}, {"A": {HARMFUL: 4}}])
def test_one_scorer_alone_neither_agrees_nor_disagrees(scores):
    assert discussion_sentences(spreads(scores)) == ()


def test_a_spread_is_written_with_swedish_numbers():
    with speaking("sv"):
        words = spread_words(spread(2, 5))

    assert (words.criterion, words.median, words.span, words.count) == ("Skadligt", "3,5", "2–5", 2)
    assert (words.agreement, words.is_apart) == ("Oense", True)


@pytest.mark.parametrize(
    ("scores", "said"),
    [
        ((), ("–", "–", "Ingen har någon uppfattning")),
        ((4,), ("4", "4", "Bara en har en uppfattning")),
        ((4, 4), ("4", "4", "Ense")),
    ],
)
def test_few_scores_are_said_to_be_few(scores, said):
    with speaking("sv"):
        words = spread_words(spread(*scores))

    assert (words.median, words.span, words.agreement) == said


def test_without_names_neither_the_names_nor_their_order_are_left():
    scores = {"Anna Ek": {HARMFUL: 5}, "Bo Al": {HARMFUL: 1}}

    with speaking("sv"):
        found = without_names(scores)

    assert found == {"Bedömare 1": {HARMFUL: 1}, "Bedömare 2": {HARMFUL: 5}}


@pytest.mark.parametrize("criterion", Criterion)
def test_every_criterion_is_named_and_asked_in_both_languages(criterion):
    for say in (criterion_word, criterion_question):
        with speaking("en"):
            english = say(criterion)
        with speaking("sv"):
            assert say(criterion) != english
