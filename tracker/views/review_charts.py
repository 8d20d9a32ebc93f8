"""The charts of a review, each from the same content as the page around it.

A chart with too little data has no figure: its summary says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.domain.indicators import IndicatorSeries, InterventionPeriod, Period, all_years
from tracker.domain.review_content import ReviewContent
from tracker.drawing import charts
from tracker.text import _
from tracker.views.figures import Caption, Chart, chart

#: The pixels that the wide figures need.
EFFECT_WIDTH, NEEDS_WIDTH, COVERAGE_WIDTH = 1150, 760, 1150
SCORES_WIDTH, ALL_SCORES_WIDTH = 760, 1080
#: The pixels of a picture taken from the page, where they are not the same.
EFFECT_PICTURE, NEEDS_PICTURE, SERIES_PICTURE = 1320, 860, 420


@dataclass(frozen=True)
class SeriesCard:
    """One of the small charts."""

    indicator_id: int
    series: IndicatorSeries
    chart: Chart


def effect_chart(content: ReviewContent) -> Chart | None:
    """Return the forest chart of every indicator's change; None when there is no indicator."""
    changes = content.changes
    if not changes:
        return None
    title = _(
        "%(area)s: change from %(before)s to %(after)s",
        area=content.municipality,
        before=content.before,
        after=content.now,
    )
    return chart(
        "effect",
        charts.effect_figure,
        changes,
        area=content.municipality,
        caption=Caption(
            title=title,
            summary=charts.effect_summary(changes),
            notes=charts.effect_notes(changes),
        ),
        table=charts.effect_table(changes),
        wide_from=EFFECT_WIDTH,
        picture_width=EFFECT_PICTURE,
    )


def series_cards(content: ReviewContent) -> list[SeriesCard]:
    """Draw the key indicators over the same years; all of them where none is named as key."""
    chosen = [one for one in content.indicators if one.is_key] or list(content.indicators)
    years = all_years(one.series for one in chosen)
    span = Period(years[0], years[-1]) if years else None
    return [
        SeriesCard(
            one.id,
            one.series,
            series_chart(
                f"series-{one.id}",
                one.series,
                one.interventions,
                years=span,
                compared=(content.before, content.now),
            ),
        )
        for one in chosen
        if one.series.observations
    ]


def series_span(cards: Sequence[SeriesCard]) -> str:
    """Return the years that the cards show, such as 2016–2026; nothing when there are none."""
    years = all_years(card.series for card in cards)
    return str(Period(years[0], years[-1])) if years else ""


def series_chart(
    chart_id: str,
    series: IndicatorSeries,
    interventions: tuple[InterventionPeriod, ...],
    *,
    years: Period | None = None,
    compared: tuple[Period, Period] | None = None,
) -> Chart:
    """Return one indicator's years, on the axis of `years` where several stand together.

    `compared` are the review's two periods, which are marked below the axis.
    """
    return chart(
        chart_id,
        charts.series_figure,
        series,
        interventions=interventions,
        years=years,
        compared=compared,
        caption=Caption(
            title=series.label,
            summary=charts.series_summary(series),
            unit=series.unit[:1].upper() + series.unit[1:],
            notes=charts.series_notes(series, interventions=interventions, compared=compared),
        ),
        table=charts.series_table([series]),
        picture_width=SERIES_PICTURE,
        has_narrow=False,
    )


def needs_chart(content: ReviewContent) -> Chart | None:
    """Return the matrix of needs with their movement; None when there is no need."""
    needs = tuple(one.need for one in content.needs)
    if not needs:
        return None
    return chart(
        "needs-matrix",
        charts.needs_figure,
        needs,
        previous=str(content.previous) if content.previous else "",
        caption=Caption(
            title=f"{_('Needs: how common and how harmful')} {content.now}",
            summary=charts.needs_summary(needs),
            notes=[
                _(
                    "The place supports a discussion. It never ranks the problems by itself."
                    " More or less common is judged without counting how much the years vary."
                )
            ],
        ),
        table=charts.needs_table(needs),
        wide_from=NEEDS_WIDTH,
        picture_width=NEEDS_PICTURE,
    )


def coverage_chart(content: ReviewContent) -> Chart | None:
    """Return which interventions serve which goals; None when the programme has no goal."""
    if not content.goals:
        return None
    goals, interventions = content.goals, content.interventions
    return chart(
        "coverage-chart",
        charts.coverage_figure,
        goals,
        interventions,
        areas={area.number: area.name for area in content.areas},
        caption=Caption(
            title=f"{_('Which interventions serve which goals')} {content.now}",
            summary=charts.coverage_summary(goals, interventions),
            notes=charts.gap_sentences(goals, interventions),
        ),
        table=charts.coverage_table(goals, interventions),
        wide_from=COVERAGE_WIDTH,
        picture_width=COVERAGE_WIDTH,
    )


def scores_chart(content: ReviewContent, need_id: int | None = None) -> Chart | None:
    """Return how far the scorers of a need (of every need) are apart; None without scores."""
    if need_id is None:
        return _all_scores_chart(content)
    found = next((one for one in content.needs if one.id == need_id), None)
    if found is None or not found.scores:
        return None
    return chart(
        f"scores-{need_id}",
        charts.scores_figure,
        found.scores,
        caption=Caption(
            title=_("%(need)s: the scorers' opinions", need=found.need.name),
            summary=charts.scores_summary(found.scores),
            notes=charts.scores_notes(),
        ),
        table=charts.scores_table(found.scores),
        wide_from=SCORES_WIDTH,
        picture_width=SCORES_WIDTH,
    )


def _all_scores_chart(content: ReviewContent) -> Chart | None:
    needs = tuple((one.need.name, one.scores) for one in content.needs if one.scores)
    if not needs:
        return None
    title = _("The scorers' opinions by need and criterion")
    return chart(
        "all-scores",
        charts.all_scores_figure,
        needs,
        caption=Caption(
            title=f"{title} {content.now}",
            summary=charts.all_scores_summary(needs),
            notes=charts.all_scores_notes(),
        ),
        table=charts.all_scores_table(needs),
        wide_from=ALL_SCORES_WIDTH,
        picture_width=ALL_SCORES_WIDTH,
    )
