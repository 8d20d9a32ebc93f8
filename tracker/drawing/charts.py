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
    series_notes,
    series_summary,
    series_table,
)
from tracker.drawing.charts_all_scores import all_scores_figure
from tracker.drawing.charts_coverage import coverage_figure
from tracker.drawing.charts_effects import effect_figure
from tracker.drawing.charts_needs import needs_figure
from tracker.drawing.charts_scores import scores_figure
from tracker.drawing.charts_series import series_figure
from tracker.drawing.coverage_words import coverage_summary, coverage_table, gap_sentences
from tracker.drawing.scores_words import (
    all_scores_notes,
    all_scores_summary,
    all_scores_table,
    scores_notes,
    scores_summary,
    scores_table,
)

__all__ = [
    "all_scores_figure",
    "all_scores_notes",
    "all_scores_summary",
    "all_scores_table",
    "coverage_figure",
    "coverage_summary",
    "coverage_table",
    "effect_figure",
    "effect_notes",
    "effect_summary",
    "effect_table",
    "gap_sentences",
    "needs_figure",
    "needs_legend",
    "needs_summary",
    "needs_table",
    "scores_figure",
    "scores_notes",
    "scores_summary",
    "scores_table",
    "series_figure",
    "series_notes",
    "series_summary",
    "series_table",
]
