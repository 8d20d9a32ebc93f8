"""The rules by which a change is judged: here, and nowhere else, each with its words.

Rules on ready-made numbers. The formulas stand in intervals and comparison_areas; effects puts
the two together; verdicts says what came of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tracker.domain.intervals import CONFIDENCE, Interval, Spread, widening
from tracker.domain.terms import Direction, Finding
from tracker.text import _, format_percent, mark

#: Below this many events in either period no percentage is shown.
FEWEST_EVENTS = 10
#: A baseline shorter than this may be a chance peak (regression to the mean). So many years
#: before the baseline are also needed to tell whether it is one.
SHORTEST_BASELINE = 3
#: How unlikely under Poisson variation the years' spread must be to be called overdispersed.
OVERDISPERSION_LEVEL = 0.05
#: With fewer degrees of freedom a spread twice Poisson's goes unseen more often than not.
FEWEST_FREEDOM = 5
#: The share of false findings that the adjustment for many tested indicators allows.
FALSE_DISCOVERY_RATE = 0.05
#: So many events before find a true decrease by 40 % at least four times in five.
ENOUGH_EVENTS = 100
#: So many of the five questions must be answered yes for the evidence to be called some.
SOME_ANSWERS = 3


class Caution(StrEnum):
    """A reservation that stays with a change wherever it is shown."""

    SERIES_BREAK = "series_break"
    NO_INTERVAL = "no_interval"  # neither counts nor sample sizes behind the figures
    SET_ASIDE = "set_aside"  # found, but not when all that were tested are allowed for
    PEAK_BASELINE = "peak_baseline"
    PRELIMINARY = "preliminary"
    MISSING_YEARS = "missing_years"
    UNEQUAL_PERIODS = "unequal_periods"
    OVERLAPPING_PERIODS = "overlapping_periods"
    OVERDISPERSED = "overdispersed"
    FEW_YEARS = "few_years"  # to tell by how much the years vary
    NO_POPULATION = "no_population"
    COMPARISON_INCOMPLETE = "comparison_incomplete"
    COMPARISON_COVERING = "comparison_covering"  # compared with a county or the country
    COVERING_LEFT_OUT = "covering_left_out"  # a county or the country is not among them
    SHORT_BASELINE = "short_baseline"


class Against(StrEnum):
    """How the own change stands against the comparison areas'. Says nothing of why."""

    LOWER = "lower"
    HIGHER = "higher"
    NO_DIFFERENCE = "no_difference"
    NOT_COMPARED = "not_compared"


def judge(ratio: Interval) -> Finding:
    """Judge by the interval alone: a change counts only when it excludes no change."""
    if ratio.covers(1):
        return Finding.CANNOT_BE_ASSESSED
    return Finding.DECREASED if ratio.high < 1 else Finding.INCREASED


def is_wanted(finding: Finding, direction: Direction) -> bool | None:
    """Tell whether a found change goes the wanted way; None when nobody can say."""
    if direction is Direction.NEUTRAL or finding not in {Finding.DECREASED, Finding.INCREASED}:
        return None
    return (finding is Finding.DECREASED) == (direction is Direction.LOWER_BETTER)


def has_enough_events(events: Sequence[float]) -> bool:
    """Tell whether each period has so many events that a percentage may be shown."""
    return min(events) >= FEWEST_EVENTS


def stand_against(relative: Interval | None) -> Against:
    """Judge the own change over the comparison areas' the same way."""
    if relative is None:
        return Against.NOT_COMPARED
    if relative.covers(1):
        return Against.NO_DIFFERENCE
    return Against.LOWER if relative.high < 1 else Against.HIGHER


def is_overdispersed(spread: Spread | None) -> bool:
    """Tell whether the years differ more than chance explains."""
    return spread is not None and spread.p_value < OVERDISPERSION_LEVEL


def widening_for(spread: Spread | None, confidence: float = CONFIDENCE) -> float:
    """Return how many times as wide to make an interval: 1 unless overdispersed.

    Testing first is a compromise (tests/domain/test_simulations.py). Widening every series by its
    estimated spread, or testing at 10 %, finds a true decrease from 100 events by 40 % in less
    than 80 %. Testing at 5 % finds 83 %, but a spread that goes unseen leaves more chance findings
    than the interval promises: about 10 % where the variance is twice the mean.
    """
    if spread is None or not is_overdispersed(spread):
        return 1.0
    return widening(spread, confidence=confidence)


def is_spread_unknown(spread: Spread | None) -> bool:
    """Tell whether the years are too few to show by how much they vary."""
    return not is_overdispersed(spread) and (spread is None or spread.freedom < FEWEST_FREEDOM)


def is_covering(place: str) -> bool:
    """Tell whether a place holds municipalities: a county, a region or the country, by its name."""
    name = place.casefold()
    return (
        name in {"riket", "hela landet", "sverige"}
        or name.endswith(" län")
        or name.startswith("region ")
    )


def is_peak(from_earlier: Interval, to_later: Interval) -> bool:
    """Tell whether the baseline lay apart from the years before it and the change leads back.

    `from_earlier` is the baseline over the years before it, `to_later` the change judged. Extreme
    values tend to be followed by more usual ones whatever is done (regression to the mean).
    """
    if from_earlier.covers(1):
        return False
    return (from_earlier.low > 1) == (to_later.estimate < 1)


def largest_kept(p_values: Sequence[float], rate: float = FALSE_DISCOVERY_RATE) -> float:
    """Return the largest p-value that is still a finding when all are allowed for; 0 if none.

    The largest p₍ₖ₎ ≤ k/m · rate of the m in order. Of the findings kept, at most `rate` are
    expected to be chance, when the tests are independent or depend positively. Source: Benjamini
    & Hochberg (1995), Journal of the Royal Statistical Society B 57:289.
    """
    many = len(p_values)
    kept = [
        p_value
        for place, p_value in enumerate(sorted(p_values), start=1)
        if p_value <= place / many * rate
    ]
    return max(kept, default=0.0)


@dataclass(frozen=True)
class Rule:
    """A rule with its heading and its words, both English sources for translation."""

    id: str
    heading_source: str
    source: str

    @property
    def heading(self) -> str:
        """Return the rule's name in the reader's language."""
        return _(self.heading_source)

    @property
    def words(self) -> str:
        """Return the rule in the reader's language, with the limits it goes by."""
        return _(
            self.source,
            fewest=FEWEST_EVENTS,
            enough=ENOUGH_EVENTS,
            years=SHORTEST_BASELINE,
            answers=SOME_ANSWERS,
            confidence=format_percent(CONFIDENCE),
            chance=format_percent(1 - CONFIDENCE),
            unlikely=format_percent(OVERDISPERSION_LEVEL),
            false=format_percent(FALSE_DISCOVERY_RATE),
        )


#: Every rule, in the order that a reader meets them.
RULES = (
    Rule(
        "interval",
        mark("Decreased, increased or cannot be assessed"),
        mark(
            "The change is the later period's number per inhabitant and year divided by the"
            " earlier period's; for surveys, the one share divided by the other. It gets an"
            " interval that covers what chance can explain (%(confidence)s). We say decreased or"
            " increased only when the whole interval lies on one side of no change. Otherwise the"
            " change cannot be assessed."
        ),
    ),
    Rule(
        "direction",
        mark("Wanted or not wanted"),
        mark(
            "A change is called wanted or not wanted only when the indicator has a direction. One"
            " without must be interpreted: more reports may mean that more is discovered."
        ),
    ),
    Rule(
        "events",
        mark("Enough events"),
        mark(
            "With fewer than %(fewest)s events in either period no percentage is shown, only the"
            " numbers."
        ),
    ),
    Rule(
        "figures",
        mark("Figures without numbers behind them"),
        mark(
            "A rate without its number of events, or a share without its number of answers, gets"
            " no interval and so cannot be assessed. Where the population is missing, the change"
            " is worked out per year and not per inhabitant, and that is said."
        ),
    ),
    Rule(
        "break",
        mark("A new way of measuring"),
        mark("If the way of measuring changed between the periods, they are not compared."),
    ),
    Rule(
        "years",
        mark("Reservations about the years"),
        mark(
            "Preliminary values, missing years, periods of unequal length and survey years that"
            " overlap are said wherever the change is shown."
        ),
    ),
    Rule(
        "short",
        mark("A short first period"),
        mark(
            "If the first period has fewer than %(years)s measured years, that is said: a chance"
            " peak or dip can look like a change."
        ),
    ),
    Rule(
        "peak",
        mark("A first period out of the ordinary"),
        mark(
            "If at least %(years)s years before the first period are known, the first period is"
            " compared with them. When it lies above or below them by more than chance explains,"
            " and the change leads back, that is said: what is unusual tends to become more usual"
            " whatever is done."
        ),
    ),
    Rule(
        "spread",
        mark("Years that vary much"),
        mark(
            "The years are compared with the others of their own period, and the years before"
            " them two by two. If they vary more than chance explains (less than %(unlikely)s"
            " likely), the interval is widened as much. Variation that does not show, above all"
            " where few years are known, makes a chance finding more likely than stated."
        ),
    ),
    Rule(
        "comparison",
        mark("Against the comparison areas"),
        mark(
            "The comparison areas that have the same years, measured the same way, are added"
            " together. A county or the whole country is left out of the sum, since it may hold"
            " the municipality itself; when there is nothing else it is used, and that is said."
            " The municipality's change is divided by theirs. We say that the two differ only when"
            " the whole interval lies on one side. Otherwise they cannot be told apart."
        ),
    ),
    Rule(
        "nearby",
        mark("If the problem has moved"),
        mark(
            "Where a nearby place is named, the municipality and that place are taken together and"
            " compared with what would have happened had they followed the comparison areas,"
            " inhabitant by inhabitant. The nearby place is not one of the comparison areas."
        ),
    ),
    Rule(
        "many",
        mark("Many indicators at once"),
        mark(
            "If nothing had changed, about %(chance)s of the tested indicators would still seem to"
            " have, and more where the years vary more than shows. That number is said. When the"
            " adjustment for many is on, so few findings are kept that about %(false)s of them at"
            " most are expected to be chance."
        ),
    ),
    Rule(
        "evidence",
        mark("The quality of the evidence"),
        mark(
            "Five questions are asked: is there an area to compare with, has the first period at"
            " least %(years)s measured years, are there at least %(enough)s cases, is it described"
            " why the interventions should work, and were they carried out as planned? Five yes"
            " make the evidence good. A comparison and cases enough, and at least %(answers)s yes"
            " in all, make it fair. Otherwise it is weak. What nobody has said counts as not"
            " shown."
        ),
    ),
    Rule(
        "effect",
        mark("A change is not an effect"),
        mark(
            "Neither a change nor a difference from other areas shows by itself that an"
            " intervention has had an effect."
        ),
    ),
)
