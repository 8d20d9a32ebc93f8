"""Which constraints a year's plan breaks, whether it is suggested or made by hand.

The suggestion says with the same checks what it could not meet, so both are judged alike.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from tracker.domain import planning_words as words
from tracker.domain.law import DutyKey
from tracker.domain.planning_days import GAP_DAYS, clashes_on, season_of
from tracker.domain.planning_facts import (
    Clash,
    Conflict,
    MeetingOutline,
    PlanDeadline,
    PlanGoal,
    Wishes,
)
from tracker.domain.report_words import join_words, sentence_case
from tracker.domain.terms import MeetingKind
from tracker.text import _, format_date, ngettext

#: More goals than this in one meeting is too many to treat well.
MANY_GOALS = 6

#: The kinds that answer a duty. Other duties are content with any meeting.
ANSWERING_KINDS = {
    DutyKey.SITUATION_REPORT: (MeetingKind.SITUATION,),
    DutyKey.PLAN_FOLLOWED_UP: (MeetingKind.REVIEW, MeetingKind.FOLLOW_UP),
}


def check_plan(meetings: Sequence[MeetingOutline], wishes: Wishes) -> tuple[Clash, ...]:
    """Return every constraint that a plan breaks, in a fixed order; empty when it breaks none.

    Args:
        meetings: The year's meetings in any order, without cancelled ones.
        wishes: What was asked for. Its `taken` are the days of meetings outside the plan.
    """
    plan = sorted(meetings, key=lambda meeting: (meeting.day, meeting.starts))
    return (
        *_check_days(plan, wishes),
        *_check_kinds(plan, wishes),
        *_check_seasons(plan, wishes),
        *_check_deadlines(plan, wishes),
        *_check_goals(plan, wishes),
        *_check_themes(plan, wishes),
    )


def _check_days(plan: Sequence[MeetingOutline], wishes: Wishes) -> Iterator[Clash]:
    for number, meeting in enumerate(plan):
        # Each pair is named once, at the later of the two.
        earlier = [one.day for one in plan[:number]]
        for clash in clashes_on(meeting.day, wishes, other_days=earlier):
            text = _("%(day)s: %(why)s", day=format_date(meeting.day), why=words.within(clash.text))
            yield Clash(clash.conflict, text, meeting.day)


def _check_kinds(plan: Sequence[MeetingOutline], wishes: Wishes) -> Iterator[Clash]:
    """Name kinds that share a meeting, and needed kinds that have none."""
    for meeting in plan:
        for kind in meeting.also:
            name = sentence_case(words.kind_within(kind))
            values = {"kind": name, "day": format_date(meeting.day)}
            text = _("%(kind)s has no meeting of its own, and shares that on %(day)s.", **values)
            yield Clash(Conflict.SHARED_MEETING, text, meeting.day)
    needed = [MeetingKind.FOLLOW_UP]
    if wishes.is_review_year:
        needed.insert(0, MeetingKind.REVIEW)
    for kind in needed:
        if not any(meeting.takes_up(kind) for meeting in plan):
            text = _("No meeting is planned for %(kind)s.", kind=words.kind_within(kind))
            yield Clash(Conflict.MISSING_KIND, text)


def _check_seasons(plan: Sequence[MeetingOutline], wishes: Wishes) -> Iterator[Clash]:
    """Name meetings held when their result cannot be of the use it is meant for."""
    for meeting in plan:
        for kind in (MeetingKind.SITUATION, MeetingKind.REVIEW, MeetingKind.FOLLOW_UP):
            if meeting.kind is kind and meeting.day not in season_of(kind, wishes):
                yield _out_of_season(meeting, wishes)
    last = _last_of(plan, MeetingKind.FOLLOW_UP)
    for meeting in plan:
        if last and meeting.day > last.day and meeting.kind is not MeetingKind.EXTRA:
            values = {"day": format_date(meeting.day), "last": format_date(last.day)}
            text = _("The meeting on %(day)s is after the annual follow-up on %(last)s.", **values)
            yield Clash(Conflict.SEASON, text, meeting.day)
    review = _last_of(plan, MeetingKind.REVIEW)
    if review and last and 0 < (last.day - review.day).days < GAP_DAYS:
        text = _(
            "Between the effect-and-needs review and the annual follow-up there are fewer than %(num)s days.",
            num=GAP_DAYS,
        )
        yield Clash(Conflict.SEASON, text, review.day)


def _out_of_season(meeting: MeetingOutline, wishes: Wishes) -> Clash:
    season = season_of(meeting.kind, wishes)
    text = _(
        "%(kind)s on %(day)s is not between %(first)s and %(last)s, when its result is of most use.",
        kind=sentence_case(words.kind_within(meeting.kind)),
        day=format_date(meeting.day),
        first=format_date(season.first),
        last=format_date(season.last),
    )
    return Clash(Conflict.SEASON, text, meeting.day)


def _check_deadlines(plan: Sequence[MeetingOutline], wishes: Wishes) -> Iterator[Clash]:
    for deadline in sorted(wishes.deadlines, key=lambda one: (one.due_on, one.name)):
        if deadline.due_on.year > wishes.year or find_in_time(plan, deadline):
            continue
        yield Clash(Conflict.DEADLINE, _missed(plan, deadline, wishes.year), deadline.due_on)


def find_in_time(plan: Sequence[MeetingOutline], deadline: PlanDeadline) -> MeetingOutline | None:
    """Return the last meeting that answers a duty before it is due, or None."""
    kinds = ANSWERING_KINDS.get(deadline.key, ()) if deadline.key else ()
    answering = [
        meeting
        for meeting in plan
        if meeting.day < deadline.due_on
        and (not kinds or any(meeting.takes_up(kind) for kind in kinds))
    ]
    return max(answering, key=lambda meeting: meeting.day, default=None)


def _missed(plan: Sequence[MeetingOutline], deadline: PlanDeadline, year: int) -> str:
    """Say that a deadline is missed, and at which meeting the matter is best taken up."""
    values = {"name": deadline.name, "due": format_date(deadline.due_on)}
    before = [meeting.day for meeting in plan if meeting.day < deadline.due_on]
    if before:
        return _(
            "%(name)s is due %(due)s, before the meeting meant for it. Take it up on %(day)s.",
            day=format_date(max(before)),
            **values,
        )
    if not plan:
        return _("%(name)s is due %(due)s, and no meeting is planned.", **values)
    first = format_date(plan[0].day)
    if deadline.due_on < date(year, 1, 1):
        return _(
            "%(name)s was due %(due)s, before the year. Take it up on %(day)s.", day=first, **values
        )
    return _(
        "%(name)s is due %(due)s, before the first meeting. Take it up on %(day)s.",
        day=first,
        **values,
    )


def _check_goals(plan: Sequence[MeetingOutline], wishes: Wishes) -> Iterator[Clash]:
    """Name the goals without a theme meeting before the annual follow-up."""
    last = _last_of(plan, MeetingKind.FOLLOW_UP)
    covered = {
        goal_id
        for meeting in plan
        if meeting.kind is MeetingKind.THEME and (last is None or meeting.day < last.day)
        for goal_id in meeting.goal_ids
    }
    left = [goal for goal in wishes.goals if goal.id not in covered]
    if left:
        text = ngettext(
            "%(goals)s has no theme meeting before the annual follow-up.",
            "%(goals)s have no theme meeting before the annual follow-up.",
            len(left),
            goals=words.goals_named(left),
        )
        ids = tuple(goal.id for goal in left)
        yield Clash(Conflict.GOAL_WITHOUT_MEETING, text, goal_ids=ids)


def _check_themes(plan: Sequence[MeetingOutline], wishes: Wishes) -> Iterator[Clash]:
    """Name the same area twice in a row, and meetings with too many goals."""
    goals = {goal.id: goal for goal in wishes.goals}
    themes = [meeting for meeting in plan if meeting.kind is MeetingKind.THEME]
    for meeting in themes:
        if len(meeting.goal_ids) > MANY_GOALS:
            text = _(
                "%(num)s goals share the meeting on %(day)s. Plan more meetings, or let some wait.",
                num=len(meeting.goal_ids),
                day=format_date(meeting.day),
            )
            yield Clash(Conflict.CROWDED, text, meeting.day, meeting.goal_ids)
    for earlier, later in pairwise(themes):
        shared = _areas(earlier, goals) & _areas(later, goals)
        if shared:
            text = _(
                "%(area)s comes twice in a row, on %(first)s and %(last)s.",
                area=join_words(sorted(shared)),
                first=format_date(earlier.day),
                last=format_date(later.day),
            )
            yield Clash(Conflict.SAME_AREA, text, later.day)


def _areas(meeting: MeetingOutline, goals: dict[int, PlanGoal]) -> set[str]:
    return {goals[goal_id].area_name for goal_id in meeting.goal_ids if goal_id in goals}


def _last_of(plan: Sequence[MeetingOutline], kind: MeetingKind) -> MeetingOutline | None:
    """Return the year's last meeting of a kind of its own."""
    return next((meeting for meeting in reversed(plan) if meeting.kind is kind), None)
