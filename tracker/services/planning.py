"""Accepting a suggested year, or one carried over from the year before."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from tracker.domain.meetings import WHOLE_PROGRAMME, local_day
from tracker.domain.plan_checks import check_plan
from tracker.domain.planning import suggest_year, to_meeting_plan
from tracker.domain.planning_facts import (
    DAY_CONFLICTS,
    Conflict,
    MeetingOutline,
    Suggestion,
    Wishes,
)
from tracker.domain.rollover import RolledMeeting, roll_over
from tracker.domain.terms import MeetingKind
from tracker.models import Council, Meeting
from tracker.queries.planning import (
    PlanOptions,
    list_outlines,
    load_usual_options,
    load_wishes,
)
from tracker.services import meetings
from tracker.services.audit import Act

#: What was asked for and cannot be had, whatever the plan.
_OF_THE_WISHES = (Conflict.TOO_FEW_DAYS, Conflict.NO_GOALS, Conflict.OUTSIDE_PROGRAMME)
#: As long as a theme may be when it is typed.
LONGEST_THEME = 120


class SuggestionChanged(Exception):
    """What was chosen is not suggested any more: something was saved since it was shown."""


@dataclass(frozen=True)
class Choice:
    """How a suggested meeting is named: there is at most one of a kind on a day."""

    day: date
    kind: MeetingKind

    @classmethod
    def of(cls, outline: MeetingOutline) -> "Choice":
        """Return a meeting's name."""
        return cls(outline.day, outline.kind)

    @classmethod
    def read(cls, text: str) -> "Choice | None":
        """Return the choice that a text such as "2027-02-16_theme" names, or None."""
        day, _, kind = text.partition("_")
        try:
            return cls(date.fromisoformat(day), MeetingKind(kind))
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.day.isoformat()}_{self.kind.value}"


def suggest(
    session: Session, *, council: Council, year: int, options: PlanOptions, today: date
) -> Suggestion:
    """Return a suggested year. Nothing is saved.

    A situation report, review or follow-up that the year already has is not suggested again, and
    what could not be met is said of the year as a whole, with the meetings that it already has.

    Args:
        session: an open session.
        council: the council.
        year: the year.
        options: what the coordinator asks for.
        today: the council's local day. Only later days are possible.
    """
    wishes = load_wishes(session, council=council, year=year, options=options, today=today)
    there = list_outlines(session, council=council, year=year)
    if not there:
        return suggest_year(wishes)
    suggestion = _suggest_beside(there, wishes)
    new = [one for one in suggestion.meetings if not is_already_there(one, there)]
    outside = tuple(day for day in wishes.taken if day.year != year)
    found = check_plan([*there, *new], replace(wishes, taken=outside))
    unmet = [clash for clash in suggestion.unmet if clash.conflict in _OF_THE_WISHES]
    # The days of meetings that are already there were somebody's choice.
    unmet += [clash for clash in found if clash.conflict not in DAY_CONFLICTS]
    return replace(suggestion, unmet=tuple(unmet))


def _suggest_beside(there: Sequence[MeetingOutline], wishes: Wishes) -> Suggestion:
    """Suggest at most the wished number of meetings beside those of the year.

    The rules lay out whole years. So that as many as were wished for are left when what the year
    already has is taken away, that is added to the number first.
    """
    has = {outline.kind for outline in there} & WHOLE_PROGRAMME
    suggestion = Suggestion(wishes.year, ())
    for more in range(len(has), -1, -1):
        whole = suggest_year(replace(wishes, meetings=wishes.meetings + more))
        left = tuple(one for one in whole.meetings if one.kind not in has)
        suggestion = replace(whole, meetings=left)
        if len(left) <= wishes.meetings:
            break
    return suggestion


def accept_suggestion(
    session: Session,
    *,
    council: Council,
    year: int,
    options: PlanOptions,
    chosen: Collection[Choice] | None,
    by: Act,
) -> list[Meeting]:
    """Plan chosen meetings of a suggested year, all or none.

    The suggestion is made anew from the same options, so only what is suggested can be saved.

    Args:
        session: an open session.
        council: the council.
        year: the year.
        options: what the suggestion was made from.
        chosen: which of the suggested meetings; None for all that the year does not have.
        by: who accepts, and when.

    Raises:
        SuggestionChanged: one of the chosen is no longer suggested. Nothing is saved.
    """
    lock_plans(session, council)
    today = local_day(by.at, ZoneInfo(council.time_zone))
    suggestion = suggest(session, council=council, year=year, options=options, today=today)
    offered = suggestion.meetings
    if chosen is None:
        there = list_outlines(session, council=council, year=year)
        chosen = {Choice.of(one) for one in offered if not is_already_there(one, there)}
    wanted = pick(offered, chosen)
    return plan_all(session, council=council, outlines=wanted, by=by)


def accept_roll_over(
    session: Session, *, council: Council, year: int, chosen: Collection[Choice], by: Act
) -> list[Meeting]:
    """Plan chosen meetings carried over from the year before, all or none.

    Raises:
        SuggestionChanged: one of the chosen is no longer proposed. Nothing is saved.
    """
    lock_plans(session, council)
    today = local_day(by.at, ZoneInfo(council.time_zone))
    rolled = carry_over(session, council=council, year=year, today=today)
    offered = [one.proposed for one in rolled if one.proposed]
    return plan_all(session, council=council, outlines=pick(offered, chosen), by=by)


def carry_over(
    session: Session, *, council: Council, year: int, today: date
) -> tuple[RolledMeeting, ...]:
    """Return what becomes of the meetings of the year before. Nothing is saved."""
    previous = list_outlines(session, council=council, year=year - 1)
    options = load_usual_options(session, council=council, year=year)
    wishes = load_wishes(
        session, council=council, year=year, options=options, today=today, all_goals=True
    )
    return roll_over(previous, wishes) if previous else ()


def is_already_there(outline: MeetingOutline, there: Iterable[MeetingOutline]) -> bool:
    """Tell whether a year already has such a meeting, so that it need not be planned again."""
    return any(
        other.kind is outline.kind
        and (outline.kind in WHOLE_PROGRAMME or other.theme.casefold() == outline.theme.casefold())
        for other in there
    )


def pick(offered: Sequence[MeetingOutline], chosen: Collection[Choice]) -> list[MeetingOutline]:
    """Return the chosen among what is offered.

    Raises:
        SuggestionChanged: one of the chosen is not offered.
    """
    found = [outline for outline in offered if Choice.of(outline) in chosen]
    if {Choice.of(outline) for outline in found} != set(chosen):
        raise SuggestionChanged
    return found


def plan_all(
    session: Session, *, council: Council, outlines: Iterable[MeetingOutline], by: Act
) -> list[Meeting]:
    """Put outlined meetings on the wheel."""
    zone = ZoneInfo(council.time_zone)
    return [
        meetings.plan_meeting(
            session, council=council, plan=to_meeting_plan(_shorten(outline), zone), by=by
        )
        for outline in outlines
    ]


def lock_plans(session: Session, council: Council) -> None:
    """Let one person at a time accept a plan: two at once would plan every meeting twice."""
    session.exec(
        select(Council.id).where(Council.id == council.id).with_for_update(key_share=True)
    ).one()


def _shorten(outline: MeetingOutline) -> MeetingOutline:
    """Keep the theme as short as one that is typed: it may be a goal's whole title."""
    if len(outline.theme) <= LONGEST_THEME:
        return outline
    return replace(outline, theme=outline.theme[: LONGEST_THEME - 1].rstrip() + "…")
