"""The yearly report to management: one model, from which the page and every file are made.

Numbers and findings only; the sentences drawn from them by rule live in `report_words`. Nothing
here concludes more than the records carry: an empty fulfilment or trend means "cannot be
assessed" and is counted as such.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.domain.effects import Change
from tracker.domain.indicators import Period
from tracker.domain.law import Duty
from tracker.domain.terms import (
    Decision,
    Finding,
    Fulfilment,
    InterventionState,
    MeetingKind,
    MeetingStatus,
)

HELD = (MeetingStatus.HELD, MeetingStatus.MINUTES_APPROVED)


class ReportStatus(StrEnum):
    """How far a report has come. An adopted one is a public record and never changes."""

    DRAFT = "draft"
    READY = "ready"
    ADOPTED = "adopted"


@dataclass(frozen=True)
class Trend:
    """A change that the interval supports. `is_wanted` is None where it must be interpreted."""

    finding: Finding
    is_wanted: bool | None

    def __post_init__(self) -> None:
        """Refuse a finding that is no change: such a goal has no trend at all."""
        if self.finding not in (Finding.DECREASED, Finding.INCREASED):
            raise ValueError(f"{self.finding} is not a trend; leave the goal's trend empty")


@dataclass(frozen=True)
class GoalResult:
    """One goal's year. Fulfilment and trend are kept apart; None is "cannot be assessed"."""

    code: str
    title: str
    area_number: int
    fulfilment: Fulfilment | None = None
    trend: Trend | None = None
    #: How its key indicator changed: what the trend rests on, with its reservations.
    change: Change | None = None
    outcome: str = ""
    target: str = ""
    owner: str = ""
    #: (year, value); None is a year without a measurement, never zero.
    series: tuple[tuple[int, float | None], ...] = ()
    has_meeting: bool = True
    goal_id: int | None = None


@dataclass(frozen=True)
class AreaResult:
    """One priority area with its goals."""

    number: int
    name: str
    goals: tuple[GoalResult, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class MeetingResult:
    """One meeting of the year. Attendance is None until it has been taken."""

    day: date
    theme: str
    kind: MeetingKind
    status: MeetingStatus
    present: int | None = None
    invited: int | None = None
    meeting_id: int | None = None

    @property
    def is_held(self) -> bool:
        """Whether the meeting has taken place."""
        return self.status in HELD


@dataclass(frozen=True)
class InterventionResult:
    """One intervention and how far it has come."""

    title: str
    organisation: str
    state: InterventionState
    goal_codes: tuple[str, ...] = ()
    follow_up: str = ""
    intervention_id: int | None = None


@dataclass(frozen=True)
class OrganisationCount:
    """How far one organisation's interventions have come."""

    organisation: str
    done: int = 0
    ongoing: int = 0
    not_started: int = 0
    stopped: int = 0

    @property
    def total(self) -> int:
        """All its interventions, the stopped ones too."""
        return self.done + self.ongoing + self.not_started + self.stopped


@dataclass(frozen=True)
class LessonResult:
    """What was learnt, and from what."""

    title: str
    text: str = ""
    source: str = ""


@dataclass(frozen=True)
class ChangeResult:
    """A change that the council proposes."""

    title: str
    text: str = ""
    decision: Decision | None = None
    goal_codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class DecisionWanted:
    """A decision asked of the recipient. A suggestion is made by rule, not by a person."""

    title: str
    text: str = ""
    is_suggestion: bool = False


@dataclass(frozen=True)
class YearReport:
    """Everything that the report says, in one frozen object."""

    year: int
    council_name: str
    municipality: str
    generated_on: date
    status: ReportStatus = ReportStatus.DRAFT
    registry_number: str = ""
    recipient: str = "kommunstyrelsen"
    recipient_on: date | None = None
    council_decides_on: date | None = None
    adopted_on: date | None = None
    period_starts_on: date | None = None
    period_ends_on: date | None = None
    #: The years that the trends compare, the earlier ones first; None when nothing is measured.
    trend_periods: tuple[Period, Period] | None = None
    #: The coordinator's own summary; empty means that only the sentences by rule are shown.
    summary: str = ""
    areas: tuple[AreaResult, ...] = ()
    meetings: tuple[MeetingResult, ...] = ()
    interventions: tuple[InterventionResult, ...] = ()
    lessons: tuple[LessonResult, ...] = ()
    changes: tuple[ChangeResult, ...] = ()
    decisions: tuple[DecisionWanted, ...] = ()
    duties: tuple[Duty, ...] = ()
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    is_invented: bool = False

    @property
    def goals(self) -> tuple[GoalResult, ...]:
        """Return every area's goals, in order."""
        return tuple(goal for area in self.areas for goal in area.goals)


@dataclass(frozen=True)
class SummaryNumbers:
    """The numbers at the head of the report.

    `attendance` is present ÷ invited over all held meetings with attendance taken (0–1), so that
    a reader can check it by adding the column; None when there is no such meeting.
    """

    goals: int
    met: int
    partly: int
    not_met: int
    not_assessed: int
    meetings_held: int
    meetings_planned: int
    present: int
    invited: int
    attendance: float | None
    interventions_done: int
    interventions: int


def trend_of(change: Change) -> Trend | None:
    """Return the trend that a change makes, or None when it cannot be assessed."""
    if change.finding not in (Finding.DECREASED, Finding.INCREASED):
        return None
    return Trend(change.finding, change.wanted)


def summary_numbers(report: YearReport) -> SummaryNumbers:
    """Count goals, meetings, attendance and interventions.

    Cancelled meetings are not planned meetings. Stopped interventions stay in the total.
    """
    results = [goal.fulfilment for goal in report.goals]
    planned = [m for m in report.meetings if m.status is not MeetingStatus.CANCELLED]
    present, invited = _attendance(report.meetings)
    return SummaryNumbers(
        goals=len(results),
        met=results.count(Fulfilment.MET),
        partly=results.count(Fulfilment.PARTLY),
        not_met=results.count(Fulfilment.NOT_MET),
        not_assessed=results.count(None),
        meetings_held=sum(meeting.is_held for meeting in planned),
        meetings_planned=len(planned),
        present=present,
        invited=invited,
        attendance=present / invited if invited else None,
        interventions_done=sum(i.state is InterventionState.DONE for i in report.interventions),
        interventions=len(report.interventions),
    )


def interventions_by_organisation(
    interventions: Sequence[InterventionResult],
) -> tuple[OrganisationCount, ...]:
    """Count states per organisation, most interventions first, then by name."""
    counts = []
    for organisation in {item.organisation for item in interventions}:
        states = [item.state for item in interventions if item.organisation == organisation]
        counts.append(
            OrganisationCount(
                organisation,
                done=states.count(InterventionState.DONE),
                ongoing=states.count(InterventionState.ONGOING),
                not_started=states.count(InterventionState.NOT_STARTED),
                stopped=states.count(InterventionState.STOPPED),
            )
        )
    return tuple(sorted(counts, key=lambda count: (-count.total, count.organisation)))


def _attendance(meetings: Sequence[MeetingResult]) -> tuple[int, int]:
    """Add up present and invited over the held meetings with attendance taken."""
    counted = [
        (meeting.present, meeting.invited)
        for meeting in meetings
        if meeting.is_held and meeting.present is not None and meeting.invited
    ]
    return sum(present for present, _ in counted), sum(invited for _, invited in counted)
