"""Data and sources: what the programme's data lacks, each with the way to mend it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from flask import Blueprint, render_template, url_for

from tracker.domain.data_quality import Flaw, Gap, IndicatorFacts, summarise_sources
from tracker.queries.data_quality import DataQuality, load_data_quality
from tracker.text import _, gettext, mark
from tracker.views.web import council, db, today

blueprint = Blueprint("data_quality", __name__, url_prefix="/<slug>/data")

#: What is wrong, in a heading.
GAP_HEADINGS: Mapping[Gap, str] = {
    Gap.NO_VALUES: mark("No values"),
    Gap.MISSING_YEARS: mark("Missing years"),
    Gap.BEHIND: mark("Later years not entered"),
    Gap.SERIES_BREAK: mark("Series breaks"),
    Gap.BROKEN_BASELINE: mark("Baseline before a series break"),
    Gap.NO_COUNTS: mark("Numbers behind the value missing"),
    Gap.NO_POPULATION: mark("Population missing"),
    Gap.SEVERAL_DEFINITIONS: mark("Several definitions"),
    Gap.SEVERAL_SOURCES: mark("Several sources"),
    Gap.PRELIMINARY: mark("Preliminary values"),
    Gap.STALE: mark("Fetched more than a year ago"),
    Gap.NO_TARGET: mark("No target"),
    Gap.NO_OWNER: mark("Goals that nobody answers for"),
    Gap.NO_RESPONSIBLE: mark("Interventions without a responsible person"),
    Gap.NO_COMPARISON: mark("Nothing to compare with"),
}

#: What it means, and what to do about it.
GAP_ADVICE: Mapping[Gap, str] = {
    Gap.NO_VALUES: mark("Enter values, import a file, or remove the indicator."),
    Gap.MISSING_YEARS: mark(
        "A year without a value is left blank in charts. It is never taken for zero."
    ),
    Gap.BEHIND: mark("The final figures of these years should be there by now."),
    Gap.SERIES_BREAK: mark(
        "Values on each side of the break are not compared. There is nothing to mend if the "
        "break is the source's own."
    ),
    Gap.BROKEN_BASELINE: mark(
        "The target starts from years that were measured another way. Choose baseline years after "
        "the break."
    ),
    Gap.NO_COUNTS: mark("Without them no margin of error can be given, and so no verdict."),
    Gap.NO_POPULATION: mark(
        "Without the population a count cannot be compared with another place or time."
    ),
    Gap.SEVERAL_DEFINITIONS: mark(
        "They have the same number or name in their source but are defined differently. Keep one "
        "indicator for each definition."
    ),
    Gap.SEVERAL_SOURCES: mark(
        "The values come from several sources. Check that they count the same thing."
    ),
    Gap.PRELIMINARY: mark("They may be revised. Fetch them again when they are final."),
    Gap.STALE: mark("They may have been revised since. Fetch them again."),
    Gap.NO_TARGET: mark("Without a target nobody can tell whether the goal is reached."),
    Gap.NO_OWNER: mark("Name the department or partner that answers for the goal."),
    Gap.NO_RESPONSIBLE: mark("Without a responsible person nobody is asked what came of it."),
    Gap.NO_COMPARISON: mark("Values of similar municipalities show whether a change is only here."),
}

#: What is not about an indicator.
_OF_OTHERS = {Gap.NO_OWNER, Gap.NO_RESPONSIBLE}

#: More rows than this are folded.
MOST_SHOWN = 6


@dataclass(frozen=True)
class FlawRow:
    """Something to mend, and the form where it is mended."""

    area_number: int | None
    label: str
    page: str
    #: The years that it is about, such as "2019, 2021".
    years: str
    words: str
    form: str


@dataclass(frozen=True)
class FlawGroup:
    """All that is wrong in one way."""

    gap: Gap
    heading: str
    advice: str
    rows: list[FlawRow]
    #: It holds for every indicator, as when a year's figures are new: said once.
    is_shared: bool


@blueprint.get("/")
def show() -> str:
    """Show what the data lacks, and where it comes from."""
    quality = load_data_quality(db(), council_id=council().id, today=today())
    groups = _groups(quality) if quality else []
    return render_template(
        "data_quality/show.html",
        programme=quality.programme if quality else None,
        groups=groups,
        count=sum(1 if group.is_shared else len(group.rows) for group in groups),
        sources=summarise_sources(quality.indicators) if quality else (),
        most_shown=MOST_SHOWN,
    )


def data_line() -> list[tuple[str, str, int]]:
    """Return [(gap, heading, how many)] of today's programme, for one line on another page."""
    quality = load_data_quality(db(), council_id=council().id, today=today())
    flaws = quality.flaws if quality else ()
    return [
        (gap.value, gettext(GAP_HEADINGS[gap]), len(list(found)))
        for gap, found in groupby(flaws, key=lambda flaw: flaw.gap)
    ]


def _groups(quality: DataQuality) -> list[FlawGroup]:
    return [
        _group(quality, gap, list(found))
        for gap, found in groupby(quality.flaws, key=lambda flaw: flaw.gap)
    ]


def _group(quality: DataQuality, gap: Gap, flaws: Sequence[Flaw]) -> FlawGroup:
    return FlawGroup(
        gap=gap,
        heading=gettext(GAP_HEADINGS[gap]),
        advice=gettext(GAP_ADVICE[gap]),
        rows=[_row(quality, flaw) for flaw in flaws],
        is_shared=len(flaws) == len(quality.indicators) > MOST_SHOWN and gap not in _OF_OTHERS,
    )


def _row(quality: DataQuality, flaw: Flaw) -> FlawRow:
    years = ", ".join(map(str, flaw.years))
    if flaw.gap is Gap.NO_OWNER:
        goal = quality.goals[flaw.thing_id]
        return FlawRow(
            area_number=goal.area_number,
            label=f"{goal.code} {goal.title}",
            page=url_for("programmes.show", _anchor=f"goal-{goal.id}"),
            years=years,
            words=_("Choose who answers"),
            form=_form("goals", goal.id),
        )
    if flaw.gap is Gap.NO_RESPONSIBLE:
        intervention = quality.interventions[flaw.thing_id]
        return FlawRow(
            area_number=None,
            label=intervention.title,
            page=url_for("programmes.intervention", intervention_id=intervention.id),
            years=years,
            words=_("Choose who is asked"),
            form=_form("interventions", intervention.id),
        )
    found = next(one for one in quality.indicators if one.id == flaw.thing_id)
    words, form = _mend(quality, found, flaw)
    return FlawRow(
        area_number=found.series.area_number,
        label=found.series.label,
        page=_page(found),
        years=years,
        words=words,
        form=form,
    )


# The way to mend -------------------------------------------------------------------------


def _form(kind: str, record_id: int) -> str:
    return url_for("records.edit", kind=kind, record_id=record_id)


def _page(found: IndicatorFacts) -> str:
    return url_for("programmes.indicator", indicator_id=found.id)


def _mend(quality: DataQuality, found: IndicatorFacts, flaw: Flaw) -> tuple[str, str]:
    """Return what to do about an indicator's flaw, and the very form for it."""
    return _MENDED.get(flaw.gap, _see)(quality, found, flaw)


def _see(_quality: DataQuality, found: IndicatorFacts, _flaw: Flaw) -> tuple[str, str]:
    return _("See the values"), _page(found)


def _enter(_quality: DataQuality, found: IndicatorFacts, flaw: Flaw) -> tuple[str, str]:
    year = flaw.years[0] if flaw.years else today().year - 1
    address = url_for("records.new", kind="measurements", parent=found.id, year=year)
    return _("Enter %(year)s", year=year), address


def _correct(quality: DataQuality, found: IndicatorFacts, flaw: Flaw) -> tuple[str, str]:
    """Lead to the first year's value, or to all of them where the year was added up."""
    year = flaw.years[0]
    number = quality.measurements.get((found.id, year))
    if number is None:
        return _see(quality, found, flaw)
    return _("Correct %(year)s", year=year), _form("measurements", number)


def _define(
    words: str, _quality: DataQuality, found: IndicatorFacts, _flaw: Flaw
) -> tuple[str, str]:
    return gettext(words), _form("indicators", found.id)


def _fetch(_quality: DataQuality, found: IndicatorFacts, _flaw: Flaw) -> tuple[str, str]:
    if found.definition.kpi:
        return _("Fetch from Kolada"), url_for("kolada.index")
    return _("Import a file"), url_for("data_imports.upload")


def _compare(quality: DataQuality, found: IndicatorFacts, flaw: Flaw) -> tuple[str, str]:
    """Lead to the places that Kolada is asked about, where the indicator comes from there."""
    if found.definition.kpi:
        return _("Choose places to compare with"), url_for("kolada.areas")
    return _fetch(quality, found, flaw)


_MENDED: Mapping[Gap, Callable[[DataQuality, IndicatorFacts, Flaw], tuple[str, str]]] = {
    Gap.NO_VALUES: _enter,
    Gap.MISSING_YEARS: _enter,
    Gap.BEHIND: _enter,
    Gap.BROKEN_BASELINE: partial(_define, mark("Choose other baseline years")),
    Gap.NO_COUNTS: _correct,
    Gap.NO_POPULATION: _correct,
    Gap.SEVERAL_DEFINITIONS: partial(_define, mark("Look at the definition")),
    Gap.PRELIMINARY: _correct,
    Gap.STALE: _fetch,
    Gap.NO_TARGET: partial(_define, mark("Set a target")),
    Gap.NO_COMPARISON: _compare,
}
