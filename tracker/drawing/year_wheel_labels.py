"""The lettering inside the petals of the year wheel: date, theme and a word on the kind.

Lettering is upright while petals point everywhere, so each line is tried against the outline of
its own petal, and the fullest wording that stays inside is taken.
"""

from dataclasses import dataclass
from itertools import product
from math import atan2, degrees, hypot

from tracker.domain.terms import MeetingKind
from tracker.domain.year_wheel import WheelMeeting
from tracker.drawing import style
from tracker.drawing.lettering import Lines, width_of, wrap
from tracker.drawing.markers import star
from tracker.drawing.svg import Point, polar, text
from tracker.drawing.year_wheel_geometry import Geometry
from tracker.drawing.year_wheel_layout import Petal
from tracker.drawing.year_wheel_outline import is_full, is_inside
from tracker.text import NO_BREAK_SPACE, _, format_short_date

WIDEST_THEME = 90  # about 12 characters
WIDEST_ALONE = 66  # what is longer looks better on two lines
FEWEST_LETTERS = 4
WHOLE = 100  # the rank of a theme that is shown whole
ROOM_FOR_MARKERS = 17

_FILLED_KINDS = {MeetingKind.THEME, MeetingKind.FOLLOW_UP}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of lettering; one without content is the star of the annual follow-up."""

    content: str
    size: float
    leading: float
    weight: str | None = None
    slant: str | None = None
    struck: str | None = None

    @property
    def width(self) -> float:
        """Return the line's estimated width."""
        if not self.content:
            return 2 * self.size
        return width_of(self.content, self.size, bold=self.weight is not None)


@dataclass(frozen=True, slots=True)
class Place:
    """A petal, and the point on which its lettering is centred."""

    shape: Geometry
    petal: Petal
    middle: Point
    root: float

    @property
    def margin(self) -> float:
        """Return how far lettering keeps from the petal's sides."""
        if self.shape.is_phone:
            return 0.5 if self.petal.meeting.kind in _FILLED_KINDS else 2.0
        return 5.0 if self.petal.meeting.kind is MeetingKind.REVIEW else 2.0

    def holds(self, lines: list[Line]) -> bool:
        """Tell whether every line lies inside the petal."""
        return all(self._holds_line(line, y) for line, y in self.baselines(lines))

    def baselines(self, lines: list[Line]) -> list[tuple[Line, float]]:
        """Return the lines with the heights of their baselines, centred on the middle."""
        y = self.middle[1] - sum(line.leading for line in lines) / 2
        placed = []
        for line in lines:
            y += line.leading
            placed.append((line, y - line.leading * 0.24))
        return placed

    def _holds_line(self, line: Line, baseline: float) -> bool:
        x = self.middle[0]
        half = line.width / 2
        rise = 0.5 if not line.content else 0.7
        heights = (baseline - line.size * rise, baseline + line.size * 0.1)
        return all(
            is_inside(self.shape, self.petal, point, margin=self.margin)
            and not self._is_on_markers(point)
            for point in product((x - half, x, x + half), (*heights, sum(heights) / 2))
        )

    def _is_on_markers(self, point: Point) -> bool:
        across, down = point[0] - self.shape.centre, self.shape.centre - point[1]
        if not self.root or hypot(across, down) > self.petal.radii[0] + ROOM_FOR_MARKERS + 2:
            return False
        angle = degrees(atan2(across, down))
        return abs((angle - self.petal.body + 180) % 360 - 180) < self.root


def label_of(shape: Geometry, petal: Petal, *, colour: str, root: float = 0.0) -> str:
    """Return a petal's lettering, upright and inside its outline.

    `root` is the half angle that markers take at the petal's root.
    """
    places = _places(shape, petal, root)
    place, lines = _phone_label(places) if shape.is_phone else _desktop_label(places)
    return "".join(
        _draw_line((place.middle[0], y), line, colour) for line, y in place.baselines(lines)
    )


def _draw_line(at: Point, line: Line, colour: str) -> str:
    if not line.content:
        return star((at[0], at[1] - line.leading * 0.26), line.size, colour=style.SUN)
    return text(
        at,
        line.content,
        font_size=line.size,
        font_weight=line.weight,
        font_style=line.slant,
        text_decoration=line.struck,
        fill=colour,
    )


def _has_star(meeting: WheelMeeting) -> bool:
    return meeting.kind is MeetingKind.FOLLOW_UP and not meeting.is_cancelled


def kind_word(meeting: WheelMeeting) -> str:
    """Return the word that tells unusual meetings apart, or nothing."""
    if meeting.is_cancelled:
        return _("cancelled")
    words = {
        MeetingKind.REVIEW: _("biennial"),
        MeetingKind.EXTRA: _("extra meeting"),
    }
    return words.get(meeting.kind, "")


def _places(shape: Geometry, petal: Petal, root: float) -> list[Place]:
    """Return where lettering may be centred, the best first."""
    low, high = petal.radii
    if is_full(shape, petal) and not shape.is_phone:
        low += ROOM_FOR_MARKERS if root else 8
        high -= 2
    steps = (0.0, 2.0, -2.0) if shape.is_phone else (0.0, 4.0, -4.0, 8.0, -8.0)
    return [
        Place(shape, petal, polar(shape.centre, (low + high) / 2 + step, petal.body), root)
        for step in steps
    ]


# Phone -----------------------------------------------------------------------------------


def _phone_label(places: list[Place]) -> tuple[Place, list[Line]]:
    """Return day over month, side by side where the petal is low, or else the day alone."""
    petal = places[0].petal
    struck = "line-through" if petal.meeting.is_cancelled else None
    date = format_short_date(petal.meeting.day)
    day, month = date.split(NO_BREAK_SPACE)
    stars = [Line("", 5.5, 11)] if _has_star(petal.meeting) else []
    full = [Line(day, 17, 16, "bold", struck=struck), Line(month, 12, 13, struck=struck)]
    low = [Line(day, 15, 13, "bold", struck=struck), Line(month, 12, 11, struck=struck)]
    for lines in (
        [*stars, *full],
        [*stars, *low],
        full,
        low,
        [Line(date, 12, 13, "bold", struck=struck)],
        [Line(day, 15, 14, "bold", struck=struck)],
    ):
        for place in places:
            if place.holds(lines):
                return place, lines
    return places[0], [Line(day, 12, 13, "bold", struck=struck)]


# Desktop ---------------------------------------------------------------------------------


def _desktop_label(places: list[Place]) -> tuple[Place, list[Line]]:
    """Return the label that says most: the theme whole, the kind, the theme in part."""
    shape, petal = places[0].shape, places[0].petal
    is_annual = petal.meeting.kind is MeetingKind.FOLLOW_UP
    struck = "line-through" if petal.meeting.is_cancelled else None
    size = 16 if is_full(shape, petal) else 14
    date = Line(format_short_date(petal.meeting.day), size, size + 3, "bold", struck=struck)
    word = kind_word(petal.meeting)
    asides = [[Line(word, 12, 15, slant="italic")], []] if word else [[]]
    stars = [[Line("", 8.5, 20)], []] if _has_star(petal.meeting) else [[]]
    weight = "bold" if is_annual else None
    aside_rank = 2 * WHOLE if petal.meeting.is_cancelled else WHOLE // 2
    most_to_say = WHOLE + aside_rank * len(asides[0]) + 5 * len(stars[0])
    best, most_said = (places[0], [date]), 0
    for theme, size in _themes(petal.meeting.theme, bold=is_annual):
        middle = [date, *(Line(t, size, size + 3, weight, struck=struck) for t in theme.lines)]
        for place, above, below in product(places, stars, asides):
            lines = [*above, *middle, *below]
            said = _score(theme) + aside_rank * len(below) + 5 * len(above)
            if said > most_said and place.holds(lines):
                best, most_said = (place, lines), said
        if most_said == most_to_say:
            break
    return best


def _score(theme: Lines) -> int:
    """Rank wordings: a whole theme first, then the one that says most."""
    return WHOLE if theme.is_whole else theme.length


def _themes(theme: str, *, bold: bool) -> list[tuple[Lines, int]]:
    """Return the ways to write a theme with their font sizes, the best first."""
    ways = [(wrap(theme, WIDEST_ALONE, 13, most=1, bold=bold), 13)]
    ways.extend(
        (wrap(theme, room, size, most=most, bold=bold), size)
        for size in (13, 12)
        for room in range(WIDEST_THEME, 35, -6)
        for most in (2, 1)
    )
    shown = [
        way for way in dict.fromkeys(ways) if way[0].length > FEWEST_LETTERS or way[0].is_whole
    ]
    return [*shown, (Lines((), is_whole=False), 13)]
