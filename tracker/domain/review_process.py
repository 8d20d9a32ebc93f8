"""How a review is worked through: its steps, the years it should be about, what its data lacks.

Pure rules on plain data; nothing here is stored. The words for people stand with the pages.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from tracker.domain.data_quality import SECOND_HALF, Gap, is_stale, lacks_population
from tracker.domain.effects import SHORTEST_BASELINE, Caution, measured_years
from tracker.domain.indicators import Period
from tracker.domain.needs import Need
from tracker.domain.review_content import ReviewContent, ReviewedIndicator
from tracker.domain.several_years import REVIEW_EVERY
from tracker.domain.terms import Finding


class Step(StrEnum):
    """What is done with a review, in order."""

    OPENED = "opened"
    DATA_CHECKED = "data_checked"
    AREAS_CONCLUDED = "areas_concluded"
    NEEDS_DECIDED = "needs_decided"
    ADOPTED = "adopted"


class StepState(StrEnum):
    """How far a step has come: the first that is not done is the current one."""

    DONE = "done"
    CURRENT = "current"
    UPCOMING = "upcoming"


@dataclass(frozen=True, kw_only=True)
class ProcessStep:
    """A step, what is left in it, and of how many.

    `left` and `of` are 0 for steps that are one thing. `on` is the day it was done, None where
    none is known.
    """

    step: Step
    state: StepState
    left: int = 0
    of: int = 0
    on: date | None = None


def process_steps(
    content: ReviewContent, *, data_checked_on: date | None
) -> tuple[ProcessStep, ...]:
    """Return a review's steps. All are behind an adopted one, whatever was left undone.

    Where there is no area or no need, the step is not done: there is something to enter first.
    """
    areas_left = sum(not area.conclusion for area in content.areas)
    needs_left = sum(one.need.decision is None for one in content.needs)
    is_done = {
        Step.OPENED: True,
        Step.DATA_CHECKED: data_checked_on is not None,
        Step.AREAS_CONCLUDED: bool(content.areas) and not areas_left,
        Step.NEEDS_DECIDED: bool(content.needs) and not needs_left,
        Step.ADOPTED: content.adopted_on is not None,
    }
    current = next((step for step in Step if not is_done[step]), None)

    def state(step: Step) -> StepState:
        if is_done[step] or content.adopted_on is not None:
            return StepState.DONE
        return StepState.CURRENT if step is current else StepState.UPCOMING

    left = {
        Step.AREAS_CONCLUDED: (areas_left, len(content.areas)),
        Step.NEEDS_DECIDED: (needs_left, len(content.needs)),
    }
    days = {Step.DATA_CHECKED: data_checked_on, Step.ADOPTED: content.adopted_on}
    return tuple(
        ProcessStep(
            step=step,
            state=state(step),
            left=left.get(step, (0, 0))[0],
            of=left.get(step, (0, 0))[1],
            on=days.get(step),
        )
        for step in Step
    )


def is_untouched(need: Need) -> bool:
    """Tell whether a need only came along from the review before: nobody has placed it anew."""
    return need.decision is None and need.previous is not None and need.previous == need.place


# Years -----------------------------------------------------------------------------------


def propose_years(latest: Period | None, today: date) -> Period:
    """Return the years that the next review should be about: the two after the latest one's.

    The first review is about the last two years whose figures are there or on their way.
    """
    if latest is not None:
        return Period(latest.last + 1, latest.last + REVIEW_EVERY)
    last = today.year if today.month >= SECOND_HALF else today.year - 1
    return Period(last - REVIEW_EVERY + 1, last)


def propose_baseline(now: Period, length: int = SHORTEST_BASELINE) -> Period:
    """Return the years just before a review's, as many as said."""
    return Period(now.first - length, now.first - 1)


def is_short_baseline(before: Period) -> bool:
    """Tell whether a comparison rests on so few years that a chance peak could mislead."""
    return len(before) < SHORTEST_BASELINE


# The data --------------------------------------------------------------------------------


#: What the comparison has already found about the data.
_CAUTIONS = {
    Caution.MISSING_YEARS: Gap.MISSING_YEARS,
    Caution.SERIES_BREAK: Gap.SERIES_BREAK,
    Caution.OVERLAPPING_PERIODS: Gap.OVERLAPPING,
    Caution.NO_INTERVAL: Gap.NO_COUNTS,
    Caution.NO_POPULATION: Gap.NO_POPULATION,
    Caution.PRELIMINARY: Gap.PRELIMINARY,
    Caution.COMPARISON_INCOMPLETE: Gap.COMPARISON_INCOMPLETE,
}


@dataclass(frozen=True)
class CheckedIndicator:
    """An indicator and what its data lacks; nothing where all is well."""

    indicator: ReviewedIndicator
    gaps: tuple[Gap, ...]
    #: The years of the two periods that have no value.
    missing: tuple[int, ...]


def check_data(content: ReviewContent, *, today: date) -> tuple[CheckedIndicator, ...]:
    """Return every indicator with what its data lacks, in the programme's order."""
    return tuple(
        CheckedIndicator(one, _gaps(one, today), _missing_years(one)) for one in content.indicators
    )


#: What is said of each indicator by itself: it has years of its own.
_ONE_BY_ONE = {Gap.NO_VALUES, Gap.MISSING_YEARS}


def without_shared(
    checked: Sequence[CheckedIndicator],
) -> tuple[tuple[CheckedIndicator, ...], tuple[Gap, ...]]:
    """Return the indicators without the gaps that all of them have, and those gaps.

    What holds for all, such as preliminary figures for the latest year, is said once.
    """
    shared = set.intersection(*(set(one.gaps) for one in checked)) if len(checked) > 1 else set()
    shared -= _ONE_BY_ONE
    return (
        tuple(
            replace(one, gaps=tuple(gap for gap in one.gaps if gap not in shared))
            for one in checked
        ),
        tuple(gap for gap in Gap if gap in shared),
    )


def _gaps(one: ReviewedIndicator, today: date) -> tuple[Gap, ...]:
    change, series = one.change, one.series
    found = {_CAUTIONS[caution] for caution in change.cautions if caution in _CAUTIONS}
    if change.finding is Finding.NO_DATA:
        found.add(Gap.NO_VALUES)
        found.discard(Gap.MISSING_YEARS)
    elif _lacks_population(one):
        # Also where too few events or a break end the comparison before it is looked for.
        found.add(Gap.NO_POPULATION)
    if not series.comparisons:
        found.add(Gap.NO_COMPARISON)
        found.discard(Gap.COMPARISON_INCOMPLETE)
    if is_stale(one.series, today):
        found.add(Gap.STALE)
    return tuple(gap for gap in Gap if gap in found)


def _lacks_population(one: ReviewedIndicator) -> bool:
    return bool(lacks_population(one.series, set(_years(one))))


def _missing_years(one: ReviewedIndicator) -> tuple[int, ...]:
    measured = {year for part in measured_years(one.change) for year in part}
    return tuple(year for year in _years(one) if year not in measured)


def _years(one: ReviewedIndicator) -> Iterable[int]:
    for period in (one.change.period_before, one.change.period_after):
        yield from range(period.first, period.last + 1)


# Editions --------------------------------------------------------------------------------


#: An indicator as it stood and as it stands.
ReviewedPair = tuple[ReviewedIndicator | None, ReviewedIndicator | None]


def differences(old: ReviewContent, new: ReviewContent) -> tuple[ReviewedPair, ...]:
    """Return the indicators whose figures or verdict differ, with how they stood and stand.

    An indicator that has come or gone has None on the one side.
    """
    earlier = {one.id: one for one in old.indicators}
    later = {one.id: one for one in new.indicators}
    return tuple(
        (earlier.get(number), later.get(number))
        for number in {**earlier, **later}
        if _stands(earlier.get(number)) != _stands(later.get(number))
    )


def _stands(one: ReviewedIndicator | None) -> Sequence[object]:
    if one is None:
        return ()
    change = one.change
    return (change.before, change.after, change.ratio, change.finding, change.wanted)
