"""How five scorers judged the nine needs of the review under way, each on their own."""

from collections.abc import Iterator
from typing import NamedTuple

from tracker.demo.builder import chance
from tracker.demo.review import NEEDS
from tracker.domain.terms import Criterion

#: The groups, and last a member who scored alone.
MEMBER_SCORER = "Linnea Hammar"
SCORERS = (
    "Polis och räddningstjänst",
    "Socialtjänst och jour",
    "Skola och fritid",
    "Fastighetsägare och handel",
    MEMBER_SCORER,
)
#: What most think of each need, by criterion in the order of `Criterion`.
USUAL = {
    "Våld i nära relation": (4, 4, 2, 1, 4, 4, 4, 5, 3),
    "Bedrägeri mot äldre": (4, 5, 3, 2, 4, 3, 4, 4, 3),
    "Våld i centrum": (4, 2, 3, 5, 4, 4, 3, 4, 4),
    "Skadegörelse": (5, 2, 2, 4, 4, 3, 4, 2, 3),
    "Narkotikaförsäljning": (3, 4, 3, 3, 3, 3, 2, 4, 5),
    "Sexualbrott mot barn på nätet": (3, 4, 2, 1, 2, 3, 3, 5, 3),
    "Rekrytering till nätverk": (1, 3, 2, 2, 3, 5, 2, 5, 4),
    "Kränkningar i skolan": (4, 3, 2, 3, 4, 2, 4, 3, 2),
    "Stöld i butik": (4, 3, 2, 4, 3, 2, 2, 1, 2),
}
#: Where the scorers disagree: {need: {criterion: what each of them thinks}}.
DISAGREED = {
    "Stöld i butik": {
        Criterion.COSTLY: (4, 1, 2, 5, 2),
        Criterion.SIGNAL_CRIME: (4, 1, 1, 5, 2),
        Criterion.CAN_BE_INFLUENCED: (2, 2, 4, 5, 4),
    },
}
#: Nobody else knows enough about it to score it.
ONLY_SCORED_BY = {"Rekrytering till nätverk": SCORERS[:2]}
#: School and leisure could not say what crime costs society.
LEFT_OUT = {(SCORERS[2], Criterion.COSTLY)}


class DemoScore(NamedTuple):
    """One scorer's score, 1–5, of a need by one criterion."""

    need: str
    scorer: str
    criterion: Criterion
    score: int


def demo_scores() -> Iterator[DemoScore]:
    """Yield every score."""
    for name in (need.name for need in NEEDS):
        for criterion, usual in zip(Criterion, USUAL[name], strict=True):
            disagreed = DISAGREED.get(name, {}).get(criterion)
            said = disagreed or _near(usual, name, criterion)
            for scorer, score in zip(SCORERS, said, strict=True):
                knows = scorer in ONLY_SCORED_BY.get(name, SCORERS)
                if knows and (scorer, criterion) not in LEFT_OUT:
                    yield DemoScore(name, scorer, criterion, score)


def _near(usual: int, *about: object) -> tuple[int, ...]:
    """Return what most think, with one scorer a step below and one a step above."""
    random = chance("score", *about)
    low, high = random.choice(SCORERS), random.choice(SCORERS)
    return tuple(min(5, max(1, usual + (one == high) - (one == low))) for one in SCORERS)
