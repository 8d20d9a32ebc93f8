"""The one place of style for pictures: colours, area markers, lettering, contrast.

The same values stand as custom properties in the stylesheet for pages.
"""

from dataclasses import dataclass

FONT_STACK = (
    "Segoe UI, -apple-system, Roboto, Noto Sans, DejaVu Sans Condensed, Liberation Sans, "
    "system-ui, sans-serif"
)
SMALLEST_LETTERING = 12

WHITE = "#FFFFFF"
INK = "#14292F"
INK_2 = "#47585D"
INK_3 = "#5B6B70"
LINE = "#D5DCDB"
LINE_2 = "#7B8A8E"
SURFACE = "#F4F6F5"
PETROL = "#0F4C5C"
PETROL_DARK = "#0A3541"
PETROL_TINT = "#E6F0F2"
SUN = "#FFD166"
FOCUS = "#FFD84D"
OK = "#1E6B45"
WARN = "#8A5A00"
ERR = "#B3261E"
BETTER = "#0B5FA5"
WORSE = "#A84300"
BREAK = "#FBE3AE"
BREAK_TEXT = "#5E4300"
BREAK_BAND = "#EFC25C"
MONTH = "#E6EBEA"
CYCLE = "#DCE4E6"
CYCLE_BAND = "#B8C5C8"
GRID = "#E4E9E8"

COVERED_TINT = 0.20
BUBBLE_TINT = 0.28
ON_INK_TINT = 0.50


@dataclass(frozen=True, slots=True)
class AreaStyle:
    """How a priority area looks. The marker is mandatory: colour never stands alone."""

    colour: str
    marker: str


AREA_COLOURS = ("#177CB4", "#B13B79", "#936F09", "#2B2270", "#2E6B48", "#7A2E12")
AREA_MARKERS = ("circle", "triangle", "square", "diamond", "hexagon", "plus")


def area_style(number: int) -> AreaStyle:
    """Return an area's colour and marker.

    From area 7 the colours come again with the next marker, so that no pair repeats before
    area 37.
    """
    lap, place = divmod(max(number, 1) - 1, len(AREA_COLOURS))
    return AreaStyle(AREA_COLOURS[place], AREA_MARKERS[(place + lap) % len(AREA_MARKERS)])


def tint(colour: str, share: float) -> str:
    """Mix a colour with white: share 1 is the colour itself, 0 is white."""
    mixed = (round(255 - (255 - value) * share) for value in _channels(colour))
    return "#" + "".join(f"{value:02X}" for value in mixed)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.1, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(value / 255) for value in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
