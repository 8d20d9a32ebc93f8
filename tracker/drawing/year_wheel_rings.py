"""The year wheel's rings: months, ISO weeks, school breaks, steering cycle and coverage."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from tracker.domain.calendar import week_of
from tracker.domain.terms import MeetingKind
from tracker.domain.year_wheel import (
    Span,
    WheelMeeting,
    YearWheel,
    angle_of,
    areas_covered,
    areas_of,
    clip,
    meetings_to_hold,
    weeks_of_year,
)
from tracker.drawing import style
from tracker.drawing.lettering import width_of
from tracker.drawing.svg import (
    arc,
    degrees_of,
    polar,
    sector,
    tag,
    text,
    text_on_arc,
    title,
)
from tracker.drawing.year_wheel_geometry import Geometry
from tracker.text import format_month

ARC_HALF = 9.5  # degrees to each side of a meeting in a coverage ring
FEWEST_DAYS_FOR_A_NUMBER = 2


def meeting_colour(wheel: YearWheel, meeting: WheelMeeting) -> str:
    """Return the colour that stands for a meeting: its main area's, or ink."""
    areas = areas_of(wheel, meeting)
    if meeting.kind is MeetingKind.THEME:
        return style.area_style(areas[0]).colour if areas else style.PETROL
    return style.PETROL if meeting.kind is MeetingKind.EXTRA else style.INK


def _extent(span: Span, year: int) -> tuple[float, float]:
    return angle_of(span.first, year), angle_of(span.last, year, part=1)


# Months ----------------------------------------------------------------------------------


def month_starts(year: int) -> list[date]:
    """Return the first day of each month."""
    return [date(year, month, 1) for month in range(1, 13)]


def month_extent(first: date) -> tuple[float, float]:
    """Return a month's angles, from its first day's start to its last day's end."""
    following = (first + timedelta(days=31)).replace(day=1)
    return angle_of(first, first.year), angle_of(following, first.year)


def draw_months(wheel: YearWheel, shape: Geometry) -> str:
    """Return the ring of months, this month in ink. The lettering is `month_name`."""
    return "".join(_draw_month(wheel, shape, first) for first in month_starts(wheel.year))


def is_this_month(wheel: YearWheel, first: date) -> bool:
    """Tell whether today lies in a month."""
    return (wheel.today.year, wheel.today.month) == (first.year, first.month)


def _draw_month(wheel: YearWheel, shape: Geometry, first: date) -> str:
    start, end = month_extent(first)
    inner, outer = shape.months
    colour = style.INK if is_this_month(wheel, first) else style.MONTH
    rounding = 3 if shape.is_phone else 4
    half_gap = degrees_of(rounding / 2 + 1.5, outer)
    path = sector(
        shape.centre,
        (inner + rounding / 2, outer - rounding / 2),
        (start + half_gap, end - half_gap),
    )
    return tag(
        "path", d=path, fill=colour, stroke=colour, stroke_width=rounding, stroke_linejoin="round"
    )


def month_name(
    wheel: YearWheel, shape: Geometry, prefix: str, first: date, at: float | None = None
) -> str:
    """Return a month's lettering, in the middle of its piece unless another angle is given."""
    start, end = month_extent(first)
    is_now = is_this_month(wheel, first)
    return text_on_arc(
        shape.centre,
        sum(shape.months) / 2,
        (start + end) / 2 if at is None else at,
        month_word(shape, first),
        path_id=f"{prefix}-month{first.month}",
        size=shape.month_lettering,
        fill=style.WHITE if is_now else style.INK,
        font_weight="bold" if is_now else None,
    )


def month_word(shape: Geometry, first: date) -> str:
    """Return a month's name, three letters of it on the phone."""
    name = format_month(first)
    return name[:3] if shape.is_phone else name


# Weeks -----------------------------------------------------------------------------------


def draw_weeks(wheel: YearWheel, shape: Geometry) -> str:
    """Return the ring of ISO weeks, with chips on weeks where something happens."""
    meetings: dict[date, WheelMeeting] = {}
    for meeting in meetings_to_hold(wheel):
        meetings.setdefault(_week_key(meeting.day), meeting)
    deadlines = {_week_key(deadline.due_on) for deadline in wheel.deadlines}
    this_week = _week_key(wheel.today)
    parts = []
    for week in weeks_of_year(wheel.year):
        key = _week_key(week.first)
        chip = _draw_chip(
            wheel,
            shape,
            week,
            meeting=meetings.get(key),
            outline=style.ERR if key in deadlines else style.INK if key == this_week else None,
        )
        is_long = (week.last - week.first).days + 1 >= FEWEST_DAYS_FOR_A_NUMBER
        has_ink = key in meetings or key == this_week
        parts.append(chip)
        if is_long or chip:
            fill = style.WHITE if key in meetings else style.INK if has_ink else style.INK_2
            parts.append(_draw_week_number(wheel, shape, week, fill=fill, bold=has_ink))
    return "".join(parts)


def _week_key(day: date) -> date:
    """Return the week's Monday."""
    return day - timedelta(days=day.weekday())


def _draw_chip(
    wheel: YearWheel,
    shape: Geometry,
    week: Span,
    *,
    meeting: WheelMeeting | None,
    outline: str | None,
) -> str:
    if not meeting and not outline:
        return ""
    start, end = _extent(week, wheel.year)
    spare = 0.8 if end - start > 4 else 0.1
    inner, outer = shape.weeks
    path = sector(shape.centre, (inner + 2, outer - 2), (start + spare, end - spare))
    fill = meeting_colour(wheel, meeting) if meeting else style.WHITE
    stroke = outline if outline == style.ERR or not meeting else fill
    return tag("path", d=path, fill=fill, stroke=stroke, stroke_width=1.6, stroke_linejoin="round")


def _draw_week_number(
    wheel: YearWheel, shape: Geometry, week: Span, *, fill: str, bold: bool
) -> str:
    x, y = polar(shape.centre, sum(shape.weeks) / 2, sum(_extent(week, wheel.year)) / 2)
    return text(
        (x, y + 4.3),
        str(week_of(week.first)),
        fill=fill,
        font_weight="bold" if bold else None,
    )


# School breaks and steering cycle --------------------------------------------------------


def _pieces(spans: Iterable[Span], year: int) -> Iterator[tuple[str, float, float]]:
    """Yield name and angles of spans in a year; a break over New Year is one piece over the top."""
    clipped = (clip(span, year) for span in spans)
    pieces = [(span.name, *_extent(span, year)) for span in clipped if span]
    pieces.sort(key=lambda piece: piece[1])
    first = next((piece for piece in pieces if piece[1] == 0), None)
    last = next((piece for piece in pieces if piece[2] >= 360), None)
    if first and last and first != last and first[0] == last[0]:
        pieces = [piece for piece in pieces if piece not in (first, last)]
        pieces.append((first[0], last[1] - 360, first[2]))
    yield from pieces


def draw_breaks(wheel: YearWheel, shape: Geometry, prefix: str) -> str:
    """Return the school breaks. Lettering may overhang a one-week break."""
    centre, (inner, outer) = shape.centre, shape.breaks
    middle = (inner + outer) / 2
    if shape.is_phone:
        return "".join(
            _band(shape, middle, start, end, style.BREAK_BAND)
            for _, start, end in _pieces(wheel.breaks, wheel.year)
        )
    ring = tag(
        "circle",
        cx=centre,
        cy=centre,
        r=middle,
        fill="none",
        stroke=style.SURFACE,
        stroke_width=outer - inner,
    )
    parts = [ring]
    taken: list[tuple[float, float]] = []
    for place, (name, start, end) in enumerate(_pieces(wheel.breaks, wheel.year)):
        spare = 0.3
        path = sector(centre, (inner + 1, outer - 1), (start + spare, max(end - spare, start + 1)))
        parts.append(
            tag(
                "path",
                title(name),
                d=path,
                fill=style.BREAK,
                stroke=style.BREAK,
                stroke_width=2,
                stroke_linejoin="round",
            )
        )
        half = max(degrees_of(width_of(name, 12) / 2, middle), (end - start) / 2)
        at = (start + end) / 2
        if any(at - half < other_end and at + half > other for other, other_end in taken):
            continue
        taken.append((at - half, at + half))
        parts.append(
            text_on_arc(
                centre,
                middle,
                at,
                name,
                path_id=f"{prefix}-break{place}",
                size=12,
                fill=style.BREAK_TEXT,
            )
        )
    return "".join(parts)


def _band(shape: Geometry, radius: float, start: float, end: float, colour: str) -> str:
    width = shape.breaks[1] - shape.breaks[0]
    return tag(
        "path",
        d=arc(shape.centre, radius, start, end),
        fill="none",
        stroke=colour,
        stroke_width=width,
    )


def draw_cycle(wheel: YearWheel, shape: Geometry, prefix: str) -> str:
    """Return the municipal steering cycle. Events at the same time share the ring's width."""
    pieces = list(_pieces(wheel.cycle, wheel.year))
    return "".join(
        _draw_event(wheel, shape, pieces, place, f"{prefix}-cycle{place}")
        for place in range(len(pieces))
    )


def _draw_event(
    wheel: YearWheel,
    shape: Geometry,
    pieces: list[tuple[str, float, float]],
    place: int,
    path_id: str,
) -> str:
    name, start, end = pieces[place]
    lane, lanes = _lane(pieces, place)
    low, high = shape.cycle
    thickness = (high - low) / lanes
    inner, outer = high - (lane + 1) * thickness, high - lane * thickness
    if shape.is_phone:
        return _band(shape, (low + high) / 2, start, end, style.CYCLE_BAND)
    air = 0.5 if lanes > 1 else 0
    path = sector(shape.centre, (inner + 1 + air, outer - 1 - air), (start + 0.3, end - 0.3))
    shown = tag(
        "path",
        title(name),
        d=path,
        fill=style.CYCLE,
        stroke=style.CYCLE,
        stroke_width=2,
        stroke_linejoin="round",
    )
    at = _place_for_label(wheel, name, start, end)
    if at is None or lanes > 2:
        return shown
    return shown + text_on_arc(
        shape.centre, (inner + outer) / 2, at, name, path_id=path_id, size=12, fill=style.INK
    )


def _lane(pieces: list[tuple[str, float, float]], place: int) -> tuple[int, int]:
    """Return which lane an event takes and how many there are where it stands."""
    lanes: list[int] = []
    for here, (_, start, end) in enumerate(pieces):
        busy = {
            lanes[other]
            for other in range(here)
            if pieces[other][1] < end - 0.01 and pieces[other][2] > start + 0.01
        }
        lanes.append(next(lane for lane in range(len(pieces)) if lane not in busy))
    _, start, end = pieces[place]
    together = [
        lanes[other]
        for other in range(len(pieces))
        if pieces[other][1] < end - 0.01 and pieces[other][2] > start + 0.01
    ]
    return lanes[place], max(together) + 1


def _place_for_label(wheel: YearWheel, name: str, start: float, end: float) -> float | None:
    """Return the angle of an event's lettering: on the longer side of today's hand, if it fits."""
    needed = degrees_of(width_of(name, 12) + 8, 319)
    parts = [(start, end)]
    now = angle_of(wheel.today, wheel.year, part=0.5)
    if wheel.is_current and start < now < end:
        parts = [(start, now - 1), (now + 1, end)]
    low, high = max(parts, key=lambda part: part[1] - part[0])
    return (low + high) / 2 if high - low >= needed else None


# Coverage --------------------------------------------------------------------------------


def draw_coverage(wheel: YearWheel, shape: Geometry) -> str:
    """Return one ring an area: tint and solid arcs where it has meetings, hollow where not."""
    covered = areas_covered(wheel)
    rings = shape.coverage_rings([area not in covered for area in wheel.areas])
    parts = []
    for area, (radius, thickness) in zip(wheel.areas, rings, strict=True):
        colour = style.area_style(area.number).colour
        if area not in covered:
            parts.append(_hollow_ring(shape, radius, thickness, colour))
            continue
        parts.append(_ring(shape, radius, style.tint(colour, style.COVERED_TINT), thickness))
        parts.extend(
            tag(
                "path",
                d=arc(shape.centre, radius, at - ARC_HALF, at + ARC_HALF),
                fill="none",
                stroke=colour,
                stroke_width=thickness,
                stroke_linecap="round",
            )
            for at in _covering_angles(wheel, area.number)
        )
    return "".join(parts)


def _covering_angles(wheel: YearWheel, area_number: int) -> list[float]:
    return [
        angle_of(meeting.day, wheel.year, part=0.5)
        for meeting in meetings_to_hold(wheel)
        if meeting.counts_as_coverage and area_number in areas_of(wheel, meeting)
    ]


def _ring(shape: Geometry, radius: float, colour: str, width: float) -> str:
    return tag(
        "circle",
        cx=shape.centre,
        cy=shape.centre,
        r=radius,
        fill="none",
        stroke=colour,
        stroke_width=width,
    )


def _hollow_ring(shape: Geometry, radius: float, thickness: float, colour: str) -> str:
    """Return two lines where a covered area has a band."""
    line = 1.3 if shape.is_phone else 1.4
    apart = (thickness - line) / 2
    return "".join(_ring(shape, r, colour, line) for r in (radius - apart, radius + apart))
