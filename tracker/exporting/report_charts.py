"""The yearly report's charts, laid out for an upright sheet of paper."""

import json
import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from tracker.domain.effects import Change
from tracker.domain.indicators import IndicatorSeries, InterventionPeriod, Period, all_years
from tracker.drawing import charts
from tracker.exporting.fonts import FAMILY, printable
from tracker.exporting.pictures import Drawing
from tracker.text import _

#: Pixels. The same letters come out at the same size in both: two small ones share a line.
WIDE, SMALL = 720, 345
#: A taller picture would have to shrink to stand on one page.
MOST_ROWS = 13

_TAG = re.compile(r"(<[^<>]*>)")


def report_drawings(
    shown: Sequence[tuple[IndicatorSeries, Sequence[InterventionPeriod]]],
    changes: Sequence[Change],
    *,
    area: str,
) -> dict[str, Drawing]:
    """Return the charts in their order: all changes in one, then each indicator over the years.

    Those with too little data are left out. `area` is the own municipality's name.
    """
    drawings = {}
    pages = _pages(changes)
    for number, page in enumerate(pages, 1):
        effect = charts.effect_figure(page, area=area, paper=True)
        if effect:
            drawings[f"effect-{number}"] = Drawing(
                title=_effect_title(number, len(pages)),
                alt=charts.effect_summary(page),
                figure=_for_paper(effect),
                width=WIDE,
                notes=charts.effect_notes(page),
            )
    years = all_years(series for series, _interventions in shown)
    span = Period(years[0], years[-1]) if years else None
    for number, (series, interventions) in enumerate(shown):
        figure = charts.series_figure(series, interventions=interventions, years=span, titled=True)
        if figure:
            drawings[f"series-{number}"] = Drawing(
                title=series.label,
                alt=charts.series_summary(series),
                figure=_for_paper(figure),
                width=SMALL,
                is_small=True,
            )
    return drawings


def _pages(changes: Sequence[Change]) -> list[list[Change]]:
    """Part the changes so that each part stands on a page, between areas where possible."""
    pages: list[list[Change]] = []
    for _area, group in groupby(changes, key=lambda change: change.series.area_number):
        area = list(group)
        if pages and len(pages[-1]) + len(area) <= MOST_ROWS:
            pages[-1] += area
        else:
            pages += [area[at : at + MOST_ROWS] for at in range(0, len(area), MOST_ROWS)]
    return pages


def _effect_title(number: int, count: int) -> str:
    title = _("Change of each goal's key indicator")
    if count == 1:
        return title
    return _("%(title)s, part %(number)s of %(count)s", title=title, number=number, count=count)


def _for_paper(figure: Any) -> str:
    """Return a figure as JSON in the document's typeface, with only letters that it has."""
    plain: dict[str, Any] = json.loads(figure.to_json())
    plain["layout"]["font"]["family"] = FAMILY
    for note in plain["layout"].get("annotations", []):
        note["text"] = _printable(note["text"])
    return json.dumps(plain, ensure_ascii=False, sort_keys=True)


def _printable(marked: str) -> str:
    """Make a figure's text printable between its tags."""
    return "".join(part if _TAG.fullmatch(part) else printable(part) for part in _TAG.split(marked))
