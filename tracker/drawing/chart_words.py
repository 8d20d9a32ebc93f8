"""What the charts show, as tables and as sentences: the same numbers, for those who do not see.

Strings are for people and hold no markup.
"""

from collections.abc import Sequence

from tracker.domain import verdicts
from tracker.domain.effects import Against, Change, Interval
from tracker.domain.indicators import (
    IndicatorSeries,
    InterventionPeriod,
    Period,
    all_years,
    displayed_value,
    displayed_values,
    format_target,
    format_value,
)
from tracker.domain.needs import Need, Quadrant, Shift, frequency_shift, harm_shift, quadrant
from tracker.domain.tables import Table
from tracker.domain.targets import interval_words
from tracker.domain.terms import Direction, Finding, IndicatorKind
from tracker.text import EN_DASH, NO_BREAK_SPACE, _, format_number, ngettext

#: With fewer measured years there is no development to draw.
FEWEST_YEARS = 3


def effect_table(changes: Sequence[Change]) -> Table:
    """Return the figure's numbers and words as a table, one row per change."""
    before = str(changes[0].period_before) if changes else _("Earlier period")
    after = str(changes[0].period_after) if changes else _("Later period")
    return Table(
        caption=_("Change between the periods, per indicator"),
        headers=(
            _("Indicator"),
            before,
            after,
            _("Percentage change"),
            _("95 % uncertainty"),
            _("Comparison"),
            _("Against the comparison"),
            _("Assessment"),
            _("To bear in mind"),
        ),
        rows=tuple(_table_row(change) for change in changes),
        numeric=frozenset({1, 2, 3, 4, 5}),
    )


def effect_summary(changes: Sequence[Change]) -> str:
    """Say in words what the figure shows: how many of each finding, and which changed."""
    if not changes:
        return _("There are no indicators to compare yet.")
    if not any(change.ratio for change in changes):
        return _("Too little data for a chart. The table shows what there is.")
    sentences = [
        ngettext("%(num)s indicator compared.", "%(num)s indicators compared.", len(changes))
    ]
    sentences += [
        f"{change.series.label}: {verdicts.verdict(change)}, {percent(change)} ({limits(change)})."
        for change in changes
        if change.finding in {Finding.DECREASED, Finding.INCREASED}
    ]
    unclear = sum(change.finding is Finding.CANNOT_BE_ASSESSED for change in changes)
    few = sum(change.finding is Finding.TOO_FEW for change in changes)
    if unclear:
        sentences.append(
            ngettext("%(num)s cannot be assessed.", "%(num)s cannot be assessed.", unclear)
        )
    if few:
        sentences.append(
            ngettext("%(num)s has too few events.", "%(num)s have too few events.", few)
        )
    return " ".join(sentences)


def effect_notes(changes: Sequence[Change]) -> tuple[str, ...]:
    """Return the cautions that hold for every row, as sentences to stand under the figure."""
    shared = verdicts.shared_cautions(changes)
    return (*(verdicts.caution_sentence(one) for one in shared), verdicts.not_proof())


def _table_row(change: Change) -> tuple[str, ...]:
    """Write one change's row."""
    before, after = verdicts.figure_before_after(change)
    return (
        name_with_unit(change),
        before,
        after,
        percent(change),
        limits(change) or EN_DASH,
        compared(change.comparison),
        against_word(change) or EN_DASH,
        verdicts.verdict(change),
        "; ".join(verdicts.caution_word(one) for one in change.cautions),
    )


def unit_word(change: Change) -> str:
    """Return the unit of a change's two figures; nothing for counts and for what bears its %."""
    says_itself = change.series.kind in {IndicatorKind.COUNT, IndicatorKind.SHARE}
    return "" if says_itself else change.series.unit


def name_with_unit(change: Change) -> str:
    """Return the indicator's code, title and, where its figures need one, unit."""
    unit = unit_word(change)
    return f"{change.series.label} ({unit})" if unit else change.series.label


def percent(change: Change) -> str:
    """Write a change in percent; an en dash when none may be shown."""
    return EN_DASH if change.ratio is None else verdicts.percent_change(change.ratio.estimate)


def limits(change: Change) -> str:
    """Write a change's limits in percent; nothing when none may be shown."""
    return "" if change.ratio is None else verdicts.percent_interval(change.ratio)


def compared(comparison: Interval | None) -> str:
    """Write the compared areas' change in percent; an en dash when there is none."""
    return EN_DASH if comparison is None else verdicts.percent_change(comparison.estimate)


def against_word(change: Change) -> str:
    """Say in a few words how a change stands against the compared areas'; nothing if it does not.

    It is the changes that are compared, never the levels: a place can stay above the others and
    yet have moved down more. It stands beside the finding and never says of what a difference
    comes. The short form of `verdicts.against_sentence`.
    """
    if change.ratio is None or change.comparison is None:
        return ""
    return {
        Against.LOWER: _("more downward than the comparison"),
        Against.HIGHER: _("more upward than the comparison"),
        Against.NO_DIFFERENCE: _("cannot be told from the comparison"),
        Against.NOT_COMPARED: "",
    }[change.against]


def needs_axis_titles(*, short: bool = False) -> tuple[str, str]:
    """Return the titles of the needs matrix' two axes: across and up."""
    across = (
        _("Events per 10 000 inhabitants and year")
        if short
        else _("Events per 10 000 inhabitants and year (logarithmic scale)")
    )
    return across.replace("10 000", f"10{NO_BREAK_SPACE}000"), _("Harm per event (0–100)")


def affected_words(need: Need) -> str:
    """Write how many are affected, or how few events an uncertain place rests on."""
    if need.uncertain:
        return ngettext("%(num)s event, uncertain", "%(num)s events, uncertain", need.events)
    if need.affected is None:
        return ""
    return _("%(number)s affected", number=format_number(need.affected))


def needs_table(needs: Sequence[Need]) -> Table:
    """Return the matrix' numbers as a table, one row per need in the order of their numbers."""
    return Table(
        caption=_("Needs: how common and how harmful"),
        headers=(
            _("Problem"),
            _("Per 10 000 now"),
            _("Last review"),
            _("Harm now"),
            _("Last review, harm"),
            _("Affected"),
            _("Field of the matrix"),
            _("Movement"),
        ),
        rows=tuple(_need_row(need) for need in sorted(needs, key=lambda one: one.number)),
        numeric=frozenset({1, 2, 3, 4, 5}),
    )


def needs_legend(needs: Sequence[Need]) -> tuple[tuple[str, str], ...]:
    """Return (number, words) for each need: the list below the narrow figure."""
    ordered = sorted(needs, key=lambda one: one.number)
    return tuple(
        (str(need.number), ", ".join(part for part in (need.name, affected_words(need)) if part))
        for need in ordered
    )


def needs_summary(needs: Sequence[Need]) -> str:
    """Say in words what the matrix shows: what is common and harmful, and what has moved."""
    placed = [need for need in needs if need.place is not None]
    if not placed:
        return _("No need can be placed yet: frequency or harm is missing.")
    sentences = []
    for field in Quadrant:
        names = [need.name for need in placed if quadrant(need) is field]
        if names:
            sentences.append(f"{verdicts.quadrant_words(field)}: {', '.join(names)}.")
    sentences += [
        f"{need.name}: {verdicts.movement_words(need)}."
        for need in placed
        if need.uncertain or {frequency_shift(need), harm_shift(need)} & {Shift.MORE, Shift.LESS}
    ]
    missing = [need.name for need in needs if need.place is None]
    if missing:
        sentences.append(_("Not placed: %(names)s.", names=", ".join(missing)))
    return " ".join(sentences)


def _need_row(need: Need) -> tuple[str, ...]:
    def figure(value: float | None, decimals: int = 0) -> str:
        return EN_DASH if value is None else format_number(value, decimals)

    before = need.previous or (None, None)
    field = quadrant(need)
    return (
        f"{need.number}. {need.name}",
        figure(need.per_10_000, 1),
        figure(before[0], 1),
        figure(need.harm),
        figure(before[1]),
        figure(need.affected),
        verdicts.quadrant_words(field, short=True) if field else _("Not placed"),
        verdicts.movement_words(need),
    )


def series_table(many: Sequence[IndicatorSeries]) -> Table:
    """Return every indicator's figures by year, with target, as a table.

    A preliminary figure has an asterisk, and the first figure measured another way a dagger;
    the last column says the same in words. The source's own interval stands in parentheses.
    """
    years = all_years(many)
    return Table(
        caption=_("Development per indicator and year"),
        headers=(
            _("Indicator"),
            _("Unit"),
            *map(str, years),
            _("Target"),
            _("To bear in mind"),
        ),
        rows=tuple(_series_row(series, years) for series in many),
        numeric=frozenset(range(2, len(years) + 3)),
    )


def series_summary(series: IndicatorSeries) -> str:
    """Say in words what a series' chart shows: first and last figure, target, gaps and breaks."""
    figures = displayed_values(series)
    measured = {year: value for year, value in figures.items() if value is not None}
    if len(measured) < FEWEST_YEARS:
        return _("%(title)s: too few years measured for a chart.", title=series.label)
    first, last = min(measured), max(measured)
    sentences = [
        _(
            "%(title)s, %(unit)s: %(before)s in %(first)s and %(after)s in %(last)s.",
            title=series.label,
            unit=series.unit,
            before=format_value(series, measured[first]),
            after=format_value(series, measured[last]),
            first=first,
            last=last,
        )
    ]
    if series.target is not None:
        sentences.append(f"{target_words(series)}.")
    gaps = [str(year) for year in range(first, last) if year not in measured]
    if gaps:
        sentences.append(_("Not measured: %(years)s.", years=", ".join(gaps)))
    return " ".join([*sentences, *_series_cautions(series)])


def series_notes(
    series: IndicatorSeries,
    *,
    interventions: Sequence[InterventionPeriod] = (),
    compared: tuple[Period, Period] | None = None,
) -> tuple[str, ...]:
    """Return what must follow a series' chart: its marks, its reservations and its source."""
    marks = []
    if series.target is not None:
        marks.append(_("The dashed line is the target."))
    if any(one.low is not None and one.high is not None for one in series.observations):
        marks.append(_("The upright lines are the source's own 95 % intervals."))
    if interventions:
        marks.append(_("The blue area is the time when an intervention was ongoing."))
    if compared:
        before, after = compared
        marks.append(_("Compared: %(before)s and %(after)s.", before=before, after=after))
    source = [_("Source: %(name)s", name=series.source) + "."] if series.source else []
    return (*marks, *_series_cautions(series), *source)


def target_words(series: IndicatorSeries) -> str:
    """Return the target with its direction: at most 190."""
    target = format_target(series)
    if series.direction is Direction.LOWER_BETTER:
        return _("Target at most %(target)s", target=target)
    if series.direction is Direction.HIGHER_BETTER:
        return _("Target at least %(target)s", target=target)
    return _("Target %(target)s", target=target)


def _series_cautions(series: IndicatorSeries) -> list[str]:
    """Return what to bear in mind about a series' years, as sentences."""
    preliminary = [str(one.year) for one in series.observations if one.preliminary]
    breaks = [str(one.year) for one in series.observations if one.series_break]
    answer = []
    if preliminary:
        answer.append(_("Preliminary: %(years)s.", years=", ".join(preliminary)))
    if breaks:
        answer.append(_("New way of measuring from %(years)s.", years=", ".join(breaks)))
    return answer


def _series_row(series: IndicatorSeries, years: Sequence[int]) -> tuple[str, ...]:
    by_year = {one.year: one for one in series.observations}

    def cell(year: int) -> str:
        one = by_year.get(year)
        value = None if one is None else displayed_value(series, one)
        if one is None or value is None:
            return EN_DASH
        signs = ("*" if one.preliminary else "") + ("†" if one.series_break else "")
        interval = interval_words(series, one)
        return format_value(series, value) + signs + (f" ({interval})" if interval else "")

    return (
        series.label,
        series.unit,
        *(cell(year) for year in years),
        format_target(series),
        " ".join(_series_cautions(series)),
    )
