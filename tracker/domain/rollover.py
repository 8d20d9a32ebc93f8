"""Carrying a year's meetings over to another year, to be looked at as a difference.

A meeting keeps its weekday-of-month (the second Tuesday of March), and moves only when that day
is not possible. Themes, times and places are kept. Reviews follow their two-year rhythm.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tracker.domain import planning_words as words
from tracker.domain.calendar import ONE_DAY
from tracker.domain.meetings import WHOLE_PROGRAMME
from tracker.domain.planning_days import (
    GAP_DAYS,
    clashes_on,
    is_possible,
    possible_days,
    season_of,
)
from tracker.domain.planning_facts import MeetingOutline, SuggestedMeeting, Wishes
from tracker.domain.terms import MeetingKind
from tracker.text import _, format_date, format_month, format_weekday, ngettext

#: How far a meeting may be moved from its usual place in the year.
REACH_DAYS = 42
DAYS_IN_WEEK = 7


class Change(StrEnum):
    """What becomes of a meeting in the new year."""

    KEPT = "kept"
    MOVED = "moved"
    NEW = "new"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class RolledMeeting:
    """One line of the difference. A new one has no previous, a dropped one nothing proposed."""

    previous: MeetingOutline | None
    proposed: SuggestedMeeting | None
    change: Change
    reasons: tuple[str, ...]


def roll_over(previous: Sequence[MeetingOutline], wishes: Wishes) -> tuple[RolledMeeting, ...]:
    """Return what becomes of each meeting of one year in another, in the order of the year.

    Args:
        previous: One year's meetings, without cancelled ones.
        wishes: The new year and its calendar. Only a new review takes its time and place.
    """
    plan = sorted(previous, key=lambda meeting: (meeting.day, meeting.starts))
    carried = [meeting for meeting in plan if not _why_drop(meeting, wishes)]
    targets = [same_weekday_of_month(meeting.day, wishes.year) for meeting in carried]
    rolled = [_drop(meeting, wishes) for meeting in plan if meeting not in carried]
    placed: list[date] = []
    for number, meeting in enumerate(carried):
        coming = [day for day in targets[number + 1 :] if is_possible(day, wishes)]
        one = _carry(meeting, targets[number], wishes, placed, coming)
        rolled.append(one)
        if one.proposed:
            placed.append(one.proposed.day)
    rolled += _add_review(rolled, wishes, placed)
    return tuple(sorted(rolled, key=lambda one: _place_in_year(one, wishes.year)))


def same_weekday_of_month(day: date, year: int) -> date:
    """Return the same weekday-of-month in another year, a fifth one being the month's last."""
    first = date(year, day.month, 1)
    first += ONE_DAY * ((day.weekday() - first.weekday()) % DAYS_IN_WEEK)
    wanted = first + timedelta(weeks=(day.day - 1) // DAYS_IN_WEEK)
    return wanted if wanted.month == day.month else wanted - timedelta(weeks=1)


def name_weekday_of_month(day: date) -> str:
    """Name a day's place in its month, first in a sentence: "Andra tisdagen i mars"."""
    values = {"weekday": format_weekday(day), "month": format_month(day)}
    if day.day > monthrange(day.year, day.month)[1] - DAYS_IN_WEEK:
        return _("The last %(weekday)s of %(month)s", **values)
    return (
        _("The first %(weekday)s of %(month)s", **values),
        _("The second %(weekday)s of %(month)s", **values),
        _("The third %(weekday)s of %(month)s", **values),
        _("The fourth %(weekday)s of %(month)s", **values),
    )[(day.day - 1) // DAYS_IN_WEEK]


def _why_drop(meeting: MeetingOutline, wishes: Wishes) -> str:
    """Say why a meeting is not carried over; empty when it is."""
    if meeting.kind is MeetingKind.EXTRA:
        return _("An extra meeting is not repeated.")
    if meeting.kind is MeetingKind.REVIEW and not wishes.is_review_year:
        return _(
            "The effect-and-needs review is made every second year, and not in %(year)s.",
            year=wishes.year,
        )
    return ""


def _drop(meeting: MeetingOutline, wishes: Wishes) -> RolledMeeting:
    return RolledMeeting(meeting, None, Change.DROPPED, (_why_drop(meeting, wishes),))


def _carry(
    meeting: MeetingOutline,
    target: date,
    wishes: Wishes,
    placed: Sequence[date],
    coming: Sequence[date],
) -> RolledMeeting:
    """Keep a meeting on its weekday-of-month, or move it as little as possible."""
    usual = name_weekday_of_month(target)
    clashes = clashes_on(target, wishes, other_days=placed, gap_days=1)
    if not clashes:
        said = [_("%(usual)s, as in %(year)s.", usual=usual, year=meeting.day.year)]
        return _propose(meeting, target, Change.KEPT, said, wishes)
    values = {"usual": usual, "day": format_date(target), "why": words.within(clashes[0].text)}
    why = _("%(usual)s is %(day)s: %(why)s", **values)
    day = _nearest(target, meeting.kind, wishes, placed, coming)
    if day is None:
        nothing = _("No day within six weeks is possible.")
        return RolledMeeting(meeting, None, Change.DROPPED, (why, nothing))
    said = [why, *words.beside_breaks(day, wishes.breaks)]
    if day.weekday() != target.weekday():
        said.append(_("It is moved to a %(weekday)s.", weekday=format_weekday(day)))
    return _propose(meeting, day, Change.MOVED, said, wishes)


def _propose(
    meeting: MeetingOutline, day: date, change: Change, said: Iterable[str], wishes: Wishes
) -> RolledMeeting:
    """Return the meeting on its new day, without goals that the year's programme lacks."""
    known = {goal.id for goal in wishes.goals}
    goal_ids = tuple(goal_id for goal_id in meeting.goal_ids if goal_id in known)
    missing = len(meeting.goal_ids) - len(goal_ids)
    reasons = list(said)
    if missing:
        reasons.append(
            ngettext(
                "%(num)s goal is not in the year's programme and is left out.",
                "%(num)s goals are not in the year's programme and are left out.",
                missing,
            )
        )
    proposed = SuggestedMeeting(
        day=day,
        kind=meeting.kind,
        theme=meeting.theme,
        starts=meeting.starts,
        ends=meeting.ends,
        place=meeting.place,
        goal_ids=goal_ids,
        also=meeting.also,
        reasons=tuple(reasons),
    )
    return RolledMeeting(meeting, proposed, change, proposed.reasons)


def _nearest(
    target: date,
    kind: MeetingKind,
    wishes: Wishes,
    placed: Sequence[date],
    coming: Sequence[date],
) -> date | None:
    """Return the best possible day near a target.

    Best is in the kind's season when the target was, then in the same order as before, then three
    weeks from others, then on the same weekday, then the nearest, then the earlier.
    """
    season = season_of(kind, wishes)
    is_seasonal = kind in WHOLE_PROGRAMME and target in season
    taken = {*placed, *coming, *wishes.taken}
    first, last = max(placed, default=date.min), min(coming, default=date.max)
    near = (target + ONE_DAY * ahead for ahead in range(-REACH_DAYS, REACH_DAYS + 1))
    free = [day for day in near if day not in taken and is_possible(day, wishes)]
    return min(
        free,
        key=lambda day: (
            is_seasonal and day not in season,
            not first < day < last,
            any(abs((day - other).days) < GAP_DAYS for other in taken),
            day.weekday() != target.weekday(),
            abs((day - target).days),
            day,
        ),
        default=None,
    )


def _add_review(
    rolled: Sequence[RolledMeeting], wishes: Wishes, placed: Sequence[date]
) -> list[RolledMeeting]:
    """Return a meeting for the review when its year has come and nothing takes it up."""
    proposed = [one.proposed for one in rolled if one.proposed]
    if not wishes.is_review_year or any(one.takes_up(MeetingKind.REVIEW) for one in proposed):
        return []
    follow_ups = [one.day for one in proposed if one.kind is MeetingKind.FOLLOW_UP]
    latest = max(follow_ups, default=date.max) - timedelta(days=GAP_DAYS)
    season = season_of(MeetingKind.REVIEW, wishes)
    taken = {*placed, *wishes.taken}
    free = [day for day in possible_days(wishes) if day not in taken]
    if not free:
        return []
    day = min(
        free,
        key=lambda day: (
            day > latest,
            day not in season,
            any(abs((day - other).days) < GAP_DAYS for other in taken),
            day.weekday() != wishes.weekday,
            abs((day - season.best).days),
            day,
        ),
    )
    why = _(
        "The effect-and-needs review is made every second year, and %(year)s is one.",
        year=wishes.year,
    )
    meeting = SuggestedMeeting(
        day=day,
        kind=MeetingKind.REVIEW,
        theme=words.kind_name(MeetingKind.REVIEW),
        starts=wishes.starts,
        ends=wishes.ends,
        place=wishes.place,
        reasons=(why, *words.beside_breaks(day, wishes.breaks)),
    )
    return [RolledMeeting(None, meeting, Change.NEW, meeting.reasons)]


def _place_in_year(one: RolledMeeting, year: int) -> date:
    if one.proposed:
        return one.proposed.day
    return same_weekday_of_month(one.previous.day, year) if one.previous else date(year, 12, 31)
