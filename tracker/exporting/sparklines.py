"""A series of years as a very small drawing with words, for the goals' table."""

from collections.abc import Sequence
from typing import Any

from tracker.drawing import style
from tracker.text import _, format_number

WIDTH, HEIGHT, MARGIN = 72.0, 16.0, 2.5

Point = tuple[float, float]


def sparkline(series: Sequence[tuple[int, float | None]], *, finding: str) -> dict[str, Any] | None:
    """Return {"svg", "alt"} of a series, or None when fewer than two years have a value.

    `finding` is what the series shows, in words, for who cannot see the line.

    Years without a value leave a gap: no line is drawn across, and nothing is drawn as zero.
    """
    series = sorted(series, key=lambda point: point[0])
    measured = [(year, value) for year, value in series if value is not None]
    if len(measured) < 2:
        return None
    (first_year, first), (last_year, last) = measured[0], measured[-1]
    decimals = 0 if all(float(value).is_integer() for _year, value in measured) else 1
    alt = _(
        "%(first_year)s: %(first)s. %(last_year)s: %(last)s. %(finding)s.",
        first_year=first_year,
        first=format_number(first, decimals),
        last_year=last_year,
        last=format_number(last, decimals),
        finding=finding,
    )
    return {"svg": _svg(series), "alt": alt}


def _svg(series: Sequence[tuple[int, float | None]]) -> str:
    runs = _runs(series)
    lines = "".join(
        '<polyline fill="none" stroke-width="1.1" stroke-linejoin="round" '
        f'stroke="{style.INK_3}" points="{_points(run)}"/>'
        for run in runs
        if len(run) > 1
    )
    alone = [run[0] for run in runs if len(run) == 1]
    dots = "".join(
        f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius}" fill="{style.INK}"/>'
        for (x, y), radius in [*((point, 0.9) for point in alone), (runs[-1][-1], 1.8)]
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" '
        f'width="{WIDTH:g}" height="{HEIGHT:g}">{lines}{dots}</svg>'
    )


def _runs(series: Sequence[tuple[int, float | None]]) -> list[list[Point]]:
    """Place the values and cut the series where a year lacks one."""
    values = [value for _year, value in series if value is not None]
    low, high = min(values), max(values)
    first, last = series[0][0], series[-1][0]
    runs: list[list[Point]] = [[]]
    for year, value in series:
        if value is None:
            runs.append([])
            continue
        x = MARGIN + (WIDTH - 2 * MARGIN) * (year - first) / max(last - first, 1)
        rise = (value - low) / (high - low) if high > low else 0.5
        runs[-1].append((x, HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * rise))
    return [run for run in runs if run]


def _points(run: Sequence[Point]) -> str:
    return " ".join(f"{x:.2f},{y:.2f}" for x, y in run)
