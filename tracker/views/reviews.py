"""The biennial review: what changed, what is needed, what the council concludes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, abort, render_template

from tracker.domain import reviews as rules
from tracker.domain import verdicts
from tracker.domain.effects import Change, compare
from tracker.domain.indicators import IndicatorSeries, InterventionPeriod, Period, all_years
from tracker.domain.needs import Need
from tracker.domain.terms import Finding
from tracker.drawing import charts
from tracker.forms.reviews import DECISION_WORDS
from tracker.models import AreaConclusion, PriorityArea, Review
from tracker.queries import indicators, programmes
from tracker.queries import reviews as queries
from tracker.text import _, gettext
from tracker.views.figures import Chart, chart
from tracker.views.web import council, db

blueprint = Blueprint("reviews", __name__, url_prefix="/<slug>/reviews")

#: Every second year.
YEARS_BETWEEN = 2
#: The pixels that the wide figures need.
EFFECT_WIDTH, SERIES_WIDTH, NEEDS_WIDTH = 1150, 0, 760


@dataclass(frozen=True)
class AreaLine:
    """One line of the conclusions."""

    area: PriorityArea
    found: rules.AreaFinding
    word: str
    wish: str
    conclusion: AreaConclusion | None


@dataclass(frozen=True)
class SeriesCard:
    """One of the small charts."""

    indicator_id: int
    series: IndicatorSeries
    chart: Chart


@dataclass(frozen=True)
class NeedNote:
    """What stands beside the matrix about a need."""

    id: int
    need: Need
    movement: str
    note: str
    decision: str


@blueprint.get("/")
def index() -> str:
    """List the reviews."""
    reviews = queries.list_reviews(db(), council_id=council().id)
    return render_template(
        "reviews/index.html",
        reviews=[(review, now_period(review), before_period(review)) for review in reviews],
    )


@blueprint.get("/<int:review_id>")
def show(review_id: int) -> str:
    """Show a review: conclusions, effects, development, needs."""
    review = queries.find_review(db(), council_id=council().id, review_id=review_id)
    if review is None:
        abort(404)
    council_id = council().id
    programme = queries.find_reviewed_programme(db(), council_id=council_id, review=review)
    areas: Sequence[PriorityArea] = ()
    rows: list[indicators.IndicatorRow] = []
    if programme:
        areas = programmes.list_areas(db(), council_id=council_id, programme_id=programme.id)
        rows = [
            replace(row, series=rules.until(row.series, review.last_year))
            for row in indicators.load_indicators(
                db(), council_id=council_id, programme_id=programme.id
            )
        ]
    changes = [
        compare(row.series, before=before_period(review), after=now_period(review)) for row in rows
    ]
    previous = queries.find_previous_review(db(), council_id=council_id, review=review)
    needs = queries.load_needs(db(), council_id=council_id, review=review, previous=previous)
    cards = _cards(rows)
    return render_template(
        "reviews/show.html",
        review=review,
        period=now_period(review),
        before=before_period(review),
        next_year=review.last_year + YEARS_BETWEEN,
        lines=_lines(areas, changes, queries.list_conclusions(
            db(), council_id=council_id, review_id=review_id
        )),
        effect=_effect_chart(changes) if changes else None,
        how_to_read=f"{verdicts.how_to_read()} {verdicts.not_proof()}",
        notes=charts.effect_notes(changes)[:-1],
        without_values=[
            (row.id, row.series.label)
            for row, change in zip(rows, changes, strict=True)
            if change.finding is Finding.NO_DATA
        ],
        left_out=sum(row.left_out for row in rows),
        cards=cards,
        series_years=_span(cards),
        series_table=charts.series_table([card.series for card in cards]),
        matrix=_needs_chart([row.need for row in needs], previous),
        legend=charts.needs_legend([row.need for row in needs]),
        needs=[_need_note(row) for row in needs],
    )  # fmt: skip


def now_period(review: Review) -> Period:
    """Return the years that a review is about."""
    return Period(review.first_year, review.last_year)


def before_period(review: Review) -> Period:
    """Return the years that a review compares with."""
    return Period(review.baseline_first_year, review.baseline_last_year)


def _lines(
    areas: Sequence[PriorityArea],
    changes: Sequence[Change],
    conclusions: dict[int, AreaConclusion],
) -> list[AreaLine]:
    lines = []
    for area in areas:
        found = rules.area_finding(
            [change for change in changes if change.series.area_number == area.number]
        )
        lines.append(
            AreaLine(
                area,
                found,
                rules.area_word(found),
                rules.area_wish(found),
                conclusions.get(area.id),
            )
        )
    return lines


def _effect_chart(changes: Sequence[Change]) -> Chart:
    return chart(
        "effect",
        charts.effect_figure,
        tuple(changes),
        area=council().municipality,
        summary=charts.effect_summary(changes),
        table=charts.effect_table(changes),
        wide_from=EFFECT_WIDTH,
    )


def _cards(rows: Sequence[indicators.IndicatorRow]) -> list[SeriesCard]:
    """Draw the key indicators over the same years; all of them where none is named as key."""
    chosen = [row for row in rows if row.is_key] or list(rows)
    years = all_years(row.series for row in chosen)
    span = Period(years[0], years[-1]) if years else None
    return [
        SeriesCard(row.id, row.series, _series_chart(row.series, row.interventions, row.id, span))
        for row in chosen
        if row.series.observations
    ]


def _series_chart(
    series: IndicatorSeries,
    interventions: tuple[InterventionPeriod, ...],
    number: int,
    years: Period | None,
) -> Chart:
    return chart(
        f"series-{number}",
        charts.series_figure,
        series,
        interventions=interventions,
        years=years,
        summary=charts.series_summary(series),
        wide_from=SERIES_WIDTH,
        has_narrow=False,
    )


def _span(cards: Sequence[SeriesCard]) -> str:
    years = all_years(card.series for card in cards)
    return str(Period(years[0], years[-1])) if years else ""


def _needs_chart(needs: Sequence[Need], previous: Review | None) -> Chart:
    return chart(
        "needs-matrix",
        charts.needs_figure,
        tuple(needs),
        previous=str(now_period(previous)) if previous else "",
        summary=charts.needs_summary(needs),
        table=charts.needs_table(needs),
        wide_from=NEEDS_WIDTH,
    )


def _need_note(row: queries.NeedRow) -> NeedNote:
    decision = row.need.decision
    return NeedNote(
        id=row.id,
        need=row.need,
        movement=verdicts.movement_words(row.need),
        note=row.note,
        decision=gettext(DECISION_WORDS[decision]) if decision else _("No decision yet"),
    )
