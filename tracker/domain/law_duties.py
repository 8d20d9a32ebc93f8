"""One duty of lag (2023:196) on one day, and the words for how it stands.

What is our own way of judging it is said by `reading`, apart from what the Act asks. How a duty
is judged stands in `law`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tracker.domain.law_terms import (
    DUTY_NAMES,
    PARAGRAPHS,
    DutyKey,
    DutyState,
    ReportPart,
    asked,
    part_words,
)
from tracker.text import EN_DASH, _, format_date, gettext, ngettext


@dataclass(frozen=True)
class Duty:
    """One duty on one day. The words are read in the language of the reader.

    `days_left` counts to `due_on` and is negative when it has passed. `count` is the number of
    agreements in force, or of meetings or reports in the last year; `meetings` is the number of
    meetings beside agreements. `unnamed` is the number of agreements in force that name no
    purpose or no area. `interval_months` is None where nothing is counted.
    """

    key: DutyKey
    state: DutyState
    last_on: date | None = None
    due_on: date | None = None
    days_left: int | None = None
    registry_number: str = ""
    count: int = 0
    meetings: int = 0
    unnamed: int = 0
    people: tuple[str, ...] = ()
    interval_months: int | None = None
    #: What the record is called, where a document and not a day shows it.
    title: str = ""
    #: What the latest situation report lacks, and what nobody has said about.
    lacking: tuple[ReportPart, ...] = ()
    unsaid: tuple[ReportPart, ...] = ()

    @property
    def paragraph(self) -> str:
        """Return the section of the Act as it is written: "6 §" or "11–12 §§"."""
        number = PARAGRAPHS[self.key]
        return f"{number} §§" if EN_DASH in number else f"{number} §"

    @property
    def name(self) -> str:
        """Name the duty."""
        return gettext(DUTY_NAMES[self.key])

    @property
    def asks(self) -> str:
        """Say what the Act asks, close to its own words."""
        return asked()[self.key]

    @property
    def state_text(self) -> str:
        """Say how the duty stands: "Försenad 256 dagar", "Snart, 40 dagar kvar", "Klar"."""
        return _state_text(self)

    @property
    def evidence(self) -> str:
        """Say what the state rests on, with dates."""
        return _evidence(self)

    @property
    def reading(self) -> str:
        """Say how the duty is judged here, which the Act does not; empty when it needs no words."""
        return _reading(self)

    @property
    def next_step(self) -> str:
        """Say what to do when the duty is not in order; empty when it is."""
        return "" if self.state is DutyState.IN_ORDER else _next_step(self)


def list_readings(duties: Iterable[Duty]) -> tuple[str, ...]:
    """Return how the duties are judged here, each with its section, to stand by themselves."""
    return tuple(
        _("%(section)s, our reading: %(words)s", section=duty.paragraph, words=duty.reading)
        for duty in duties
        if duty.reading
    )


def _next_step(duty: Duty) -> str:
    if duty.key is DutyKey.MAPPING and duty.unsaid and not duty.lacking:
        return _("Record what the latest situation report holds")
    return {
        DutyKey.POSITION: _("Decide on the needs and adopt the review"),
        DutyKey.MAPPING: _("Add what the situation report lacks"),
        DutyKey.SITUATION_REPORT: _("Update the situation report"),
        DutyKey.PLAN_DECIDED: _("Decide on an action plan"),
        DutyKey.PLAN_FOLLOWED_UP: _("Follow up the action plan"),
        DutyKey.INTEGRATION: _("Record how the work is tied to other planning"),
        DutyKey.LOCAL_COORDINATION: _("Record how the work is coordinated"),
        DutyKey.AGREEMENTS: _("Renew the written agreements on cooperation"),
        DutyKey.COUNCIL: _("Call a meeting of the council"),
        DutyKey.COORDINATION: _("Appoint a coordination function"),
        DutyKey.ASSEMBLY_REPORT: _("Report to the council assembly on the work"),
    }[duty.key]


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
            return _not_recorded_text(duty)
        case _:
            return _in_order_text(duty)


def _not_recorded_text(duty: Duty) -> str:
    if duty.key is DutyKey.MAPPING:
        return _("Incomplete") if duty.lacking else _("Not recorded")
    return _("Not recorded") if duty.last_on is None else _("None in the last year")


def _in_order_text(duty: Duty) -> str:
    if duty.key is DutyKey.PLAN_FOLLOWED_UP and duty.last_on is None:
        return _("In time")
    words = {
        DutyKey.PLAN_DECIDED: _("Decided"),
        DutyKey.MAPPING: _("Complete"),
        DutyKey.POSITION: _("In place"),
        DutyKey.INTEGRATION: _("In place"),
        DutyKey.LOCAL_COORDINATION: _("In place"),
        DutyKey.AGREEMENTS: _("In place"),
        DutyKey.COUNCIL: _("In place"),
        DutyKey.COORDINATION: _("In place"),
    }
    return words.get(duty.key, _("In order"))


def _evidence(duty: Duty) -> str:
    say = {
        DutyKey.POSITION: _document_evidence,
        DutyKey.MAPPING: _mapping_evidence,
        DutyKey.INTEGRATION: _document_evidence,
        DutyKey.LOCAL_COORDINATION: _local_evidence,
        DutyKey.AGREEMENTS: _agreement_evidence,
        DutyKey.COUNCIL: _council_evidence,
        DutyKey.COORDINATION: _coordination_evidence,
        DutyKey.ASSEMBLY_REPORT: _report_evidence,
    }.get(duty.key, _dated_evidence)
    return say(duty)


def _coordination_evidence(duty: Duty) -> str:
    names = ", ".join(duty.people)
    return _("Coordinator: %(names)s.", names=names) if names else _document_evidence(duty)


def _report_evidence(duty: Duty) -> str:
    if duty.last_on is None:
        return _no_record(duty)
    return _("Latest report %(day)s.", day=format_date(duty.last_on))


def _no_record(duty: Duty) -> str:
    if duty.due_on is not None:
        return _("No follow-up is recorded. Last day %(due)s.", due=format_date(duty.due_on))
    words = {
        DutyKey.POSITION: _("No adopted review and no decision is recorded."),
        DutyKey.INTEGRATION: _("No document is recorded."),
        DutyKey.COORDINATION: _("No coordinator is recorded."),
        DutyKey.ASSEMBLY_REPORT: _("No report is recorded."),
    }
    return words.get(duty.key, _("No date is recorded."))


def _document_evidence(duty: Duty) -> str:
    if duty.last_on is None:
        return _no_record(duty)
    return _("%(title)s, %(day)s.", title=duty.title, day=format_date(duty.last_on))


def _mapping_evidence(duty: Duty) -> str:
    if duty.last_on is None:
        return _("No situation report is recorded.")
    words = part_words()
    values = {"title": duty.title, "day": format_date(duty.last_on)}
    sentences = []
    if duty.lacking:
        lacking = ", ".join(words[part] for part in duty.lacking)
        sentences.append(_("%(title)s, %(day)s, lacks: %(parts)s.", parts=lacking, **values))
    if duty.unsaid:
        unsaid = ", ".join(words[part] for part in duty.unsaid)
        sentences.append(
            _("It is not recorded whether %(title)s holds: %(parts)s.", parts=unsaid, **values)
        )
    return " ".join(sentences) or _("%(title)s, %(day)s, holds every part.", **values)


def _local_evidence(duty: Duty) -> str:
    if duty.title:
        return _document_evidence(duty)
    return " ".join(
        (
            ngettext("%(num)s agreement in force.", "%(num)s agreements in force.", duty.count),
            ngettext(
                "%(num)s meeting of the council in the last twelve months.",
                "%(num)s meetings of the council in the last twelve months.",
                duty.meetings,
            ),
        )
    )


def _dated_evidence(duty: Duty) -> str:
    if duty.last_on is None:
        return _no_record(duty)
    if duty.due_on is None:
        return _("Decided %(day)s.", day=format_date(duty.last_on))
    values = {"day": format_date(duty.last_on), "due": format_date(duty.due_on)}
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
    sentences = [
        ngettext("%(num)s agreement in force.", "%(num)s agreements in force.", duty.count)
    ]
    if duty.due_on is not None:
        sentences.append(_("The first one ends %(day)s.", day=format_date(duty.due_on)))
    if duty.unnamed:
        sentences.append(
            ngettext(
                "For %(num)s of them purposes or areas are not recorded.",
                "For %(num)s of them purposes or areas are not recorded.",
                duty.unnamed,
            )
        )
    return " ".join(sentences)


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


def _reading(duty: Duty) -> str:
    months = duty.interval_months
    return {
        DutyKey.POSITION: _(
            "The Act gives this as its aim, without a day. Here the latest adopted review "
            "or recorded decision is taken as the position."
        ),
        DutyKey.MAPPING: _(
            "Here the latest situation report is looked at, with what is recorded about it."
        ),
        DutyKey.SITUATION_REPORT: _(
            "The Act says at least every second year, but not from when. "
            "Here %(months)s months are counted from the latest update.",
            months=months,
        ),
        DutyKey.PLAN_FOLLOWED_UP: _(
            "The Act says at least every second year, but not from when. "
            "Here %(months)s months are counted from the latest follow-up or decision.",
            months=months,
        ),
        DutyKey.INTEGRATION: _(
            "The Act says where suitable, without a day. Here a recorded decision or document "
            "shows how it is done."
        ),
        DutyKey.LOCAL_COORDINATION: _(
            "Here agreements in force together with meetings of the council show it, or a "
            "recorded decision."
        ),
        DutyKey.COUNCIL: _(
            "The Act gives no number of meetings. Here we look for one in the last twelve months."
        ),
        DutyKey.ASSEMBLY_REPORT: _(
            "The Act says continuously, without a number. Here we look for a report "
            "in the last twelve months."
        ),
    }.get(duty.key, "")
