"""Every chart of the review with its table and its words, in one place to import from.

A `…_figure` is a Plotly figure, or None when there is too little data to draw; then the
`…_summary`, which also is the figure's text for screen readers, says so. The `…_table` holds the
same numbers. With `narrow=True` a figure is laid out for a phone.
"""

from tracker.drawing.chart_words import (
    effect_notes,
    effect_summary,
    effect_table,
    needs_legend,
    needs_summary,
    needs_table,
    series_summary,
    series_table,
)
from tracker.drawing.charts_effects import effect_figure
from tracker.drawing.charts_needs import needs_figure
from tracker.drawing.charts_series import series_figure

__all__ = [
    "effect_figure",
    "effect_notes",
    "effect_summary",
    "effect_table",
    "needs_figure",
    "needs_legend",
    "needs_summary",
    "needs_table",
    "series_figure",
    "series_summary",
    "series_table",
]
