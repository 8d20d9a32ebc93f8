"""The sentences of a plan: why a day, why a theme, what clashes.

Sentences are made in the language of the reader at the time. The rules behind them belong to
`planning_days`, `planning` and `plan_checks`.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from tracker.domain.meetings import KIND_WORDS
from tracker.domain.planning_facts import Clash, PlanGoal
from tracker.domain.report_words import join_words, sentence_case
from tracker.domain.terms import MeetingKind
from tracker.domain.year_wheel import Span
from tracker.text import (
    EN_DASH,
    _,
    current_language,
    format_date,
    format_month,
    format_weekday,
    ngettext,
)

#: Any Monday: weekdays are named from it.
_MONDAY = date(2024, 1, 1)
#: A break this many days away is worth naming.
NEAR_BREAK_DAYS = 9
#: Holidays whose names keep their capital letter within a Swedish sentence.
NAMES_IN_HOLIDAYS = ("Kristi", "Sveriges")


def within(sentence: str) -> str:
    """Begin a sentence with a small letter, to stand after a colon."""
    return sentence[:1].lower() + sentence[1:]


def weekday_name(weekday: int) -> str:
    """Return the name of a weekday, 0 for Monday, as it stands within a sentence."""
    return format_weekday(_MONDAY + timedelta(days=weekday))


def kind_name(kind: MeetingKind) -> str:
    """Return a kind's name as it stands first in a sentence."""
    return _(KIND_WORDS[kind])


def kind_within(kind: MeetingKind) -> str:
    """Return a kind's name in its definite form within a sentence."""
    names = {
        MeetingKind.THEME: _("the theme meeting"),
        MeetingKind.SITUATION: _("the situation report"),
        MeetingKind.REVIEW: _("the effect-and-needs review"),
        MeetingKind.FOLLOW_UP: _("the annual follow-up"),
        MeetingKind.EXTRA: _("the extra meeting"),
    }
    return names[kind]


def break_name(span: Span) -> str:
    """Return a break's name within a sentence: Sportlov is "sportlovet" in Swedish."""
    if current_language() == "sv" and span.name.casefold().endswith("lov"):
        return f"{span.name.lower()}et"
    return span.name


def weeks_of(span: Span) -> str:
    """Return a span's ISO weeks: "v. 10" or "v. 24–33"."""
    first, last = span.first.isocalendar().week, span.last.isocalendar().week
    number = str(first) if first == last else f"{first}{EN_DASH}{last}"
    return _("week %(number)s", number=number).replace(" ", "\N{NO-BREAK SPACE}")


# What stands against a day ---------------------------------------------------------------


def on_holiday(name: str) -> str:
    """Say that a day is a public holiday or a free eve."""
    is_small = current_language() == "sv" and not name.startswith(NAMES_IN_HOLIDAYS)
    return _("The date is %(holiday)s.", holiday=within(name) if is_small else name)


def on_weekend(day: date) -> str:
    """Say that a day is a Saturday or a Sunday."""
    return _("The date is a %(weekday)s.", weekday=format_weekday(day))


def in_break(span: Span) -> str:
    """Say that a day lies in a school break, with its weeks."""
    return _("The date is in %(name)s (%(weeks)s).", name=break_name(span), weeks=weeks_of(span))


def in_month_off(day: date) -> str:
    """Say that a day lies in a month without meetings."""
    return _("No meetings are held in %(month)s.", month=format_month(day))


def near_other(other: date, apart: int) -> str:
    """Say how near another meeting is."""
    return ngettext(
        "There is only %(num)s day to the meeting on %(day)s.",
        "There are only %(num)s days to the meeting on %(day)s.",
        apart,
        day=format_date(other),
    )


def day_message(clashes: Sequence[Clash]) -> str:
    """Say all that stands against a day, and what to do; empty when nothing does."""
    if not clashes:
        return ""
    advice = _("Choose another day, or save anyway.")
    return " ".join((*(clash.text for clash in clashes), advice))


# Why a day -------------------------------------------------------------------------------


def usual_weekday(day: date) -> str:
    """Say that the weekday is the usual one."""
    return _("%(weekday)s as usual.", weekday=sentence_case(format_weekday(day)))


def other_weekday(day: date, usual: int, first: date, last: date) -> str:
    """Say why the weekday is not the usual one, with the days between which none is free."""
    values = {"weekday": sentence_case(format_weekday(day)), "usual": weekday_name(usual)}
    if first > last:
        return _("%(weekday)s, since no %(usual)s is possible.", **values)
    return _(
        "%(weekday)s, since no %(usual)s is possible from %(first)s to %(last)s.",
        first=format_date(first),
        last=format_date(last),
        **values,
    )


def not_that_day(day: date, clash: Clash) -> str:
    """Say why a day close by, that would have been better, was not chosen."""
    return _("Not %(day)s: %(why)s", day=format_date(day), why=within(clash.text))


def beside_breaks(day: date, breaks: Sequence[Span]) -> tuple[str, ...]:
    """Say which breaks the day comes just before or just after."""
    said = []
    for span in breaks:
        if 0 < (span.first - day).days <= NEAR_BREAK_DAYS:
            said.append(_("Before %(name)s (%(weeks)s).", **_break_values(span)))
        if 0 < (day - span.last).days <= NEAR_BREAK_DAYS:
            said.append(_("After %(name)s (%(weeks)s).", **_break_values(span)))
    return tuple(said)


def why_first() -> str:
    """Say why the situation report comes first."""
    return _("Early in the year, so that the themes rest on a fresh situation report.")


def why_review(weeks: int) -> str:
    """Say why the effect-and-needs review comes when it does."""
    return ngettext(
        "Every second year, %(num)s week before the annual follow-up, so that the result reaches it and the annual report.",
        "Every second year, %(num)s weeks before the annual follow-up, so that the result reaches it and the annual report.",
        weeks,
    )


def why_last(report: Span | None) -> str:
    """Say why the annual follow-up comes last."""
    if report is None:
        return _("Last in the year, so that the result reaches the annual report.")
    return _(
        "Last in the year, so that the result reaches the annual report, which begins %(day)s.",
        day=format_date(report.first),
    )


def why_also(kind: MeetingKind) -> str:
    """Say that a meeting takes up another kind beside its own."""
    return _("It also takes up %(kind)s.", kind=kind_within(kind))


def before_deadline(name: str, due_on: date) -> str:
    """Say which deadline a meeting comes in time for."""
    return _("In time for %(name)s, due %(day)s.", name=name, day=format_date(due_on))


# Themes ----------------------------------------------------------------------------------


def goals_named(goals: Sequence[PlanGoal]) -> str:
    """Name goals by their codes, first in a sentence: "Mål 3.1 och 3.2"."""
    codes = join_words([goal.code for goal in goals])
    return ngettext("Goal %(codes)s", "Goals %(codes)s", len(goals), codes=codes)


def name_theme(goals: Sequence[PlanGoal], programme: Sequence[PlanGoal]) -> str:
    """Name a theme after its area, its areas, or the goals it takes of a divided area."""
    if not goals:
        return _("Theme to be decided")
    if len(goals) == 1 and sum(g.area_number == goals[0].area_number for g in programme) > 1:
        return goals[0].title
    areas = {goal.area_number: goal.area_name for goal in goals}
    if len(areas) > 2:
        return _("Areas %(numbers)s", numbers=join_words([str(number) for number in areas]))
    if len(areas) == 2:
        return join_words(list(areas.values()))
    (name,) = areas.values()
    is_whole = len(goals) == sum(goal.area_number in areas for goal in programme)
    if is_whole:
        return name
    codes = join_words([goal.code for goal in goals])
    return _("%(area)s: goals %(codes)s", area=name, codes=codes)


def why_goals(goals: Sequence[PlanGoal]) -> tuple[str, ...]:
    """Say how long a theme meeting's goals have been without a meeting."""
    never = [goal for goal in goals if goal.last_met_on is None]
    met = [goal for goal in goals if goal.last_met_on is not None]
    said = []
    if met:
        latest = max(goal.last_met_on for goal in met if goal.last_met_on)
        said.append(
            ngettext(
                "%(goals)s has not had a meeting since %(day)s.",
                "%(goals)s have not had a meeting since %(day)s.",
                len(met),
                goals=goals_named(met),
                day=format_date(latest),
            )
        )
    if never:
        said.append(
            ngettext(
                "%(goals)s has no earlier meeting recorded.",
                "%(goals)s have no earlier meeting recorded.",
                len(never),
                goals=goals_named(never),
            )
        )
    return tuple(said)


def why_areas(goals: Sequence[PlanGoal], before: Sequence[PlanGoal]) -> tuple[str, ...]:
    """Say why areas share a meeting, or that the area is another than last time's."""
    areas = {goal.area_number for goal in goals}
    if len(areas) > 1:
        return (_("Several areas share the meeting, since they are more than the theme meetings."),)
    if areas and before and not areas & {goal.area_number for goal in before}:
        return (_("Another area than at the theme meeting before."),)
    return ()


def _break_values(span: Span) -> dict[str, str]:
    return {"name": break_name(span), "weeks": weeks_of(span)}
