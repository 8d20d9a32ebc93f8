"""What lag (2023:196) asks of a municipality, and how far the records show it done.

Pure rules on plain facts. Only § 6 names an interval ("at least every second year"), and it does
not say from when it counts: every counted day here is our own reading, and `counting_note` says
so wherever a day is shown. What to do about a duty belongs in `reports`.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from tracker.text import _, format_date, ngettext

ACT = "2023:196"
INTERVAL_MONTHS = 24
RECENT_MONTHS = 12
#: Six months: time to put the matter on a meeting before it is due.
WARN_DAYS = 183


class DutyState(StrEnum):
    """How a duty stands on a day. Computed, never stored."""

    IN_ORDER = "in_order"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    NOT_RECORDED = "not_recorded"


class DutyKey(StrEnum):
    """The duties followed here, in the order of the Act as a reader meets them."""

    POSITION = "position"
    MAPPING = "mapping"
    SITUATION_REPORT = "situation_report"
    PLAN_DECIDED = "plan_decided"
    PLAN_FOLLOWED_UP = "plan_followed_up"
    INTEGRATION = "integration"
    LOCAL_COORDINATION = "local_coordination"
    AGREEMENTS = "agreements"
    COUNCIL = "council"
    COORDINATION = "coordination"
    ASSEMBLY_REPORT = "assembly_report"


PARAGRAPHS = {
    DutyKey.POSITION: "3",
    DutyKey.MAPPING: "4",
    DutyKey.INTEGRATION: "7",
    DutyKey.LOCAL_COORDINATION: "8",
    DutyKey.SITUATION_REPORT: "6",
    DutyKey.PLAN_DECIDED: "5",
    DutyKey.PLAN_FOLLOWED_UP: "6",
    DutyKey.AGREEMENTS: "9",
    DutyKey.COUNCIL: "10",
    DutyKey.COORDINATION: "11",
    DutyKey.ASSEMBLY_REPORT: "13",
}


@dataclass(frozen=True)
class Record:
    """One recorded act: a decision, an update, an agreement, a report."""

    on: date
    registry_number: str = ""
    ends_on: date | None = None


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


@dataclass(frozen=True)
class Duty:
    """One duty on one day. The words are read in the language of the reader.

    `days_left` counts to `due_on` and is negative when it has passed. `count` is the number of
    agreements in force, or of meetings or reports in the last year. `interval_months` is None where nothing
    is counted.
    """

    key: DutyKey
    state: DutyState
    last_on: date | None = None
    due_on: date | None = None
    days_left: int | None = None
    registry_number: str = ""
    count: int = 0
    people: tuple[str, ...] = ()
    interval_months: int | None = None

    @property
    def paragraph(self) -> str:
        """Return the section of the Act, such as "6"."""
        return PARAGRAPHS[self.key]

    @property
    def name(self) -> str:
        """Name the duty."""
        return _duty_names()[self.key]

    @property
    def state_text(self) -> str:
        """Say how the duty stands: "Försenad 256 dagar", "Snart, 40 dagar kvar", "Klar"."""
        return _state_text(self)

    @property
    def evidence(self) -> str:
        """Say what the state rests on, with dates."""
        return _evidence(self)

    @property
    def counting_note(self) -> str:
        """Say from when a day is counted, since the Act does not; empty when nothing is."""
        return _counting_note(self)

    @property
    def next_step(self) -> str:
        """Say what to do when the duty is not in order; empty when it is."""
        return "" if self.state is DutyState.IN_ORDER else _next_steps()[self.key]


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
    """Return every duty as it stands on a day.

    Args:
        facts: What is recorded.
        today: The day to judge from.
        interval_months: "Every second year" of § 6, counted from the latest update.
        warn_days: From how many days before the last day a duty is due soon.
    """
    return (
        _situation_report(facts.situation_report, today, interval_months, warn_days),
        _plan_decided(facts.plan_decided, today, warn_days),
        _plan_followed_up(facts, today, interval_months, warn_days),
        _agreements(facts.agreements, today, warn_days),
        _continuous(DutyKey.COUNCIL, [Record(day) for day in facts.meetings_held], today),
        Duty(
            DutyKey.COORDINATION,
            DutyState.IN_ORDER if facts.coordinators else DutyState.NOT_RECORDED,
            people=facts.coordinators,
        ),
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
    duty = _recorded(DutyKey.AGREEMENTS, newest, count=len(in_force))
    ends = [record.ends_on for record in in_force or records if record.ends_on is not None]
    first, last = min(ends, default=None), max(ends, default=None)
    return _timed(duty, first if in_force else last, today, warn_days)


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


# Words -----------------------------------------------------------------------------------


def _duty_names() -> dict[DutyKey, str]:
    return {
        DutyKey.SITUATION_REPORT: _("Update of the situation report"),
        DutyKey.PLAN_DECIDED: _("Decision on the action plan"),
        DutyKey.PLAN_FOLLOWED_UP: _("Follow-up of the action plan"),
        DutyKey.AGREEMENTS: _("Written cooperation agreements"),
        DutyKey.COUNCIL: _("Strategic council"),
        DutyKey.COORDINATION: _("Coordination function"),
        DutyKey.ASSEMBLY_REPORT: _("Report to the council assembly"),
    }


def _next_steps() -> dict[DutyKey, str]:
    return {
        DutyKey.SITUATION_REPORT: _("Update the situation report"),
        DutyKey.PLAN_DECIDED: _("Decide on an action plan"),
        DutyKey.PLAN_FOLLOWED_UP: _("Follow up the action plan"),
        DutyKey.AGREEMENTS: _("Renew the written agreements on cooperation"),
        DutyKey.COUNCIL: _("Call a meeting of the council"),
        DutyKey.COORDINATION: _("Appoint a coordination function"),
        DutyKey.ASSEMBLY_REPORT: _("Report to the council assembly on the work"),
    }


def _state_text(duty: Duty) -> str:
    left = duty.days_left or 0
    match duty.state:
        case DutyState.OVERDUE if duty.key in (DutyKey.PLAN_DECIDED, DutyKey.AGREEMENTS):
            return ngettext("Ended %(num)s day ago", "Ended %(num)s days ago", -left)
        case DutyState.OVERDUE:
            return ngettext("%(num)s day overdue", "%(num)s days overdue", -left)
        case DutyState.DUE_SOON if left == 0:
            return _("Last day today")
        case DutyState.DUE_SOON:
            return ngettext("Soon, %(num)s day left", "Soon, %(num)s days left", left)
        case DutyState.NOT_RECORDED:
            return _("Not recorded") if duty.last_on is None else _("None in the last year")
        case _:
            return _in_order_text(duty)


def _in_order_text(duty: Duty) -> str:
    if duty.key is DutyKey.PLAN_FOLLOWED_UP and duty.last_on is None:
        return _("In time")
    words = {
        DutyKey.PLAN_DECIDED: _("Decided"),
        DutyKey.AGREEMENTS: _("In place"),
        DutyKey.COUNCIL: _("In place"),
        DutyKey.COORDINATION: _("In place"),
    }
    return words.get(duty.key, _("In order"))


def _evidence(duty: Duty) -> str:
    match duty.key:
        case DutyKey.AGREEMENTS:
            return _agreement_evidence(duty)
        case DutyKey.COUNCIL:
            return _council_evidence(duty)
        case DutyKey.COORDINATION:
            names = ", ".join(duty.people)
            return _("Coordinator: %(names)s.", names=names) if names else _no_record(duty)
        case DutyKey.ASSEMBLY_REPORT:
            latest = duty.last_on
            return (
                _("Latest report %(day)s.", day=format_date(latest)) if latest else _no_record(duty)
            )
        case _:
            return _no_record(duty) if duty.last_on is None else _dated_evidence(duty, duty.last_on)


def _no_record(duty: Duty) -> str:
    if duty.due_on is not None:
        return _("No follow-up is recorded. Last day %(due)s.", due=format_date(duty.due_on))
    words = {
        DutyKey.COORDINATION: _("No coordinator is recorded."),
        DutyKey.ASSEMBLY_REPORT: _("No report is recorded."),
    }
    return words.get(duty.key, _("No date is recorded."))


def _dated_evidence(duty: Duty, last_on: date) -> str:
    if duty.due_on is None:
        return _("Decided %(day)s.", day=format_date(last_on))
    values = {"day": format_date(last_on), "due": format_date(duty.due_on)}
    is_late = duty.state is DutyState.OVERDUE
    if duty.key is DutyKey.PLAN_DECIDED and is_late:
        return _("Decided %(day)s, was valid until %(due)s.", **values)
    if duty.key is DutyKey.PLAN_DECIDED:
        return _("Decided %(day)s, valid until %(due)s.", **values)
    if is_late:
        return _("Last done %(day)s, the last day was %(due)s.", **values)
    return _("Last done %(day)s, next time by %(due)s.", **values)


def _agreement_evidence(duty: Duty) -> str:
    if duty.state is DutyState.NOT_RECORDED:
        return _("No written agreement is recorded.")
    if duty.state is DutyState.OVERDUE and duty.due_on is not None:
        return _(
            "No agreement is in force. The latest ended %(day)s.", day=format_date(duty.due_on)
        )
    text = ngettext("%(num)s agreement in force.", "%(num)s agreements in force.", duty.count)
    if duty.due_on is None:
        return text
    return text + " " + _("The first one ends %(day)s.", day=format_date(duty.due_on))


def _council_evidence(duty: Duty) -> str:
    if duty.last_on is None:
        return _("No meeting is recorded.")
    if not duty.count:
        return _(
            "No meeting in the last twelve months. The latest was %(day)s.",
            day=format_date(duty.last_on),
        )
    return ngettext(
        "%(num)s meeting in the last twelve months, the latest %(day)s.",
        "%(num)s meetings in the last twelve months, the latest %(day)s.",
        duty.count,
        day=format_date(duty.last_on),
    )


def _counting_note(duty: Duty) -> str:
    if duty.key is DutyKey.ASSEMBLY_REPORT:
        return _(
            "The Act says continuously, without a number. Here we look for a report "
            "in the last twelve months."
        )
    if duty.key is DutyKey.SITUATION_REPORT:
        return _(
            "The Act says at least every second year, but not from when. "
            "Here %(months)s months are counted from the latest update.",
            months=duty.interval_months,
        )
    if duty.key is DutyKey.PLAN_FOLLOWED_UP:
        return _(
            "The Act says at least every second year, but not from when. "
            "Here %(months)s months are counted from the latest follow-up or decision.",
            months=duty.interval_months,
        )
    return ""
