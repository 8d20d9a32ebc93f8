"""Interventions: as the municipality lists them, and as a review asks about them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from tracker.domain.indicators import Period
from tracker.domain.people import sort_key
from tracker.domain.programmes import GoalRef
from tracker.domain.terms import Approach, InterventionState, Term
from tracker.text import EN_DASH, gettext, mark

APPROACH_WORDS = {
    Approach.SITUATIONAL: mark("Situational"),
    Approach.SOCIAL: mark("Social"),
    Approach.BOTH: mark("Situational and social"),
}
TERM_WORDS = {
    Term.SHORT: mark("Short term"),
    Term.LONG: mark("Long term"),
}
#: Stands in a choice for those of which nothing is said.
NOTHING = "none"


class Quality(StrEnum):
    """What the municipality's interventions are chosen and counted by."""

    DEPARTMENT = "department"
    AREA = "area"
    STATE = "state"
    APPROACH = "approach"


@dataclass(frozen=True, kw_only=True)
class ListedIntervention:
    """An intervention as it stands in the list of the whole municipality's."""

    id: int
    title: str
    target_group: str
    state: InterventionState
    approach: Approach | None
    term: Term | None
    starts_on: date | None
    ends_on: date | None
    organisation_id: int | None
    #: Empty for none.
    organisation: str
    is_municipal: bool
    responsible: str
    #: Those of the programme that it serves, in order.
    goals: tuple[GoalRef, ...]
    #: The last year that it was followed up.
    followed_up: int | None

    def values_of(self, quality: Quality) -> frozenset[str]:
        """Return what it counts as: one value, or several areas."""
        if quality is Quality.AREA:
            return frozenset(str(goal.area_id) for goal in self.goals) or frozenset({NOTHING})
        value: object = {
            Quality.DEPARTMENT: self.organisation_id,
            Quality.STATE: self.state.value,
            Quality.APPROACH: self.approach.value if self.approach else None,
        }[quality]
        return frozenset({NOTHING if value is None else str(value)})

    @property
    def years(self) -> str:
        """Write when it goes on: "2024–2025" or "from 2024"; empty when nobody has said."""
        first = self.starts_on.year if self.starts_on else None
        last = self.ends_on.year if self.ends_on else None
        if last is None:
            return gettext("from %(year)s", year=first) if first else ""
        if first is None:
            return gettext("until %(year)s", year=last)
        return str(first) if first == last else f"{first}{EN_DASH}{last}"


@dataclass(frozen=True)
class Department:
    """A department's or partner's interventions. Without a name: those of none."""

    name: str
    rows: tuple[ListedIntervention, ...]

    @property
    def states(self) -> Mapping[InterventionState, int]:
        """How many stand where, in the order of the states; those with none are left out."""
        counts = Counter(row.state for row in self.rows)
        return {state: counts[state] for state in InterventionState if counts[state]}


def select(
    rows: Iterable[ListedIntervention], wanted: Mapping[Quality, str]
) -> list[ListedIntervention]:
    """Return the interventions that are all that is wanted. Nothing wanted: every one."""
    return [
        row
        for row in rows
        if all(value in row.values_of(quality) for quality, value in wanted.items())
    ]


def count_choices(
    rows: Iterable[ListedIntervention], wanted: Mapping[Quality, str], quality: Quality
) -> Counter[str]:
    """Return {value: how many would be left} if it were chosen beside what else is wanted."""
    others = {other: value for other, value in wanted.items() if other is not quality}
    return Counter(value for row in select(rows, others) for value in row.values_of(quality))


def by_department(rows: Iterable[ListedIntervention]) -> list[Department]:
    """Group interventions: departments by name, then partners, and last what belongs to none."""
    ordered = sorted(
        rows,
        key=lambda row: (
            not row.organisation,
            not row.is_municipal,
            sort_key(row.organisation),
            row.organisation_id or 0,
            sort_key(row.title),
            row.id,
        ),
    )
    return [
        Department(found[0].organisation, found)
        for _number, group in groupby(ordered, key=lambda row: row.organisation_id)
        for found in [tuple(group)]
    ]


@dataclass(frozen=True, kw_only=True)
class InterventionFacts:
    """An intervention, the goals it serves, and what a review asks about it."""

    id: int
    title: str
    state: InterventionState
    organisation: str
    starts_on: date | None
    ends_on: date | None
    #: Whether somebody has written why it is expected to work.
    has_mechanism: bool
    goal_ids: frozenset[int]

    def went_on(self, years: Period) -> bool:
        """Tell whether it went on some time in the years, as far as its dates say."""
        if self.state is InterventionState.NOT_STARTED:
            return False
        has_begun = self.starts_on is None or self.starts_on.year <= years.last
        return has_begun and (self.ends_on is None or self.ends_on.year >= years.first)


def has_mechanism(serving: Sequence[InterventionFacts]) -> bool | None:
    """Tell whether it is described why a goal's interventions should work; None without any.

    Every one of them must say it. A change may have come of any, so one without a reason leaves
    it open what it came of.
    """
    return all(one.has_mechanism for one in serving) if serving else None


def as_planned(
    serving: Sequence[InterventionFacts], said: Mapping[int, frozenset[bool]]
) -> bool | None:
    """Tell whether a goal's interventions were carried out as planned; None while nobody has said.

    One that was not is enough for a no. For a yes it must have been said of every one of them.
    """
    answers = [said.get(one.id, frozenset()) for one in serving]
    if any(False in answer for answer in answers):
        return False
    return True if answers and all(answers) else None
