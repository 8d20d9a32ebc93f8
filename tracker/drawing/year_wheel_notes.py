"""Words beside the petals of the year wheel: deadlines, areas without a meeting, keys."""

from math import sqrt

from tracker.domain.year_wheel import (
    Deadline,
    WheelArea,
    YearWheel,
    angle_of,
    areas_without_meeting,
)
from tracker.drawing import style
from tracker.drawing.lettering import shorten, width_of
from tracker.drawing.markers import area_marker
from tracker.drawing.svg import pair, polar, tag, text, title
from tracker.drawing.year_wheel_geometry import Geometry
from tracker.drawing.year_wheel_room import Box, Room
from tracker.text import _, format_long_date, format_short_date

LEADING = 16
DIAMOND_RADIUS = 290


# Deadlines -------------------------------------------------------------------------------


def draw_deadlines(room: Room) -> str:
    """Return a red diamond a deadline, tied to its week, with words where there is room."""
    in_year = [each for each in room.wheel.deadlines if each.due_on.year == room.wheel.year]
    return "".join(_draw_deadline(room, deadline) for deadline in in_year)


def _draw_deadline(room: Room, deadline: Deadline) -> str:
    shape = room.shape
    angle = angle_of(deadline.due_on, room.wheel.year, part=0.5)
    radius = _diamond_radius(room, angle)
    near = polar(shape.centre, radius, angle)
    far = polar(shape.centre, shape.months[0] if shape.is_phone else shape.weeks[0] + 1, angle)
    line = tag("path", d=f"M{pair(near)}L{pair(far)}", stroke=style.ERR, stroke_width=1.5)
    size = 5.5 if shape.is_phone else 7
    corners = [polar(0, size, turn) for turn in (0, 90, 180, 270)]
    points = " ".join(pair((near[0] + dx, near[1] + dy)).replace(" ", ",") for dx, dy in corners)
    diamond = tag(
        "polygon",
        title(_deadline_words(deadline)),
        points=points,
        fill=style.WHITE,
        stroke=style.ERR,
        stroke_width=1.8,
    )
    return line + diamond + ("" if shape.is_phone else _deadline_lines(room, deadline, angle))


def _diamond_radius(room: Room, angle: float) -> float:
    """Return where the diamond stands: among the petals, or outside them where one is."""
    shape = room.shape
    if room.emptiness(angle) > 2:
        return 122 if shape.is_phone else DIAMOND_RADIUS
    return sum(shape.breaks) / 2 if shape.is_phone else sum(shape.cycle) / 2


def _deadline_words(deadline: Deadline) -> str:
    words = f"{_('Legal duty')}: {deadline.name}, {format_short_date(deadline.due_on)}"
    return f"{words}, {_('overdue')}" if deadline.is_overdue else words


def _deadline_lines(room: Room, deadline: Deadline, angle: float) -> str:
    """Return the duty, its day and whether it is late; less where the room is short."""
    day_and_month = format_long_date(deadline.due_on).split(" ", 1)[1]
    lines = [_("Legal duty"), shorten(deadline.name, 130, 12), day_and_month]
    longest = [*lines, _("overdue")] if deadline.is_overdue else lines
    return _place_lines(room, longest, angle) or _place_lines(room, lines, angle)


def _place_lines(room: Room, lines: list[str], angle: float) -> str:
    width = max(width_of(line, 12, bold=place == 0) for place, line in enumerate(lines))
    steps = [0.0, *(sign * step / 2 for step in range(3, 51, 3) for sign in (1, -1))]
    near = [angle + step for step in steps]
    box = room.find(width, LEADING * len(lines), near, [238, 230, 246, 222, 254, 262, 214])
    if box is None:
        return ""
    room.take(box)
    return "".join(
        text(
            (box.middle[0], box.top + 12 + LEADING * place),
            line,
            fill=style.ERR,
            font_weight="bold" if place == 0 else None,
        )
        for place, line in enumerate(lines)
    )


# Areas without a meeting -----------------------------------------------------------------


def draw_callout(room: Room) -> str:
    """Return the words on areas without a meeting, in the emptiest stretch that holds them."""
    areas = areas_without_meeting(room.wheel)
    if not areas:
        return ""
    angles = sorted(range(0, 360, 5), key=lambda at: -_preference(room, at))
    for draw in (_draw_list, _draw_short_list, _draw_markers):
        found = draw(room, areas, [float(at) for at in angles])
        if found:
            return found
    return ""


def _preference(room: Room, angle: float) -> float:
    """Rank an angle: far from petals, and rather at the bottom or the top than at the sides."""
    sideways = abs(90 - angle % 180)
    return min(room.emptiness(angle), 35) + sideways / 4 + (1 if 90 < angle < 270 else 0)


def _title_of(room: Room) -> str:
    if room.wheel.is_current:
        return _("No meeting of its own this year")
    return _("No meeting of its own in %(year)s", year=room.wheel.year)


def _draw_list(room: Room, areas: tuple[WheelArea, ...], angles: list[float]) -> str:
    return "" if room.shape.is_phone else _draw_names(room, areas, angles, 220)


def _draw_short_list(room: Room, areas: tuple[WheelArea, ...], angles: list[float]) -> str:
    return "" if room.shape.is_phone else _draw_names(room, areas, angles, 104)


def _draw_names(
    room: Room, areas: tuple[WheelArea, ...], angles: list[float], widest: float
) -> str:
    """Return the heading and one line an area, with its hollow marker."""
    if len(areas) > 4:
        return ""
    names = [shorten(area.name, widest, 13) for area in areas]
    heading = _title_of(room)
    is_wide = width_of(heading, 13, bold=True) > widest + 30
    rows = _split_heading(heading) if is_wide else [heading]
    width = max(
        *(width_of(row, 13, bold=True) for row in rows),
        *(width_of(name, 13) + 20 for name in names),
    )
    height = 17 * len(rows) + 1 + 20 * len(areas)
    box = room.find(width, height + 12, angles)
    if box is None:
        return ""
    room.take(box)
    left = box.middle[0] - max(width_of(name, 13) + 20 for name in names) / 2
    top = box.top + 6
    lines = [
        text(
            (box.middle[0], top + 13 + 17 * place),
            row,
            font_size=13,
            font_weight="bold",
            fill=style.INK,
        )
        for place, row in enumerate(rows)
    ]
    for place, (area, name) in enumerate(zip(areas, names, strict=True)):
        y = top + 16 + 17 * len(rows) + 20 * place
        lines.append(area_marker(area.number, (left + 6, y - 4.5), 13, filled=False))
        lines.append(text((left + 20, y), name, font_size=13, text_anchor="start", fill=style.INK))
    return _leader(room, areas, box) + "".join(lines)


def _draw_markers(room: Room, areas: tuple[WheelArea, ...], angles: list[float]) -> str:
    """Return the heading and the hollow markers in a row, where names have no room."""
    heading = _title_of(room)
    for rows in ([heading], _split_heading(heading)):
        found = _draw_marker_row(room, areas, angles, rows)
        if found:
            return found
    return ""


def _draw_marker_row(
    room: Room, areas: tuple[WheelArea, ...], angles: list[float], rows: list[str]
) -> str:
    size, leading = 12, 14
    width = max(*(width_of(row, 12, bold=True) for row in rows), (size + 6) * len(areas))
    height = leading * len(rows) + size + 5
    box = room.find(width, height, angles)
    if box is None:
        return ""
    room.take(box)
    parts = [
        text(
            (box.middle[0], box.top + 10 + leading * place), row, font_weight="bold", fill=style.INK
        )
        for place, row in enumerate(rows)
    ]
    left = box.middle[0] - (size + 6) * (len(areas) - 1) / 2
    y = box.top + leading * len(rows) + 4 + size / 2
    parts.extend(
        area_marker(area.number, (left + (size + 6) * place, y), size, filled=False)
        for place, area in enumerate(areas)
    )
    return _leader(room, areas, box) + "".join(parts)


def _split_heading(heading: str) -> list[str]:
    """Break a heading in two at the space nearest its middle."""
    spaces = [place for place, letter in enumerate(heading) if letter == " "]
    middle = min(spaces, key=lambda place: abs(place - len(heading) / 2))
    return [heading[:middle], heading[middle + 1 :]]


def _leader(room: Room, areas: tuple[WheelArea, ...], box: Box) -> str:
    """Return a line from the hollow rings to the words, with a dot on each ring."""
    shape = room.shape
    across, down = box.middle[0] - shape.centre, box.middle[1] - shape.centre
    is_below = abs(down) >= abs(across) * 0.8
    if not is_below or abs(across) > shape.coverage[0]:
        return ""
    x = box.middle[0]
    rings = shape.coverage_rings([area in areas for area in room.wheel.areas])
    radii = [
        ring.radius for ring, area in zip(rings, room.wheel.areas, strict=True) if area in areas
    ]
    sign = 1 if down > 0 else -1
    ys = [shape.centre + sign * sqrt(radius**2 - across**2) for radius in radii]
    end = box.top - 1 if down > 0 else box.top + box.height + 1
    line = tag(
        "path", d=f"M{pair((x, ys[0]))}L{pair((x, end))}", stroke=style.INK_2, stroke_width=1.2
    )
    dot = 1.8 if shape.is_phone else 2.8
    dots = "".join(tag("circle", cx=x, cy=y, r=dot, fill=style.INK_2) for y in ys)
    return line + dots


# Keys ------------------------------------------------------------------------------------


def draw_ring_key(wheel: YearWheel, shape: Geometry, *, at_top: bool = False) -> str:
    """Return the names of the coverage rings from the inside, in a corner outside the rim."""
    hollow = areas_without_meeting(wheel)
    leading, bottom = 17.5, shape.width - 6
    rows = [_("Rings from inside:"), *(area.name for area in wheel.areas), _("Public holiday")]
    first = bottom - leading * (len(rows) - 1)
    if at_top:
        first = 14
    parts = []
    for place, row in enumerate(rows):
        y = first + leading * place
        room = _corner_room(shape, min(abs(y - 12 - shape.centre), abs(y + 3 - shape.centre)))
        if place == 0:
            parts.append(
                text((0, y), shorten(row, room, 12), text_anchor="start", fill=style.INK_2)
            )
            continue
        if place > len(wheel.areas):
            parts.append(tag("circle", cx=6, cy=y - 4.3, r=2.4, fill=style.ERR))
        else:
            area = wheel.areas[place - 1]
            parts.append(area_marker(area.number, (6, y - 4.3), 12, filled=area not in hollow))
        parts.append(
            text((17, y), shorten(row, room - 17, 12), text_anchor="start", fill=style.INK)
        )
    return "".join(parts)


def _corner_room(shape: Geometry, from_middle: float) -> float:
    """Return the width between the left edge and the rim at a height."""
    rim = shape.months[1] + 6
    return shape.centre - sqrt(max(rim**2 - from_middle**2, 0))


def draw_phone_key(wheel: YearWheel, shape: Geometry) -> str:
    """Return the line below the phone wheel that says what the bands and the diamond are."""
    entries = [
        (_("school break"), style.BREAK_BAND, bool(wheel.breaks)),
        (_("budget and accounts"), style.CYCLE_BAND, bool(wheel.cycle)),
        (_("legal duty"), None, bool(wheel.deadlines)),
    ]
    shown = [(word, colour) for word, colour, is_there in entries if is_there]
    widths = [24 + width_of(word, 12) for word, _colour in shown]
    x = shape.centre - (sum(widths) + 14 * (len(shown) - 1)) / 2
    y = shape.width + 18
    parts = []
    for (word, colour), width in zip(shown, widths, strict=True):
        if colour:
            parts.append(tag("path", d=f"M{pair((x, y - 4))}h17", stroke=colour, stroke_width=5))
        else:
            parts.append(
                tag(
                    "path",
                    d=f"M{pair((x + 8, y - 10))}l5.5 5.5-5.5 5.5-5.5-5.5Z",
                    fill=style.WHITE,
                    stroke=style.ERR,
                    stroke_width=1.8,
                )
            )
        parts.append(text((x + 22, y), word, text_anchor="start", fill=style.INK_2))
        x += width + 14
    return "".join(parts)
