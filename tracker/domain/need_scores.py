"""What several scorers think of a problem by each criterion, and where they differ.

The scores are a start of the council's discussion. They are never added up over the criteria and
never put the problems in order: Brå names the criteria as support for a discussion, and a sum
would weigh them against each other without anybody having said how.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median, quantiles

from tracker.domain.terms import Criterion
from tracker.text import EN_DASH, _, format_number, mark

#: {scorer: {criterion: 1–5}}; a criterion of which the scorer has no opinion is not there.
Scores = Mapping[str, Mapping[Criterion, int]]

LOWEST, HIGHEST = 1, 5
#: With a wider interquartile range than this the scorers disagree. On a scale of five steps, 1 is
#: the usual limit of consensus (von der Gracht 2012, Technological Forecasting and Social Change
#: 79(8), 1525–1536).
WIDEST_AGREEMENT = 1.0
#: One scorer can neither agree nor disagree.
FEWEST_SCORERS = 2

_WORDS = {
    Criterion.COMMON: mark("Common"),
    Criterion.GROWING: mark("Long-lasting or growing"),
    Criterion.DEVIATES: mark("More than in similar areas"),
    Criterion.DELIMITED: mark("In a known place"),
    Criterion.CAN_BE_INFLUENCED: mark("Can be influenced"),
    Criterion.COSTLY: mark("Costly to society"),
    Criterion.AFFECTS_MANY: mark("Affects many"),
    Criterion.HARMFUL: mark("Harmful"),
    Criterion.SIGNAL_CRIME: mark("Signal crime"),
}
_QUESTIONS = {
    Criterion.COMMON: mark("How often does it happen here?"),
    Criterion.GROWING: mark("Has it gone on for long, or is there more and more of it?"),
    Criterion.DEVIATES: mark("Is there more of it here than in similar municipalities or areas?"),
    Criterion.DELIMITED: mark("Does it happen in a few places that we know of?"),
    Criterion.CAN_BE_INFLUENCED: mark(
        "Can the municipality, the police or other partners do something about it?"
    ),
    Criterion.COSTLY: mark("Does it cost society much, such as care, repairs or rescue?"),
    Criterion.AFFECTS_MANY: mark("Are many people affected, directly or through others?"),
    Criterion.HARMFUL: mark("How badly are those who are affected hurt?"),
    Criterion.SIGNAL_CRIME: mark(
        "Does it lead to other crime, or make people feel unsafe and lose their trust?"
    ),
}


class Agreement(StrEnum):
    """How far the scorers agree."""

    AGREE = "agree"
    DISAGREE = "disagree"
    CANNOT_BE_SAID = "cannot_be_said"  # fewer than two have an opinion


@dataclass(frozen=True, kw_only=True)
class Spread:
    """The scores by one criterion, from the lowest to the highest."""

    criterion: Criterion
    scores: tuple[int, ...] = ()

    @property
    def count(self) -> int:
        """How many have an opinion."""
        return len(self.scores)

    @property
    def median(self) -> float | None:
        """The middle score, or between the two in the middle; None when nobody has an opinion."""
        return median(self.scores) if self.scores else None

    @property
    def interquartile_range(self) -> float | None:
        """The width of the middle half of the scores, None for fewer than two.

        The quartiles are interpolated between the scores, the lowest and the highest being 0 and
        100 % (type 7 of Hyndman & Fan 1996).
        """
        if self.count < FEWEST_SCORERS:
            return None
        first, _middle, third = quantiles(self.scores, n=4, method="inclusive")
        return third - first

    @property
    def agreement(self) -> Agreement:
        """Tell whether the scorers agree: the middle half within `WIDEST_AGREEMENT` steps."""
        if self.interquartile_range is None:
            return Agreement.CANNOT_BE_SAID
        is_wide = self.interquartile_range > WIDEST_AGREEMENT
        return Agreement.DISAGREE if is_wide else Agreement.AGREE


def spreads(scores: Scores) -> tuple[Spread, ...]:
    """Return the spread by each of the nine criteria, in their fixed order."""
    return tuple(
        Spread(
            criterion=criterion,
            scores=tuple(sorted(one[criterion] for one in scores.values() if criterion in one)),
        )
        for criterion in Criterion
    )


def without_names(scores: Scores) -> dict[str, Mapping[Criterion, int]]:
    """Return the same scores with numbers for names, for those who may not see who said what.

    They are put in the order of the scores: a place in the list would point at a person.
    """
    ordered = sorted(
        scores.values(), key=lambda one: tuple(one.get(criterion, 0) for criterion in Criterion)
    )
    return {
        _("Scorer %(number)s", number=number): one for number, one in enumerate(ordered, start=1)
    }


# Words -----------------------------------------------------------------------------------


def criterion_word(criterion: Criterion) -> str:
    """Return what a criterion is called."""
    return _(_WORDS[criterion])


def criterion_question(criterion: Criterion) -> str:
    """Return what a criterion asks, in plain words."""
    return _(_QUESTIONS[criterion])


@dataclass(frozen=True, kw_only=True)
class SpreadWords:
    """One criterion's spread, ready to be read."""

    criterion: str
    question: str
    median: str
    #: The lowest and the highest score: 2–5, or 4 when they are the same.
    span: str
    count: int
    agreement: str
    is_apart: bool


def spread_words(spread: Spread) -> SpreadWords:
    """Return a spread in words; dashes where nobody has an opinion."""
    return SpreadWords(
        criterion=criterion_word(spread.criterion),
        question=criterion_question(spread.criterion),
        median=EN_DASH if spread.median is None else _score(spread.median),
        span=_span(spread),
        count=spread.count,
        agreement=_agreement(spread),
        is_apart=spread.agreement is Agreement.DISAGREE,
    )


def discussion_sentences(found: Sequence[Spread]) -> tuple[str, ...]:
    """Say where the group disagrees: a question to begin its discussion with, never a verdict."""
    apart = [one for one in found if one.agreement is Agreement.DISAGREE]
    if apart:
        return tuple(
            _(
                "The group disagrees on “%(criterion)s”: from %(low)s to %(high)s."
                " What does each of you see?",
                criterion=criterion_word(one.criterion).lower(),
                low=one.scores[0],
                high=one.scores[-1],
            )
            for one in apart
        )
    if any(one.agreement is Agreement.AGREE for one in found):
        return (_("The group agrees on the whole. Does anybody see what the others do not?"),)
    return ()


def _score(score: float) -> str:
    return format_number(score, 0 if float(score).is_integer() else 1)


def _span(spread: Spread) -> str:
    if not spread.scores:
        return EN_DASH
    lowest, highest = spread.scores[0], spread.scores[-1]
    return str(lowest) if lowest == highest else f"{lowest}{EN_DASH}{highest}"


def _agreement(spread: Spread) -> str:
    if not spread.scores:
        return _("Nobody has an opinion")
    if spread.agreement is Agreement.CANNOT_BE_SAID:
        return _("Only one has an opinion")
    return _("Disagree") if spread.agreement is Agreement.DISAGREE else _("Agree")
