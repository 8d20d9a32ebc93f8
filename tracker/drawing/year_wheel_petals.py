"""The year wheel's petals: one link a meeting, with its date, its theme and what kind it is."""

from dataclasses import dataclass

from tracker.domain.terms import MeetingKind, MeetingStatus
from tracker.domain.year_wheel import WheelMeeting, YearWheel, areas_of, next_meeting
from tracker.drawing import style
from tracker.drawing.markers import area_marker
from tracker.drawing.svg import degrees_of, pair, polar, tag, title
from tracker.drawing.year_wheel_geometry import Geometry
from tracker.drawing.year_wheel_labels import label_of
from tracker.drawing.year_wheel_layout import Petal
from tracker.drawing.year_wheel_outline import is_full, outline
from tracker.drawing.year_wheel_rings import meeting_colour
from tracker.text import _, format_short_date, format_times

HALO = 7
MOST_MARKERS = 8
MARKER_DEPTH = 13  # from the root to the middle of a marker
HALF_MARKER = 2.2  # degrees


@dataclass(frozen=True, slots=True)
class Look:
    """How a petal is painted."""

    fill: str
    lettering: str
    outline: str | None = None
    is_double: bool = False
    has_halo: bool = False
    is_dashed: bool = False


def describe(meeting: WheelMeeting) -> str:
    """Return a meeting in words: "8 dec, Årlig uppföljning, kl. 15.00–16.30, planerat"."""
    parts = [format_short_date(meeting.day), meeting.theme]
    if meeting.starts:
        parts.append(format_times(meeting.starts, meeting.ends))
    return ", ".join([*parts, status_word(meeting)])


def status_word(meeting: WheelMeeting) -> str:
    """Return where a meeting is on its way, in lower case."""
    if meeting.status is MeetingStatus.PLANNED and meeting.is_invited:
        return _("invitation sent")
    words = {
        MeetingStatus.PLANNED: _("planned"),
        MeetingStatus.CANCELLED: _("cancelled"),
        MeetingStatus.HELD: _("held"),
        MeetingStatus.MINUTES_APPROVED: _("minutes approved"),
    }
    return words[meeting.status]


def look_of(wheel: YearWheel, meeting: WheelMeeting) -> Look:
    """Return how a meeting's petal is painted, by its status and kind."""
    colour = meeting_colour(wheel, meeting)
    if meeting.is_cancelled:
        return Look(style.WHITE, style.INK_2, outline=style.LINE_2, is_dashed=True)
    is_next = next_meeting(wheel) == meeting and wheel.is_current
    if meeting.kind is MeetingKind.FOLLOW_UP:
        return Look(style.INK, style.WHITE, has_halo=True)
    if meeting.kind is MeetingKind.EXTRA:
        return Look(style.PETROL_TINT, style.PETROL_DARK, outline=colour, has_halo=is_next)
    if meeting.kind is MeetingKind.THEME:
        return Look(colour, style.WHITE, has_halo=is_next)
    return Look(
        style.WHITE,
        style.INK,
        outline=style.INK,
        is_double=meeting.kind is MeetingKind.REVIEW,
        has_halo=is_next,
    )


def draw_petals(wheel: YearWheel, shape: Geometry, petals: tuple[Petal, ...]) -> str:
    """Return the petals in date order, each a link to its meeting."""
    return "".join(draw_petal(wheel, shape, petal) for petal in petals)


def draw_petal(wheel: YearWheel, shape: Geometry, petal: Petal) -> str:
    """Return one petal as a link with its words for pointers and screen readers."""
    words = describe(petal.meeting)
    look = look_of(wheel, petal.meeting)
    row = _marker_row(wheel, shape, petal)
    root = max((abs(angle - petal.body) for _area, angle in row), default=-HALF_MARKER)
    return tag(
        "a",
        title(words),
        _body(shape, petal, look),
        _draw_markers(shape, petal, row, look),
        label_of(shape, petal, colour=look.lettering, root=root + HALF_MARKER),
        href=petal.meeting.url,
        class_="wheel-petal",
        aria_label=words,
    )


# The body --------------------------------------------------------------------------------


def _body(shape: Geometry, petal: Petal, look: Look) -> str:
    scale = 0.7 if shape.is_phone else 1.0
    path = outline(shape, petal)
    parts = [_stem(shape, petal, look)] if petal.is_stacked else []
    if look.has_halo:
        parts.append(
            tag(
                "path",
                d=path,
                fill=style.SUN,
                stroke=style.SUN,
                stroke_width=HALO * scale + 2,
                stroke_linejoin="round",
            )
        )
    parts.append(
        tag(
            "path",
            d=path,
            class_="wheel-petal-body",
            fill=look.fill,
            stroke=look.outline or look.fill,
            stroke_width=1.6 if look.outline else 1,
            stroke_linejoin="round",
            stroke_dasharray="5 3" if look.is_dashed else None,
        )
    )
    if look.is_double:
        parts.append(
            tag(
                "path",
                d=outline(shape, petal, inset=3 if shape.is_phone else 3.8),
                fill="none",
                stroke=look.outline,
                stroke_width=1.2,
                stroke_linejoin="round",
            )
        )
    return "".join(parts)


def _stem(shape: Geometry, petal: Petal, look: Look) -> str:
    """Return the line from a stacked petal to a point at its exact date."""
    colour = look.outline or look.fill
    start = polar(shape.centre, petal.radii[1], petal.body)
    bend = polar(shape.centre, petal.radii[1] + 4, petal.angle)
    end = polar(shape.centre, shape.tip, petal.angle)
    line = tag(
        "path",
        d=f"M{pair(start)}L{pair(bend)}L{pair(end)}",
        fill="none",
        stroke=colour,
        stroke_width=2,
    )
    return line + tag("circle", cx=end[0], cy=end[1], r=2.2 if shape.is_phone else 3.5, fill=colour)


# Markers ------------------------------------------------------------------------------


def _marker_row(wheel: YearWheel, shape: Geometry, petal: Petal) -> list[tuple[int, float]]:
    """Return which areas' markers stand at the petal's root, each with its angle."""
    if shape.is_phone or not is_full(shape, petal):
        return []
    numbers = _areas_shown(wheel, petal.meeting)[:MOST_MARKERS]
    apart = degrees_of(_marker_size(len(numbers)) * 1.3, petal.radii[0] + MARKER_DEPTH)
    step = min(apart, 2 * (petal.half - 2) / max(len(numbers), 1))
    first = petal.body - step * (len(numbers) - 1) / 2
    return [(area, first + step * place) for place, area in enumerate(numbers)]


def _marker_size(count: int) -> float:
    return 9.0 if count > 3 else 10.5


def _draw_markers(shape: Geometry, petal: Petal, row: list[tuple[int, float]], look: Look) -> str:
    radius = petal.radii[0] + MARKER_DEPTH
    return "".join(
        area_marker(
            area,
            polar(shape.centre, radius, angle),
            _marker_size(len(row)),
            colour=_marker_colour(area, look),
        )
        for area, angle in row
    )


def _areas_shown(wheel: YearWheel, meeting: WheelMeeting) -> tuple[int, ...]:
    """Return which areas a petal shows: all of them where the meeting is about the whole."""
    if meeting.kind in {MeetingKind.SITUATION, MeetingKind.FOLLOW_UP}:
        return tuple(area.number for area in wheel.areas)
    return areas_of(wheel, meeting) if meeting.kind is not MeetingKind.REVIEW else ()


def _marker_colour(area: int, look: Look) -> str:
    own = style.area_style(area).colour
    if look.fill == style.INK:
        return style.tint(own, style.ON_INK_TINT)
    return own if look.fill in {style.WHITE, style.PETROL_TINT} else style.WHITE
