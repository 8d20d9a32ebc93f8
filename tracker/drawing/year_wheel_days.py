"""The year wheel's single days: public holidays as dots between weeks and months."""

from tracker.domain.calendar import public_holidays
from tracker.domain.year_wheel import YearWheel, angle_of
from tracker.drawing import style
from tracker.drawing.svg import polar, tag, title
from tracker.drawing.year_wheel_geometry import Geometry
from tracker.text import format_short_date

DOT = 1.9
SATURDAY = 5


def draw_holidays(wheel: YearWheel, shape: Geometry) -> str:
    """Return a dot for each public holiday on a weekday. The page lists them all by name."""
    radius = (shape.weeks[1] + shape.months[0]) / 2
    dots = []
    for day, name in public_holidays(wheel.year).items():
        if day.weekday() < SATURDAY:
            x, y = polar(shape.centre, radius, angle_of(day, wheel.year, part=0.5))
            words = title(f"{format_short_date(day)}, {name}")
            dots.append(tag("circle", words, cx=x, cy=y, r=DOT, fill=style.ERR))
    return "".join(dots)
