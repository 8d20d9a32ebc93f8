"""What lag (2023:196) asks of a municipality, and how far the records show it done.

Pure rules on plain facts. Only § 6 names an interval ("at least every second year"), and it does
not say from when it counts: every counted day here is our own reading, and `Duty.reading` says
so wherever a duty is shown. What to do about a duty belongs in `reports`.
"""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tracker.domain.law_duties import Duty
from tracker.domain.law_terms import ACT, DutyKey, DutyState, ReportPart

__all__ = [
    "ACT",
    "Duty",
    "DutyKey",
    "DutyState",
    "LawFacts",
    "Record",
    "ReportPart",
    "add_months",
    "duties",
]

INTERVAL_MONTHS = 24
RECENT_MONTHS = 12
#: Six months: time to put the matter on a meeting before it is due.
WARN_DAYS = 183


@dataclass(frozen=True)
class Record:
    """One recorded act: a decision, an update, an agreement, a report, a document."""

    on: date
    registry_number: str = ""
    ends_on: date | None = None
    title: str = ""
    #: Of an agreement: it names its purposes and its areas, as § 9 wants.
    is_named: bool = True
    #: Of a situation report: whether each part is there. None: nobody has said.
    parts: Mapping[ReportPart, bool | None] = field(default_factory=dict)


@dataclass(frozen=True)
class LawFacts:
    """What is recorded about a municipality's duties. Empty means: nothing recorded."""

    situation_report: Record | None = None
    plan_decided: Record | None = None
    plan_followed_up: Record | None = None
    agreements: tuple[Record, ...] = ()
    meetings_held: tuple[date, ...] = ()
    coordinators: tuple[str, ...] = ()
    assembly_reports: tuple[Record, ...] = ()
    #: The latest adopted review.
    review_adopted: Record | None = None
    #: The latest document that shows how a duty is met.
    documents: Mapping[DutyKey, Record] = field(default_factory=dict)


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def duties(
    facts: LawFacts,
    today: date,
    *,
    interval_months: int = INTERVAL_MONTHS,
    warn_days: int = WARN_DAYS,
) -> tuple[Duty, ...]:
    """Return every duty as it stands on a day, in the order of the Act.

    Args:
        facts: What is recorded.
        today: The day to judge from.
        interval_months: "Every second year" of § 6, counted from the latest update.
        warn_days: From how many days before the last day a duty is due soon.
    """
    agreements = _agreements(facts.agreements, today, warn_days)
    meetings = _continuous(DutyKey.COUNCIL, [Record(day) for day in facts.meetings_held], today)
    return (
        _position(facts),
        _mapping(facts.situation_report),
        _plan_decided(facts.plan_decided, today, warn_days),
        _situation_report(facts.situation_report, today, interval_months, warn_days),
        _plan_followed_up(facts, today, interval_months, warn_days),
        _documented(DutyKey.INTEGRATION, facts.documents.get(DutyKey.INTEGRATION)),
        _local_coordination(facts, agreements, meetings),
        agreements,
        meetings,
        _coordination(facts),
        _continuous(DutyKey.ASSEMBLY_REPORT, facts.assembly_reports, today),
    )


def _timed(duty: Duty, due_on: date | None, today: date, warn_days: int) -> Duty:
    """Judge a duty by its last day, if it has one; the last day itself is not late."""
    if due_on is None:
        return duty
    left = (due_on - today).days
    state = DutyState.DUE_SOON if left <= warn_days else DutyState.IN_ORDER
    if left < 0:
        state = DutyState.OVERDUE
    return replace(duty, state=state, due_on=due_on, days_left=left)


def _position(facts: LawFacts) -> Duty:
    """Take the latest adopted review, or a later recorded decision, as the position."""
    found = [facts.review_adopted, facts.documents.get(DutyKey.POSITION)]
    records = [record for record in found if record is not None]
    return _documented(DutyKey.POSITION, max(records, key=lambda record: record.on, default=None))


def _mapping(report: Record | None) -> Duty:
    """Judge what the latest situation report holds, as far as somebody has said."""
    duty = _documented(DutyKey.MAPPING, report)
    if report is None:
        return duty
    lacking = tuple(part for part in ReportPart if report.parts.get(part) is False)
    unsaid = tuple(part for part in ReportPart if report.parts.get(part) is None)
    state = DutyState.NOT_RECORDED if lacking or unsaid else DutyState.IN_ORDER
    return replace(duty, state=state, lacking=lacking, unsaid=unsaid)


def _situation_report(record: Record | None, today: date, months: int, warn_days: int) -> Duty:
    """Count from the latest update."""
    duty = _recorded(DutyKey.SITUATION_REPORT, record, interval_months=months)
    return _timed(duty, add_months(record.on, months) if record else None, today, warn_days)


def _plan_decided(record: Record | None, today: date, warn_days: int) -> Duty:
    """Judge the decided plan by its own last day."""
    duty = _recorded(DutyKey.PLAN_DECIDED, record)
    return _timed(duty, record.ends_on if record else None, today, warn_days)


def _plan_followed_up(facts: LawFacts, today: date, months: int, warn_days: int) -> Duty:
    """Count from the latest follow-up, or from the decision while no follow-up is newer."""
    decided, followed = facts.plan_decided, facts.plan_followed_up
    duty = _recorded(DutyKey.PLAN_FOLLOWED_UP, followed, interval_months=months)
    starts = [record.on for record in (followed, decided) if record is not None]
    return _timed(duty, add_months(max(starts), months) if starts else None, today, warn_days)


def _agreements(records: tuple[Record, ...], today: date, warn_days: int) -> Duty:
    """Judge the agreements in force by the first that ends; without any, by the last that did."""
    in_force = [record for record in records if record.ends_on is None or record.ends_on >= today]
    newest = max(in_force or records, key=lambda record: record.on, default=None)
    duty = replace(
        _recorded(DutyKey.AGREEMENTS, newest, count=len(in_force)),
        unnamed=sum(not record.is_named for record in in_force),
    )
    ends = [record.ends_on for record in in_force or records if record.ends_on is not None]
    first, last = min(ends, default=None), max(ends, default=None)
    return _timed(duty, first if in_force else last, today, warn_days)


def _local_coordination(facts: LawFacts, agreements: Duty, meetings: Duty) -> Duty:
    """Judge § 8 by what §§ 9 and 10 ask for, unless a document shows it."""
    key = DutyKey.LOCAL_COORDINATION
    if key in facts.documents:
        return _documented(key, facts.documents[key])
    is_done = agreements.count and meetings.count
    return Duty(
        key,
        DutyState.IN_ORDER if is_done else DutyState.NOT_RECORDED,
        count=agreements.count,
        meetings=meetings.count,
    )


def _coordination(facts: LawFacts) -> Duty:
    """Judge the coordination function by its people, or by a document."""
    if not facts.coordinators:
        return _documented(DutyKey.COORDINATION, facts.documents.get(DutyKey.COORDINATION))
    return Duty(DutyKey.COORDINATION, DutyState.IN_ORDER, people=facts.coordinators)


def _documented(key: DutyKey, record: Record | None) -> Duty:
    """Return a duty as in order when a document shows it."""
    return replace(_recorded(key, record), title=record.title if record else "")


def _recorded(
    key: DutyKey, record: Record | None, *, interval_months: int | None = None, count: int = 0
) -> Duty:
    """Return a duty as in order when there is a record of it."""
    if record is None:
        return Duty(key, DutyState.NOT_RECORDED, interval_months=interval_months)
    return Duty(
        key,
        DutyState.IN_ORDER,
        last_on=record.on,
        registry_number=record.registry_number,
        interval_months=interval_months,
        count=count,
    )


def _continuous(key: DutyKey, records: Sequence[Record], today: date) -> Duty:
    """Judge a duty without an interval in the Act: is there anything from the last year?

    It is never overdue, since the Act gives no day to be late from.
    """
    past = [record for record in records if record.on <= today]
    recent = [record for record in past if record.on > add_months(today, -RECENT_MONTHS)]
    latest = max(past, key=lambda record: record.on, default=None)
    return Duty(
        key,
        DutyState.IN_ORDER if recent else DutyState.NOT_RECORDED,
        last_on=latest.on if latest else None,
        registry_number=latest.registry_number if latest else "",
        count=len(recent),
    )
