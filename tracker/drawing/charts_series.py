"""One indicator over the years as a small chart. Its table and words stand in chart_words."""

from collections.abc import Sequence

from tracker.domain.indicators import (
    IndicatorSeries,
    InterventionPeriod,
    Period,
    format_value,
)
from tracker.drawing.chart_style import (
    SMALL_SIZE,
    Figure,
    Mark,
    area_mark,
    figure,
    fit,
    inert,
    line,
    quiet_words,
    words,
)
from tracker.drawing.chart_words import FEWEST_YEARS, target_words
from tracker.drawing.lettering import width_of
from tracker.drawing.series_layout import (
    FIRST_SHIFT,
    FIRST_WIDTH,
    PLOT,
    TYPICAL_WIDTH,
    Point,
    Scale,
    as_year,
    clearance,
    first_is_above,
    measured_points,
    unbroken_runs,
)
from tracker.drawing.style import INK, INK_2, LINE_2, WHITE, area_style
from tracker.text import _, ngettext

BAND, BAND_EDGE = "#E6EEF4", "#9DB2C0"
NAMES = 26  # room above it for the interventions' names
TITLE = 48
FOOT, FOOT_WITH_PERIODS = 28, 58
RIGHT = 72
LEFT = 10


def series_figure(
    series: IndicatorSeries,
    *,
    interventions: Sequence[InterventionPeriod] = (),
    years: Period | None = None,
    compared: tuple[Period, Period] | None = None,
    titled: bool = False,
    narrow: bool = False,
) -> Figure | None:
    """Draw one indicator's years with first and last value, target and interventions.

    `years` gives several charts one axis; `compared` are a review's two periods, which are marked
    below the axis; `titled` puts the area's mark, title and unit above,
    for a picture that stands alone. The figure needs 300 px. None with fewer than three measured
    years: then `series_summary` says so.
    """
    points = measured_points(series)
    if len(points) < FEWEST_YEARS:
        return None
    years = years or Period(points[0].year, points[-1].year)
    points = [point for point in points if point.year in years]
    if len(points) < FEWEST_YEARS:
        return None
    values = [point.value if point.high is None else point.high for point in points]
    values += [series.target] if series.target else []
    scale = Scale(years, max([*values, 1e-9]) * 1.18)
    band_shapes, band_notes = _bands(interventions, scale)
    break_shapes, break_notes = _breaks(series, scale)
    head = TITLE if titled else 0
    top, size = PLOT + NAMES + head, SMALL_SIZE if not narrow else 13
    notes = band_notes + break_notes + _value_notes(series, points, scale, size)
    notes += [
        note for note in [_late_start(points, scale), _target_note(series, points, scale)] if note
    ]
    notes += _year_notes(years)
    shapes = band_shapes + break_shapes + _axis_shapes(years)
    foot = FOOT
    if compared:
        foot = FOOT_WITH_PERIODS
        period_shapes, period_notes = _compared(compared, scale)
        shapes += period_shapes
        notes += period_notes
    if series.target is not None:
        height = scale.y(series.target)
        shapes.append(
            line(years.first, height, years.last, height, colour=INK, width=1.2, dash="4px,3px")
        )
    if titled:
        shapes.append(area_mark(series.area_number, 0, top - 10, is_up=True))
        notes += _title_notes(series, top)
    return figure(
        height=top + foot,
        traces=_traces(series, points, scale),
        shapes=shapes,
        annotations=notes,
        xaxis={"range": [years.first, scale.end], "visible": False},
        yaxis={"range": [-foot, top], "visible": False},
        margin={"l": LEFT, "r": RIGHT, "t": 0, "b": 0},
    )


def _title_notes(series: IndicatorSeries, top: int) -> list[Mark]:
    title = fit(series.label, 300, size=15, bold=True)
    return [
        words(title, 0, top - 10, shift=14, size=15, bold=True),
        quiet_words(fit(series.unit, 320, size=SMALL_SIZE), 0, top - 32, shift=-6),
    ]


def _traces(series: IndicatorSeries, points: Sequence[Point], scale: Scale) -> list[Mark]:
    """Draw a line per unbroken run; a dot first, last and where a year stands alone.

    The true figures travel as `customdata`: the y axis is laid out in pixels.
    """
    colour = area_style(series.area_number).colour
    traces: list[Mark] = []
    for run in unbroken_runs(series, points):
        is_alone = len(run) == 1
        marked = [is_alone or point in (points[0], points[-1]) for point in run]
        hollow = [point.preliminary for point in run]
        sizes = [
            (10 if point == points[-1] else 7) if mark or point.preliminary else 0
            for point, mark in zip(run, marked, strict=True)
        ]
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": inert(series.label),
                "x": [point.year for point in run],
                "y": [round(scale.y(point.value), 3) for point in run],
                "customdata": [point.value for point in run],
                "cliponaxis": False,
                **_intervals(run, scale, colour),
                "line": {"color": colour, "width": 2.2},
                "marker": {
                    "size": sizes,
                    "color": [WHITE if one else colour for one in hollow],
                    "line": {
                        "color": colour,
                        "width": [
                            2.2 if one and size else 0
                            for one, size in zip(hollow, sizes, strict=True)
                        ],
                    },
                    "opacity": 1,
                },
            }
        )
    return traces


def _intervals(run: Sequence[Point], scale: Scale, colour: str) -> Mark:
    """Draw the source's own intervals as upright lines; nothing where it gives none."""
    if all(point.low is None or point.high is None for point in run):
        return {}
    up, down = [], []
    for point in run:
        low = point.value if point.low is None or point.high is None else point.low
        high = point.value if point.low is None or point.high is None else point.high
        up.append(round(scale.y(high) - scale.y(point.value), 3))
        down.append(round(scale.y(point.value) - scale.y(low), 3))
    return {
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": up,
            "arrayminus": down,
            "color": colour,
            "thickness": 1.2,
            "width": 0,
        }
    }


def _axis_shapes(years: Period) -> list[Mark]:
    ticks = _ticks(years)
    baseline = line(0, 0, 1, 0, colour=LINE_2, xref="paper")
    return [baseline] + [line(year, 0, year, -4, colour=LINE_2) for year in ticks]


def _ticks(years: Period) -> list[int]:
    """Return the first, the middle and the last year."""
    return sorted({years.first, years.first + (len(years) - 1) // 2, years.last})


def _year_notes(years: Period) -> list[Mark]:
    return [
        quiet_words(
            str(year),
            year,
            -16,
            xref="x",
            shift=-LEFT + 6 if year == years.first else 0,
            anchor="left" if year == years.first else "center",
        )
        for year in _ticks(years)
    ]


def _compared(periods: tuple[Period, Period], scale: Scale) -> tuple[list[Mark], list[Mark]]:
    """Mark the two periods that the review compares, as far as the axis shows them."""
    shapes, notes = [], []
    words_of = (_("before"), "right", INK_2), (_("after"), "left", INK)
    for period, (word, anchor, colour) in zip(periods, words_of, strict=True):
        start, end = max(period.first - 0.4, scale.years.first), min(period.last + 0.4, scale.end)
        if start >= end:
            continue
        shapes.append(line(start, -32, end, -32, colour=colour, width=4))
        place = end if anchor == "right" else start
        notes.append(quiet_words(inert(word), place, -46, xref="x", anchor=anchor, colour=colour))
    return shapes, notes


def _band(start: float, end: float) -> Mark:
    return {
        "type": "rect",
        "xref": "x",
        "x0": start,
        "x1": end,
        "yref": "y",
        "y0": 0,
        "y1": PLOT,
        "fillcolor": BAND,
        "line": {"width": 0},
        "layer": "below",
    }


def _bands(
    interventions: Sequence[InterventionPeriod], scale: Scale
) -> tuple[list[Mark], list[Mark]]:
    """Shade the time of each intervention, with its name above, or their number when many."""
    first, last = scale.years.first, scale.end
    shapes: list[Mark] = []
    ends: list[tuple[float, float]] = []
    shown = []
    for one in interventions:
        start = max(as_year(one.started_on), first)
        end = min(as_year(one.ended_on), last) if one.ended_on else last
        if start >= end:
            continue
        shown.append(one)
        ends.append((start, end))
        shapes += [_band(start, end), line(start, 0, start, PLOT, colour=BAND_EDGE)]
    if not shown:
        text = inert(_("No intervention"))
        return [], [
            quiet_words(text, scale.years.last, PLOT + 11, xref="x", anchor="right", italic=True)
        ]
    last_end = max(end for _start, end in ends)
    name = (
        shown[0].title
        if len(shown) == 1
        else ngettext("%(num)s intervention", "%(num)s interventions", len(shown))
    )
    room = max(scale.x(last_end), 120)
    anchor, place = ("right", last_end) if scale.x(last_end) > 120 else ("left", ends[0][0])
    return shapes, [
        quiet_words(fit(name, room, size=SMALL_SIZE), place, PLOT + 11, xref="x", anchor=anchor)
    ]


def _breaks(series: IndicatorSeries, scale: Scale) -> tuple[list[Mark], list[Mark]]:
    """Draw a dashed line before each year that is measured another way."""
    years = [
        one.year for one in series.observations if one.series_break and one.year in scale.years
    ]
    years = [year for year in years if year > scale.years.first]
    shapes = [
        line(y - 0.5, 0, y - 0.5, PLOT, colour=INK_2, width=1.2, dash="2px,3px") for y in years
    ]
    notes = [
        quiet_words(
            inert(_("New way of measuring")),
            year - 0.5,
            9,
            xref="x",
            italic=True,
            anchor="left" if scale.x(year) < TYPICAL_WIDTH / 2 else "right",
            shift=5 if scale.x(year) < TYPICAL_WIDTH / 2 else -5,
        )
        for year in years
    ]
    return shapes, notes


def _value_notes(
    series: IndicatorSeries, points: Sequence[Point], scale: Scale, size: int
) -> list[Mark]:
    """Write the first and, in bold, the last figure."""
    first, last = points[0], points[-1]
    side = FIRST_SHIFT if first_is_above(series, points, scale) else -FIRST_SHIFT
    notes = [
        words(
            inert(format_value(series, first.value)),
            first.year,
            scale.y(first.value) + side,
            xref="x",
            size=size,
            colour=INK_2,
            shift=-2 if first.low is None else 6,
        ),
        words(
            inert(format_value(series, last.value)),
            last.year,
            scale.y(last.value),
            xref="x",
            shift=11,
            size=14,
            bold=True,
        ),
    ]
    if last.preliminary:
        notes.append(
            quiet_words(
                inert(_("preliminary")), last.year, scale.y(last.value) - 15, xref="x", shift=4
            )
        )
    return notes


def _target_note(series: IndicatorSeries, points: Sequence[Point], scale: Scale) -> Mark | None:
    """Write the target beside its line where the series comes least in the way."""
    if series.target is None:
        return None
    text = target_words(series)
    width = width_of(text, SMALL_SIZE)
    height = scale.y(series.target)
    below = 1 if first_is_above(series, points, scale) else -1
    starts = [0.0, (TYPICAL_WIDTH - width) / 2, TYPICAL_WIDTH - width]
    first_y = scale.y(points[0].value) + below * FIRST_SHIFT

    def free(place: tuple[float, float]) -> float:
        room = min(18.0, clearance(place, width, points, scale))
        return min(room, abs(place[1] - first_y)) if place[0] < FIRST_WIDTH else room

    places = [(start, height - 11 * side) for start in starts for side in (below, -below)]
    start, y = max(places, key=free)
    year = scale.years.first + start / TYPICAL_WIDTH * (len(scale.years) - 1)
    return words(inert(text), year, y, xref="x", size=SMALL_SIZE)


def _late_start(points: Sequence[Point], scale: Scale) -> Mark | None:
    """Say that nothing was measured before the first figure, where the axis begins earlier."""
    if points[0].year <= scale.years.first:
        return None
    text = inert(_("Not measured before %(year)s", year=points[0].year))
    return quiet_words(text, scale.years.first, 30, xref="x", shift=2, italic=True)
