"""How a programme was worded: what a version of it keeps, so that older reports read the same.

The present wording is the programme's rows. A version is made when that wording gives way to
another from some year on: it keeps the rows as they stood, for the years before.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tracker.domain.frozen import Freezer
from tracker.domain.terms import Direction, IndicatorKind

#: What is worded, by column. When one of them changes, the question is from which year.
AREA_WORDING = ("number", "name", "description")
GOAL_WORDING = ("number", "title", "description", "owner_id")
INDICATOR_WORDING = (
    "title",
    "unit",
    "direction",
    "target",
    "target_year",
    "baseline_first_year",
    "baseline_last_year",
    "definition",
    "is_key",
)
#: The years that a row itself says it is for. A version keeps them too.
GOAL_YEARS = ("first_year", "last_year")
INDICATOR_YEARS = ("last_year",)


@dataclass(frozen=True, kw_only=True)
class WordedIndicator:
    """An indicator as it was worded."""

    id: int
    title: str
    kind: IndicatorKind
    direction: Direction
    unit: str = ""
    target: float | None = None
    target_year: int | None = None
    baseline_first_year: int | None = None
    baseline_last_year: int | None = None
    definition: str = ""
    is_key: bool = False
    last_year: int | None = None


@dataclass(frozen=True, kw_only=True)
class WordedGoal:
    """A goal as it was worded."""

    id: int
    number: int
    title: str
    description: str = ""
    owner_id: int | None = None
    #: The owner's name then.
    owner: str = ""
    first_year: int | None = None
    last_year: int | None = None
    indicators: tuple[WordedIndicator, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WordedArea:
    """A priority area as it was worded."""

    id: int
    number: int
    name: str
    description: str = ""
    goals: tuple[WordedGoal, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ProgrammeContent:
    """A whole programme as it was worded."""

    name: str
    areas: tuple[WordedArea, ...] = ()


_FREEZER = Freezer(ProgrammeContent, "programme version")


def freeze(content: ProgrammeContent) -> tuple[bytes, str]:
    """Return the content as compressed JSON, and its hash.

    Raises:
        ValueError: The content could not be given back as it is.
    """
    return _FREEZER.freeze(content)


def thaw(frozen: bytes, content_hash: str) -> ProgrammeContent:
    """Return frozen content.

    Raises:
        ValueError: The bytes are not those that were frozen.
    """
    return _FREEZER.thaw(frozen, content_hash)


@dataclass(frozen=True)
class Wording:
    """How a council's programmes were worded in a year, where that is not as now."""

    #: {programme: the year asked about, or the programme's year that is nearest to it}.
    years: Mapping[int, int] = field(default_factory=dict)
    #: The programmes that an earlier wording covers in the year. The others are worded as now.
    programme_ids: frozenset[int] = frozenset()
    areas: Mapping[int, WordedArea] = field(default_factory=dict)
    goals: Mapping[int, WordedGoal] = field(default_factory=dict)
    indicators: Mapping[int, WordedIndicator] = field(default_factory=dict)

    @classmethod
    def of(
        cls, kept: Mapping[int, ProgrammeContent], years: Mapping[int, int] | None = None
    ) -> "Wording":
        """Return the wording of {programme: its content}."""
        areas = [area for content in kept.values() for area in content.areas]
        goals = [goal for area in areas for goal in area.goals]
        return cls(
            years=years or {},
            programme_ids=frozenset(kept),
            areas={area.id: area for area in areas},
            goals={goal.id: goal for goal in goals},
            indicators={one.id: one for goal in goals for one in goal.indicators},
        )

    def is_for(self, programme_id: int, first_year: int | None, last_year: int | None) -> bool:
        """Tell whether something that is for some years is for this one. None: no such bound."""
        year = self.years[programme_id]
        return (first_year is None or first_year <= year) and (
            last_year is None or year <= last_year
        )


@dataclass(frozen=True)
class Reworded:
    """An area or a goal in two wordings that follow each other, each with its number."""

    #: Empty when it was added.
    before: str
    #: Empty when it was ended.
    after: str


def list_reworded(before: ProgrammeContent, after: ProgrammeContent) -> list[Reworded]:
    """Return the areas and goals that are named or numbered anew, ended or added, in order."""
    old, new = _names(before), _names(after)
    changed = [Reworded(name, new.get(key, "")) for key, name in old.items()]
    added = [Reworded("", name) for key, name in new.items() if key not in old]
    return [one for one in (*changed, *added) if one.before != one.after]


def _names(content: ProgrammeContent) -> dict[tuple[str, int], str]:
    """Return {thing: how it is written}, each area before its goals."""
    found = {}
    for area in content.areas:
        found["area", area.id] = f"{area.number}. {area.name}"
        for goal in area.goals:
            found["goal", goal.id] = f"{area.number}.{goal.number} {goal.title}"
    return found
