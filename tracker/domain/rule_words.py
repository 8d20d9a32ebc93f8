"""What a rule says, in words: which way its days are counted, and from what."""

from enum import StrEnum

from tracker.domain.reminders import REPORT_REMINDED_EVERY, ReminderRule
from tracker.domain.terms import DeliveryKind
from tracker.text import format_times, gettext, mark, ngettext


class Direction(StrEnum):
    """Which way a rule's days are counted."""

    BEFORE = "before"
    AFTER = "after"


DIRECTION_WORDS = {Direction.BEFORE: mark("before"), Direction.AFTER: mark("after")}

_BOTH = (Direction.BEFORE, Direction.AFTER)


def directions_of(kind: DeliveryKind) -> tuple[Direction, ...]:
    """Return the ways that make sense for a kind of message."""
    if kind is DeliveryKind.ACTION_REMINDER:
        return _BOTH
    return (Direction.AFTER,) if kind is DeliveryKind.NOTES else (Direction.BEFORE,)


def direction_of(rule: ReminderRule) -> Direction:
    """Return the way a rule's days are counted."""
    if rule.days == 0:
        return directions_of(rule.kind)[0]
    return Direction.BEFORE if rule.days < 0 else Direction.AFTER


def describe_when(rule: ReminderRule) -> str:
    """Say when a rule's message goes: "7 days before, 7.30"."""
    return f"{_describe_day(rule)}, {format_times(rule.at_local)}"


def _describe_day(rule: ReminderRule) -> str:
    number = abs(rule.days)
    if rule.kind is DeliveryKind.ACTION_REMINDER:
        return _describe_day_of_items(rule.days)
    if rule.kind is DeliveryKind.REPORT_REMINDER and number > REPORT_REMINDED_EVERY.days:
        return gettext("%(num)s days before, then every week until it is answered", num=number)
    if not number:
        return gettext("the same day")
    if rule.days < 0:
        return ngettext("the day before", "%(num)s days before", number)
    return ngettext("the day after", "%(num)s days after", number)


def _describe_day_of_items(days: int) -> str:
    if not days:
        return gettext("on the last day for what is to be done")
    if days < 0:
        return ngettext(
            "the day before the last day for what is to be done",
            "%(num)s days before the last day for what is to be done",
            -days,
        )
    return ngettext(
        "the day after the last day for what is to be done",
        "%(num)s days after the last day for what is to be done",
        days,
    )
