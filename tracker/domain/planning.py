"""Suggesting a council's year: days, kinds and themes, each with its reasons.

The same wishes always give the same plan. Nothing is ever placed on a free day, a klämdag, in a
school break, in July or in another month without meetings; whatever else cannot be met is said.
Where constraints conflict, a legal deadline goes before a season, that before the least days
between meetings, and that before the usual weekday.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from tracker.domain import planning_words as words
from tracker.domain.calendar import at_local_time
from tracker.domain.law import DutyKey
from tracker.domain.meetings import MeetingPlan
from tracker.domain.plan_checks import check_plan, find_in_time
from tracker.domain.planning_dates import Placing, Slot, place, unusual_bounds
from tracker.domain.planning_days import (
    GAP_DAYS,
    Season,
    annual_report,
    clashes_on,
    possible_days,
    season_of,
)
from tracker.domain.planning_facts import (
    Clash,
    Conflict,
    MeetingOutline,
    PlanGoal,
    SuggestedMeeting,
    Suggestion,
    Wishes,
)
from tracker.domain.planning_themes import share_goals
from tracker.domain.report_words import join_words
from tracker.domain.terms import MeetingKind
from tracker.text import _, ngettext

THEME, SITUATION, REVIEW, FOLLOW_UP = (
    MeetingKind.THEME,
    MeetingKind.SITUATION,
    MeetingKind.REVIEW,
    MeetingKind.FOLLOW_UP,
)
#: A deadline's meeting is best held this long before it.
DEADLINE_MARGIN = timedelta(days=14)

_Kinds = tuple[MeetingKind, tuple[MeetingKind, ...]]


def suggest_year(wishes: Wishes) -> Suggestion:
    """Propose a year's meetings, and say what could not be met.

    Fewer meetings than were asked for come back when the year has too few possible days.
    """
    days = possible_days(wishes)
    count = max(0, min(wishes.meetings, len(days)))
    slots = lay_out(wishes, count, days)
    placing = place(slots, days, wishes)
    themes = _themes_of(slots, wishes)
    meetings = tuple(
        _suggest(number, slots, placing, themes, wishes) for number in range(len(slots))
    )
    unmet = (*_check_wishes(wishes, count), *check_plan(meetings, wishes))
    return Suggestion(wishes.year, meetings, unmet)


def to_meeting_plan(meeting: MeetingOutline, zone: ZoneInfo) -> MeetingPlan:
    """Return a proposed meeting as one that can be planned, with its instants in UTC."""
    return MeetingPlan(
        theme=meeting.theme,
        kind=meeting.kind,
        starts_at=at_local_time(meeting.day, meeting.starts, zone),
        ends_at=at_local_time(meeting.day, meeting.ends, zone),
        place=meeting.place,
        goal_ids=meeting.goal_ids,
    )


# The order of the year -------------------------------------------------------------------


def choose_kinds(count: int, *, is_review_year: bool, has_goals: bool) -> tuple[_Kinds, ...]:
    """Return the kinds of a year's meetings in order, each with the kinds it also takes up.

    With few meetings the goals' theme meeting goes before a meeting for the situation report
    alone, and before a review apart from the annual follow-up.
    """
    review = (REVIEW,) if is_review_year else ()
    if count < 1:
        return ()
    if count == 1:
        return ((FOLLOW_UP, (SITUATION, *review)),)
    if count == 2:
        first: _Kinds = (THEME, (SITUATION,)) if has_goals else (SITUATION, ())
        return (first, (FOLLOW_UP, review))
    has_own_review = is_review_year and (count > 3 or not has_goals)
    themes = count - 2 - has_own_review
    ending: tuple[_Kinds, ...] = (
        ((REVIEW, ()), (FOLLOW_UP, ())) if has_own_review else ((FOLLOW_UP, review),)
    )
    return ((SITUATION, ()), *(((THEME, ()),) * themes), *ending)


def lay_out(wishes: Wishes, count: int, days: Sequence[date]) -> tuple[Slot, ...]:
    """Return the year's places for meetings in order, with seasons, best days and deadlines.

    Args:
        wishes: What was asked for.
        count: How many meetings the year has days for.
        days: The possible days in order. Theme meetings are spread evenly over them.
    """
    kinds = choose_kinds(count, is_review_year=wishes.is_review_year, has_goals=bool(wishes.goals))
    fixed = [
        None
        if kind is THEME and SITUATION not in also
        else _fixed_slot(kind, also, wishes, is_first=number == 0 and count > 1)
        for number, (kind, also) in enumerate(kinds)
    ]
    themes = iter(_theme_seasons(fixed, wishes, days))
    return tuple(slot or Slot(THEME, next(themes)) for slot in fixed)


def _fixed_slot(
    kind: MeetingKind, also: tuple[MeetingKind, ...], wishes: Wishes, *, is_first: bool
) -> Slot:
    """Return a place that has its own season: the first meeting, the review, the follow-up."""
    season = season_of(SITUATION if is_first else kind, wishes)
    dues = [one for one in wishes.deadlines if one.due_on.year == wishes.year]
    if is_first:
        # The first meeting comes before every deadline, so that there is one that does.
        before = [one.due_on for one in dues]
    else:
        # A deadline before the season is for an earlier meeting: this one is needed where it is.
        answers = kind is REVIEW or (kind is FOLLOW_UP and not _has_own_review(wishes, also))
        is_answered = DutyKey.PLAN_FOLLOWED_UP if answers else None
        before = [
            one.due_on for one in dues if is_answered is one.key and one.due_on > season.first
        ]
    best = min((season.best, *(due - DEADLINE_MARGIN for due in before)))
    return Slot(kind, Season(season.first, season.last, best), also, tuple(sorted(before)))


def _has_own_review(wishes: Wishes, also: tuple[MeetingKind, ...]) -> bool:
    return wishes.is_review_year and REVIEW not in also


def _theme_seasons(
    fixed: Sequence[Slot | None], wishes: Wishes, days: Sequence[date]
) -> list[Season]:
    """Return a season for each theme meeting: all year, best spread evenly over possible days.

    Counting possible days and not all days keeps the summer from drawing meetings to its edges.
    """
    count = fixed.count(None)
    if not count or not days:
        return []
    whole = season_of(THEME, wishes)
    edges = [slot.season.best for slot in fixed if slot]
    first = min(edges) + timedelta(days=GAP_DAYS)
    last = min(edges[1:], default=whole.last) - timedelta(days=GAP_DAYS)
    between = [day for day in days if first <= day <= last]
    pool = [day for day in between if day.weekday() == wishes.weekday] or between or days
    bests = (pool[(2 * part + 1) * len(pool) // (2 * count)] for part in range(count))
    return [Season(whole.first, whole.last, best) for best in bests]


# The meetings ----------------------------------------------------------------------------


def _themes_of(slots: Sequence[Slot], wishes: Wishes) -> list[tuple[PlanGoal, ...]]:
    """Return the goals of every place, none where the whole programme is taken up."""
    count = sum(slot.kind is THEME for slot in slots)
    shares = iter(share_goals(wishes.goals, count))
    return [next(shares) if slot.kind is THEME else () for slot in slots]


def _suggest(
    number: int,
    slots: Sequence[Slot],
    placing: Placing,
    themes: Sequence[tuple[PlanGoal, ...]],
    wishes: Wishes,
) -> SuggestedMeeting:
    slot, goals = slots[number], themes[number]
    outline = MeetingOutline(placing.days[number], slot.kind, also=slot.also)
    reasons = (
        _why_weekday(number, slots, placing, wishes),
        *_why_kind(number, slots, placing, wishes),
        *words.why_goals(goals),
        *words.why_areas(goals, themes[number - 1] if number else ()),
        *words.beside_breaks(outline.day, wishes.breaks),
        *_why_not_better(outline, slot, wishes),
        *_why_deadlines(outline, wishes),
    )
    return SuggestedMeeting(
        day=outline.day,
        kind=slot.kind,
        theme=_name(slot, goals, wishes),
        starts=wishes.starts,
        ends=wishes.ends,
        place=wishes.place,
        goal_ids=tuple(goal.id for goal in goals),
        also=slot.also,
        reasons=tuple(dict.fromkeys(reasons)),
    )


def _name(slot: Slot, goals: Sequence[PlanGoal], wishes: Wishes) -> str:
    if slot.kind is not THEME:
        return words.kind_name(slot.kind)
    theme = words.name_theme(goals, wishes.goals)
    return join_words([*map(words.kind_name, slot.also), theme]) if slot.also else theme


def _why_weekday(number: int, slots: Sequence[Slot], placing: Placing, wishes: Wishes) -> str:
    day = placing.days[number]
    if day.weekday() == wishes.weekday:
        return words.usual_weekday(day)
    first, last = unusual_bounds(number, slots, placing, wishes)
    return words.other_weekday(day, wishes.weekday, first, last)


def _why_kind(number: int, slots: Sequence[Slot], placing: Placing, wishes: Wishes) -> list[str]:
    slot = slots[number]
    said = []
    if slot.kind is SITUATION:
        said.append(words.why_first())
    elif slot.kind is REVIEW:
        weeks = (placing.days[-1] - placing.days[number]).days // 7
        said.append(words.why_review(weeks))
    elif slot.kind is FOLLOW_UP:
        said.append(words.why_last(annual_report(wishes)))
    elif not wishes.goals:
        said.append(_("Spread evenly over the year."))
    return [*said, *map(words.why_also, slot.also)]


def _why_not_better(meeting: MeetingOutline, slot: Slot, wishes: Wishes) -> tuple[str, ...]:
    """Say what stood against the usual weekday of the best week, when another was chosen."""
    best = slot.season.best
    usual = best + timedelta(days=wishes.weekday - best.weekday())
    if meeting.day.isocalendar()[:2] == usual.isocalendar()[:2] and meeting.day == usual:
        return ()
    clashes = clashes_on(usual, wishes, gap_days=1)
    return (words.not_that_day(usual, clashes[0]),) if clashes else ()


def _why_deadlines(meeting: MeetingOutline, wishes: Wishes) -> list[str]:
    return [
        words.before_deadline(deadline.name, deadline.due_on)
        for deadline in sorted(wishes.deadlines, key=lambda one: (one.due_on, one.name))
        if deadline.due_on.year == wishes.year
        and _answers(meeting, deadline.key)
        and find_in_time((meeting,), deadline)
    ]


def _answers(meeting: MeetingOutline, key: DutyKey | None) -> bool:
    """Tell whether a meeting is the one meant for a duty of the Act's § 6."""
    if key is DutyKey.SITUATION_REPORT:
        return meeting.takes_up(SITUATION)
    return key is DutyKey.PLAN_FOLLOWED_UP and (
        meeting.takes_up(REVIEW) or meeting.takes_up(FOLLOW_UP)
    )


# What could not be met -------------------------------------------------------------------


def _check_wishes(wishes: Wishes, count: int) -> list[Clash]:
    """Name what was asked for and cannot be had, whatever the plan."""
    found = []
    if count < wishes.meetings:
        text = ngettext(
            "The year has a possible day for only %(num)s of %(wanted)s meetings.",
            "The year has possible days for only %(num)s of %(wanted)s meetings.",
            count,
            wanted=wishes.meetings,
        )
        found.append(Clash(Conflict.TOO_FEW_DAYS, text))
    if not wishes.goals:
        text = _("The year has no programme with goals, so the themes are left open.")
        found.append(Clash(Conflict.NO_GOALS, text))
    if wishes.programme_years and not _is_within(wishes.year, wishes.programme_years):
        first, last = wishes.programme_years
        text = _(
            "The programme is for %(first)s to %(last)s, and not for %(year)s.",
            first=first,
            last=last,
            year=wishes.year,
        )
        found.append(Clash(Conflict.OUTSIDE_PROGRAMME, text))
    return found


def _is_within(year: int, years: tuple[int, int]) -> bool:
    return years[0] <= year <= years[1]
