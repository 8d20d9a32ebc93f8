"""A review as text for a terminal, and as JSON for other programs."""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Any

from pydantic_core import to_jsonable_python

from tracker.domain import verdicts
from tracker.domain.effects import Caution, Change, Method, expected_by_chance, measured_years
from tracker.domain.evidence import Evidence
from tracker.domain.indicators import Period, all_years
from tracker.domain.review_content import ReviewContent, ReviewedIndicator, ReviewedNeed
from tracker.domain.reviews import area_finding, area_wish, area_word
from tracker.drawing.chart_words import name_with_unit
from tracker.text import EN_DASH, _, format_number, ngettext

#: The signs that an indicator's name may take of a line; a longer one takes several.
LABEL = 46


def review_as_json(content: ReviewContent) -> dict[str, Any]:
    """Return plain data. A limit that is infinite is None, as JSON has no infinity."""
    return {
        "name": content.council,
        "municipality": content.municipality,
        "programme": content.programme,
        "years": _plain(content.now),
        "baseline": _plain(content.before),
        "previous": _plain(content.previous),
        "adopted_on": _plain(content.adopted_on),
        "registry_number": content.registry_number,
        "decision_on": _plain(content.decision_on),
        "method_notes": content.method_notes,
        "is_adjusted": content.is_adjusted,
        "compared": sum(one.ratio is not None for one in content.changes),
        "expected_by_chance": expected_by_chance(content.changes),
        "areas": [
            {
                "number": area.number,
                "name": area.name,
                "finding": found.finding.value if found.finding else "different_ways",
                "wanted": found.wanted,
                "changed": found.changed,
                "compared": found.compared,
                "conclusion": area.conclusion,
            }
            for area in content.areas
            for found in (area_finding([one.change for one in content.in_area(area.number)]),)
        ],
        "indicators": [_indicator_as_json(one) for one in content.indicators],
        "interventions": [_plain(one) for one in content.interventions],
        "needs": [_need_as_json(one) for one in content.needs],
    }


def _indicator_as_json(one: ReviewedIndicator) -> dict[str, Any]:
    series, change = one.series, one.change
    return {
        "id": one.id,
        "code": series.code,
        "title": series.title,
        "unit": series.unit,
        "kind": series.kind.value,
        "direction": series.direction.value,
        "area": series.area_number,
        "is_key": one.is_key,
        "target": series.target,
        "target_year": series.target_year,
        "source": series.source,
        "fetched_on": _plain(series.fetched_on),
        "method": change.method.value,
        "exposure": _exposure(change),
        "before": _period_as_json(change, change.period_before, change.before),
        "after": _period_as_json(change, change.period_after, change.after),
        "ratio": _plain(change.ratio),
        "confidence": change.confidence,
        "p_value": change.p_value,
        "dispersion": change.dispersion,
        "finding": change.finding.value,
        "wanted": change.wanted,
        "verdict": verdicts.verdict(change),
        "is_set_aside": change.is_set_aside,
        "cautions": [caution.value for caution in change.cautions],
        "warnings": [verdicts.caution_sentence(caution) for caution in change.cautions],
        "comparison": {"places": list(change.comparison_names), "ratio": _plain(change.comparison)},
        "against": change.against.value,
        "relative": _plain(change.relative),
        "relative_p_value": change.relative_p_value,
        "displacement": _plain(change.displacement),
        "evidence": _evidence_as_json(one.evidence),
        "interventions": [_plain(period) for period in one.interventions],
        "values": {"own": _plain(series.observations), "others": _plain(series.comparisons)},
        "months": _plain(one.months),
        "left_out": one.left_out,
    }


def _period_as_json(change: Change, period: Period, figure: float | None) -> dict[str, Any]:
    is_before = period == change.period_before
    return {
        "figure": figure,
        "exposure": change.exposure_before if is_before else change.exposure_after,
        "years": list(measured_years(change)[0 if is_before else 1]),
    }


def _exposure(change: Change) -> str | None:
    """Return what stands below the fraction line."""
    if change.method is Method.NONE:
        return None
    if change.method is Method.SHARE_RATIO:
        return "answers"
    return "years" if Caution.NO_POPULATION in change.cautions else "inhabitant_years"


def _evidence_as_json(evidence: Evidence) -> dict[str, Any]:
    answers = {question.value: answer for question, answer in evidence.answers.items()}
    return {"grade": evidence.grade.value, "answers": answers}


def _need_as_json(one: ReviewedNeed) -> dict[str, Any]:
    """Return a need. The scorers are not named: they may be single members."""
    need = one.need
    scores: dict[str, list[int]] = {}
    for given in (one.scores or {}).values():
        for criterion, score in given.items():
            scores.setdefault(criterion.value, []).append(score)
    return {
        "name": need.name,
        "area": need.area_number or None,
        "per_10_000": need.per_10_000,
        "harm": need.harm,
        "events": need.events,
        "affected": need.affected,
        "is_uncertain": need.uncertain,
        "previous": (
            {"per_10_000": need.previous[0], "harm": need.previous[1]} if need.previous else None
        ),
        "scores": scores,
        "causes": one.causes,
        "note": one.note,
        "interventions": list(one.intervention_ids),
        "decision": need.decision.value if need.decision else None,
        "reason": need.reason,
    }


def _plain(value: Any) -> Any:
    return to_jsonable_python(value, inf_nan_mode="null")


# Text ------------------------------------------------------------------------------------


def review_as_text(content: ReviewContent) -> str:
    """Return lines to read: each area with its indicators, then how to read them."""
    if not content.programme:
        return _("There is no programme yet. Add one, with goals and indicators, and come back.")
    if not content.indicators:
        return _("The programme has no indicators yet. Add them below its goals.")
    rows = [_cells(one) for one in content.indicators]
    headers = (
        _("Indicator"),
        str(content.before),
        str(content.now),
        _("Change (95 %)"),
        _("Assessment"),
        _("Evidence"),
    )
    widths = [max(map(len, column)) for column in zip(headers, *rows, strict=True)]
    widths[0] = min(widths[0], LABEL)
    lines = [_line(headers, widths)]
    for area in content.areas:
        found = area_finding([one.change for one in content.in_area(area.number)])
        said = ", ".join(filter(None, [area_word(found), area_wish(found)]))
        basis = _(
            "%(changed)s of %(all)s indicators can be said to have changed",
            changed=found.changed,
            all=found.compared,
        )
        lines += ["", f"{area.number} {area.name}: {said} ({basis})"]
        for one, row in zip(content.indicators, rows, strict=True):
            if one.series.area_number == area.number:
                lines += _row(row, widths)
                lines += [f"    {note}" for note in _notes(one.change)]
    return "\n".join([*lines, "", *_closing(content)])


def _cells(one: ReviewedIndicator) -> tuple[str, ...]:
    change = one.change
    before, after = verdicts.figure_before_after(change)
    shown = EN_DASH
    if change.ratio is not None:
        percent = verdicts.percent_change(change.ratio.estimate)
        shown = f"{percent} ({verdicts.percent_interval(change.ratio)})"
    return (
        name_with_unit(change),
        before,
        after,
        shown,
        verdicts.verdict(change),
        verdicts.evidence_word(one.evidence.grade),
    )


def _row(cells: Sequence[str], widths: Sequence[int]) -> list[str]:
    """Return an indicator's lines: its whole name, and the figures after the last of it.

    No name is cut: two that begin alike would then be one and the same.
    """
    label, *figures = cells
    *above, last = wrap(label, widths[0], subsequent_indent="  ") or [""]
    return [*above, _line([last, *figures], widths)]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Return the cells below one another's, the numbers to the right."""
    aligned = [
        cell.rjust(width) if place in (1, 2) else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(aligned).rstrip()


def _notes(change: Change) -> Iterator[str]:
    """Yield what stands under an indicator's line: why not, among how many, against whom."""
    reason = verdicts.reason_not_shown(change)
    if reason:
        yield reason
    among = _among(change)
    if among:
        yield among
    if change.comparison is not None:
        places = _(
            "%(places)s: %(change)s (%(limits)s).",
            places=", ".join(change.comparison_names),
            change=verdicts.percent_change(change.comparison.estimate),
            limits=verdicts.percent_interval(change.comparison),
        )
        # Without a percentage of its own there is nothing to hold against them.
        yield f"{places} {verdicts.against_sentence(change)}" if change.relative else places
    if change.displacement is not None:
        yield " ".join(verdicts.displacement_sentences(change))
    if change.cautions:
        words = "; ".join(verdicts.caution_word(caution) for caution in change.cautions)
        yield f"{_('To bear in mind')}: {words}"


def _among(change: Change) -> str:
    """Say among how many inhabitants, or of how many answers, in each period."""
    if change.exposure_before is None or change.exposure_after is None:
        return ""
    exposure = _exposure(change)
    if exposure == "answers":
        return _(
            "Respondents: %(before)s and %(after)s",
            before=format_number(change.exposure_before),
            after=format_number(change.exposure_after),
        )
    if exposure != "inhabitant_years":
        return ""
    return _(
        "Population: %(before)s and %(after)s",
        before=format_number(change.exposure_before / len(measured_years(change)[0])),
        after=format_number(change.exposure_after / len(measured_years(change)[1])),
    )


def _closing(content: ReviewContent) -> Iterator[str]:
    """Yield what holds for the whole table."""
    if any(one.ratio is not None for one in content.changes):
        yield _(
            "In parentheses: the limits of the uncertainty (95 %). Only when both lie on the same"
            " side of zero can we say that something has decreased or increased."
        )
        yield verdicts.not_proof()
        yield verdicts.chance_sentence(content.changes)
    elif all(one.before is None or one.after is None for one in content.changes):
        yield _no_values(content)
    left_out = sum(one.left_out for one in content.indicators)
    if left_out:
        yield ngettext(
            "One value is for less than a year and is left out.",
            "%(num)s values are for less than a year and are left out.",
            left_out,
        )


def _no_values(content: ReviewContent) -> str:
    years = all_years(one.series for one in content.indicators)
    if not years:
        return _("No values are entered. Add them on the indicators' pages.")
    return _(
        "No indicator has values for both periods. There are values for %(years)s.",
        years=Period(years[0], years[-1]),
    )
