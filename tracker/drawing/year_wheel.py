"""The year wheel as one SVG: it stands alone in a file or inline in a page, without script.

This module puts the rings, petals and notes together and draws the hub and today's hand. Each
petal is a link, in date order; all else is hidden from screen readers, for whom the label of the
whole says what matters and the list beside the wheel is the full equivalent.
"""

from tracker.domain.year_wheel import (
    WheelMeeting,
    YearWheel,
    angle_of,
    areas_without_meeting,
    days_until,
    meetings_to_hold,
    next_meeting,
)
from tracker.drawing import style
from tracker.drawing.lettering import shorten, width_of, wrap
from tracker.drawing.markers import marker_svg
from tracker.drawing.svg import degrees_of, pair, polar, tag, text, text_on_arc
from tracker.drawing.year_wheel_days import draw_holidays
from tracker.drawing.year_wheel_geometry import Geometry, Size, geometry
from tracker.drawing.year_wheel_layout import lay_out
from tracker.drawing.year_wheel_notes import (
    draw_callout,
    draw_deadlines,
    draw_phone_key,
    draw_ring_key,
)
from tracker.drawing.year_wheel_petals import draw_petals
from tracker.drawing.year_wheel_rings import (
    draw_breaks,
    draw_coverage,
    draw_cycle,
    draw_months,
    draw_weeks,
    is_this_month,
    month_extent,
    month_name,
    month_starts,
    month_word,
)
from tracker.drawing.year_wheel_room import Room
from tracker.text import (
    _,
    format_long_date,
    format_short_date,
    format_times,
    ngettext,
)

__all__ = ["draw_year_wheel", "marker_svg", "summarise"]

PHONE_KEY_HEIGHT = 28


def draw_year_wheel(wheel: YearWheel, *, size: Size = "desktop", id_prefix: str = "wheel") -> str:
    """Return the wheel as SVG markup, safe to place in a page as it is.

    Args:
        wheel: The council's year.
        size: "desktop" is 820 × 820, "phone" 358 wide and without weeks.
        id_prefix: Begins every id, so that several wheels can stand on one page.
    """
    shape = geometry(size)
    petals = lay_out(wheel, shape)
    room = Room(wheel, shape, petals)
    height = shape.width + (PHONE_KEY_HEIGHT if _has_phone_key(wheel, shape) else 0)
    drawing = _hidden(
        draw_months(wheel, shape),
        "" if shape.is_phone else draw_weeks(wheel, shape) + draw_holidays(wheel, shape),
        draw_breaks(wheel, shape, id_prefix),
        draw_cycle(wheel, shape, id_prefix),
        draw_coverage(wheel, shape),
        _draw_hand(wheel, shape, id_prefix),
        draw_deadlines(room),
        draw_callout(room),
        _draw_hub(wheel, shape),
        draw_phone_key(wheel, shape)
        if shape.is_phone
        else draw_ring_key(wheel, shape, at_top=_is_label_bottom_left(wheel, shape)),
    )
    return tag(
        "svg",
        drawing,
        draw_petals(wheel, shape, petals),
        xmlns="http://www.w3.org/2000/svg",
        class_=f"wheel-picture wheel-picture-{size}",
        width=shape.width,
        height=height,
        viewBox=f"0 0 {shape.width:g} {height:g}",
        role="group",
        aria_label=summarise(wheel),
        font_family=style.FONT_STACK,
        font_size=style.SMALLEST_LETTERING,
    )


def summarise(wheel: YearWheel) -> str:
    """Return the wheel in words: year, number of meetings, the next one, what lacks one."""
    parts = [_("Year wheel %(year)s", year=wheel.year) + f": {_count_words(wheel)}"]
    meeting = next_meeting(wheel)
    if meeting and wheel.is_current:
        parts.append(
            _(
                "Next meeting: %(theme)s, %(day)s",
                theme=meeting.theme,
                day=format_short_date(meeting.day),
            )
        )
    lacking = areas_without_meeting(wheel)
    if lacking:
        names = ", ".join(area.name for area in lacking)
        parts.append(_("Areas without a meeting of their own: %(names)s", names=names))
    return ". ".join(parts) + "."


def _count_words(wheel: YearWheel) -> str:
    count = len(meetings_to_hold(wheel))
    if count == 0:
        return _("no meetings planned")
    return ngettext("%(num)s meeting", "%(num)s meetings", count)


def _has_phone_key(wheel: YearWheel, shape: Geometry) -> bool:
    return shape.is_phone and bool(wheel.breaks or wheel.cycle or wheel.deadlines)


def _hidden(*parts: str) -> str:
    return tag("g", *parts, aria_hidden="true")


# Hub -------------------------------------------------------------------------------------


def _draw_hub(wheel: YearWheel, shape: Geometry) -> str:
    meeting = next_meeting(wheel)
    if meeting and wheel.is_current:
        days = days_until(wheel, meeting)
        if shape.is_phone:
            return _phone_hub(shape, days)
        return _desktop_hub(shape, meeting, days)
    return _year_hub(wheel, shape)


def _days_words(days: int) -> str:
    if days == 0:
        return _("Today")
    if days == 1:
        return _("Tomorrow")
    return ngettext("%(num)s day", "%(num)s days", days)


def _centred(
    shape: Geometry,
    dy: float,
    content: str,
    size: float,
    *,
    bold: bool = False,
    fill: str = style.INK,
) -> str:
    """Return a line in the hub, smaller when it would not fit."""
    room = 2 * (shape.coverage[0] - 2)
    room = (room**2 - (2 * abs(dy)) ** 2) ** 0.5 - (8 if shape.is_phone else 14)
    fitting = size * min(1.0, room / width_of(content, size, bold=bold))
    fitting = max(fitting, style.SMALLEST_LETTERING)
    return text(
        (shape.centre, shape.centre + dy),
        shorten(content, room + 10, fitting, bold=bold),
        font_size=round(fitting, 1),
        font_weight="bold" if bold else None,
        fill=fill,
    )


def _desktop_hub(shape: Geometry, meeting: WheelMeeting, days: int) -> str:
    theme = wrap(meeting.theme, 180, 15, most=2, bold=True).lines
    lines = [
        _centred(
            shape,
            -46,
            _("Next meeting in") if days > 1 else _("Next meeting"),
            13,
            fill=style.INK_2,
        ),
        _centred(shape, 0, _days_words(days), 44, bold=True),
    ]
    y = 28.0
    for line in theme:
        lines.append(_centred(shape, y, line, 15, bold=True))
        y += 19
    lines.append(_centred(shape, y + 2, format_long_date(meeting.day), 13, fill=style.INK_2))
    if meeting.starts:
        times = format_times(meeting.starts, meeting.ends)
        lines.append(_centred(shape, y + 21, times, 13, fill=style.INK_2))
    return "".join(lines)


def _phone_hub(shape: Geometry, days: int) -> str:
    heading = _centred(shape, -17, _("Next meeting"), 12, fill=style.INK_2)
    if days < 2:
        return heading + _centred(shape, 9, _days_words(days), 20, bold=True)
    unit = ngettext("day left", "days left", days)
    return heading + _centred(shape, 10, str(days), 28, bold=True) + _centred(shape, 28, unit, 13)


def _year_hub(wheel: YearWheel, shape: Geometry) -> str:
    """Return the hub of a year without a coming meeting: the year and its number of meetings."""
    has_meetings = bool(meetings_to_hold(wheel))
    number = _count_words(wheel) if has_meetings else _("No meetings planned")
    is_over = has_meetings and wheel.is_current
    note = _("No more meetings this year") if is_over else ""
    if shape.is_phone:
        words = wrap(note or number, 88, 12, most=2).lines
        return _centred(shape, 0, str(wheel.year), 26, bold=True) + "".join(
            _centred(shape, 18 + 14 * place, line, 12) for place, line in enumerate(words)
        )
    return (
        _centred(shape, 2, str(wheel.year), 44, bold=True)
        + _centred(shape, 30, number, 15, bold=True)
        + (_centred(shape, 52, note, 13, fill=style.INK_2) if note else "")
    )


# Months and today's hand -----------------------------------------------------------------


def _draw_hand(wheel: YearWheel, shape: Geometry, prefix: str) -> str:
    """Return the months' lettering and, in the current year, today's hand with its label."""
    names = "".join(
        month_name(wheel, shape, prefix, first)
        for first in month_starts(wheel.year)
        if not is_this_month(wheel, first)
    )
    if not wheel.is_current:
        return names
    angle = angle_of(wheel.today, wheel.year, part=0.5)
    inner, outer = (polar(shape.centre, radius, angle) for radius in shape.hand)
    path = f"M{pair(inner)}L{pair(outer)}"
    wide, fine = (4.5, 1.8) if shape.is_phone else (5, 2)
    casing = tag("path", d=path, stroke=style.WHITE, stroke_width=wide)
    hand = tag("path", d=path, stroke=style.INK, stroke_width=fine)
    if shape.is_phone:
        return casing + hand + names + _month_beside_hand(wheel, shape, prefix, angle)
    dot = tag("circle", cx=outer[0], cy=outer[1], r=4.5, fill=style.INK)
    label = _label_outside(wheel, shape, angle)
    if label:
        lettering = label + _month_beside_hand(wheel, shape, prefix, angle)
    else:
        lettering = _label_in_month(wheel, shape, prefix, angle)
    return casing + hand + dot + names + lettering


def _today_words(wheel: YearWheel) -> str:
    return _("Today %(day)s", day=format_short_date(wheel.today))


def _label_outside(wheel: YearWheel, shape: Geometry, angle: float) -> str:
    """Return today's label outside the rim, or nothing where the picture's edge is too near."""
    words = _today_words(wheel)
    width = width_of(words, 13, bold=True)
    x, y = polar(shape.centre, shape.hand[1], angle)
    is_left = angle > 180
    end = x - 10 - width if is_left else x + 10 + width
    if not 0 <= end <= shape.width or not 10 <= y <= shape.width - 10:
        return ""
    return text(
        (x - 10 if is_left else x + 10, y - 2 if y < shape.centre else y + 10),
        words,
        text_anchor="end" if is_left else "start",
        font_size=13,
        font_weight="bold",
        fill=style.INK,
    )


def _is_label_bottom_left(wheel: YearWheel, shape: Geometry) -> bool:
    angle = angle_of(wheel.today, wheel.year, part=0.5)
    return wheel.is_current and 180 < angle < 270 and bool(_label_outside(wheel, shape, angle))


def _parts_of_month(wheel: YearWheel, angle: float) -> list[tuple[float, float]]:
    """Return the longer and the shorter piece of this month beside the hand."""
    start, end = month_extent(wheel.today.replace(day=1))
    parts = [(start + 0.6, angle - 0.8), (angle + 0.8, end - 0.6)]
    return sorted(parts, key=lambda part: part[0] - part[1])


def _month_beside_hand(wheel: YearWheel, shape: Geometry, prefix: str, angle: float) -> str:
    """Return this month's name in the longer piece beside the hand, so that both can be read."""
    low, high = _parts_of_month(wheel, angle)[0]
    return month_name(wheel, shape, prefix, wheel.today.replace(day=1), (low + high) / 2)


def _label_in_month(wheel: YearWheel, shape: Geometry, prefix: str, angle: float) -> str:
    """Return today's label in the month's ring, and the month's name where there is room."""
    longer, shorter = _parts_of_month(wheel, angle)
    radius = sum(shape.months) / 2
    words = _today_words(wheel)
    label = text_on_arc(
        shape.centre,
        radius,
        sum(longer) / 2,
        words,
        path_id=f"{prefix}-today",
        size=13,
        fill=style.WHITE,
        font_weight="bold",
    )
    first = wheel.today.replace(day=1)
    needed = width_of(month_word(shape, first), shape.month_lettering, bold=True)
    if shorter[1] - shorter[0] < degrees_of(needed, radius):
        return label
    return label + month_name(wheel, shape, prefix, first, sum(shorter) / 2)
