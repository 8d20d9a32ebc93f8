"""The yearly follow-up by those who do the work: what is asked, of what, and until when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby

from tracker.domain.terms import CarriedOut, InterventionState, SeenEffect
from tracker.text import format_number, gettext, mark, ngettext

#: A follow-up meeting up to this month looks back at the year before.
LAST_MONTH_LOOKING_BACK = 5

#: What the form asks, by the follow-up's columns.
FIELDS = (
    "carried_out",
    "how_often",
    "reached",
    "hindrances",
    "seen_effect",
    "lesson",
    "proposed_change",
    "production",
    "process",
    "effect",
    "cost",
)

#: Which opened page a draft was last saved from, kept beside what was typed. A page whose answer
#: from us was lost on the way saves again over its own draft, and is not taken for somebody else.
PAGE = "page"

CARRIED_OUT_WORDS = {
    CarriedOut.YES: mark("Yes, as planned"),
    CarriedOut.PARTLY: mark("Partly"),
    CarriedOut.NO: mark("No, not this year"),
}
SEEN_EFFECT_WORDS = {
    SeenEffect.BETTER: mark("Yes, for the better"),
    SeenEffect.NO_CHANGE: mark("No change"),
    SeenEffect.WORSE: mark("Yes, for the worse"),
    SeenEffect.CANNOT_TELL: mark("I cannot tell"),
}
#: What was carried out, said of an intervention in a report.
_CARRIED_OUT_SENTENCES = {
    CarriedOut.YES: mark("Carried out."),
    CarriedOut.PARTLY: mark("Partly carried out."),
    CarriedOut.NO: mark("Not carried out."),
}


class FollowUpState(StrEnum):
    """How far the answer about one intervention has come."""

    NOT_STARTED = "not_started"
    DRAFT = "draft"  # begun, and not sent: counts nowhere
    PASSED_ON = "passed_on"  # whoever was asked has named somebody else
    SENT = "sent"


STATE_WORDS = {
    FollowUpState.NOT_STARTED: mark("Not answered"),
    FollowUpState.DRAFT: mark("Begun, not sent"),
    FollowUpState.PASSED_ON: mark("Somebody else is to be asked"),
    FollowUpState.SENT: mark("Answered"),
}


@dataclass(frozen=True)
class OpenFollowUp:
    """An intervention that a year's follow-up asks about."""

    intervention_id: int
    title: str
    #: The department or partner as it is shortest called; empty for none.
    organisation: str
    #: Who is asked.
    responsible_id: int | None
    state: FollowUpState


@dataclass(frozen=True)
class RoundRow:
    """An intervention in a year's follow-up, as the coordinator sees it."""

    intervention_id: int
    title: str
    organisation: str
    responsible_id: int | None
    responsible: str
    email: str | None
    state: FollowUpState
    sent_at: datetime | None = None
    answered_by: str = ""
    #: When something was last written that is not sent, and by whom.
    drafted_at: datetime | None = None
    drafted_by: str = ""
    #: Whom the responsible says to ask instead.
    passed_on: str = ""
    #: When the responsible was last asked by mail.
    asked_at: datetime | None = None
    #: When the next mail is to go.
    asks_at: datetime | None = None
    #: Why the responsible has not been reached.
    trouble: str = ""


@dataclass(frozen=True)
class Department:
    """A department's or partner's part of a round."""

    name: str
    rows: tuple[RoundRow, ...]

    @property
    def sent(self) -> int:
        """How many of its interventions have been answered for."""
        return sum(row.state is FollowUpState.SENT for row in self.rows)


def followed_up_year(meeting_day: date) -> int:
    """Return the year that a follow-up meeting looks back at.

    In January–May the year before has just been closed; later in the year it is its own.
    """
    is_early = meeting_day.month <= LAST_MONTH_LOOKING_BACK
    return meeting_day.year - 1 if is_early else meeting_day.year


def open_until(year: int) -> date:
    """Return the last day on which the links to a year's follow-up open.

    Well past the last meeting that may look back at the year, so that no mail bears a dead link.
    """
    return date(year + 1, 6, 30)


def is_followed_up(
    state: InterventionState, starts_on: date | None, ends_on: date | None, *, year: int
) -> bool:
    """Tell whether a year's follow-up asks about an intervention.

    It does of what went on in the year as far as its dates say, also when it never started: that
    is worth knowing. What is stopped is asked about for the year in which it ended.
    """
    if state is InterventionState.STOPPED and ends_on is None:
        return False
    has_begun = starts_on is None or starts_on.year <= year
    return has_begun and (ends_on is None or ends_on.year >= year)


def state_of(
    *, is_sent: bool, typed: Mapping[str, str] | None, is_passed_on: bool
) -> FollowUpState:
    """Return how far an answer has come."""
    if is_sent:
        return FollowUpState.SENT
    if is_passed_on:
        return FollowUpState.PASSED_ON
    return FollowUpState.DRAFT if has_text(typed) else FollowUpState.NOT_STARTED


def has_text(typed: Mapping[str, str] | None) -> bool:
    """Tell whether anything is written in a draft."""
    return any((typed or {}).get(name) for name in FIELDS)


def by_department(rows: Iterable[RoundRow]) -> list[Department]:
    """Group a round's rows, departments by name and what belongs to none last."""
    ordered = sorted(
        rows, key=lambda row: (not row.organisation, row.organisation.casefold(), row.title)
    )
    return [
        Department(name, tuple(found))
        for name, found in groupby(ordered, key=lambda row: row.organisation)
    ]


def to_ask(rows: Sequence[RoundRow]) -> int:
    """Count those who still owe an answer, each once."""
    return len(
        {
            row.responsible_id
            for row in rows
            if row.responsible_id is not None
            and row.state in (FollowUpState.NOT_STARTED, FollowUpState.DRAFT)
        }
    )


def was_as_planned(carried_out: CarriedOut | None) -> bool | None:
    """Return what an answer says to a review's question; None while nobody has said."""
    return None if carried_out is None else carried_out is CarriedOut.YES


def production_words(
    carried_out: CarriedOut | None, how_often: str, reached: int | None, told: str
) -> str:
    """Return a year's production in words: what was ticked and counted, then what was told."""
    parts = []
    if carried_out is not None:
        parts.append(gettext(_CARRIED_OUT_SENTENCES[carried_out]))
    if how_often:
        parts.append(f"{how_often[:1].upper()}{how_often[1:]}".rstrip(".") + ".")
    if reached is not None:
        number = format_number(reached)
        parts.append(
            ngettext(
                "%(people)s person reached.", "%(people)s people reached.", reached, people=number
            )
        )
    if told:
        parts.append(told)
    return " ".join(parts)


def spoken_for(who: str, written_by: str) -> str:
    """Return who answered when somebody else wrote it down."""
    return gettext("%(who)s, written down by %(by)s", who=who, by=written_by)
