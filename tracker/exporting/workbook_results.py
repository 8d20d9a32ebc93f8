"""The workbook's sheet of results: what was found, with all that must go along with it."""

from collections.abc import Callable, Sequence

from openpyxl.styles import Alignment  # type: ignore[import-untyped]
from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

from tracker.domain.effects import Change, Method, is_yearly, measured_years
from tracker.domain.verdicts import (
    against_sentence,
    caution_sentence,
    chance_sentence,
    evidence_word,
    not_proof,
    verdict,
)
from tracker.exporting.workbook_cells import (
    CHANGE,
    DECIMAL,
    SHARE,
    WHOLE,
    Column,
    name_columns,
    write_cell,
)
from tracker.exporting.workbook_columns import ChangeRow
from tracker.text import _, format_date

#: A mean of counts.
MEAN = "#,##0.0"
#: The sentences below the table lie over columns B to H, which hold about so many signs a line.
_FIRST, _LAST, _SIGNS = 2, 8, 110


def result_columns() -> Sequence[Column]:
    """Return the columns of what was found: the sheet that people copy from."""

    def limit(name: str) -> Callable[[ChangeRow], object]:
        return lambda row: getattr(row.change.ratio, name) - 1 if row.change.ratio else None

    return (
        *name_columns(),
        Column(
            key="unit", heading=_("Unit"), value=lambda row: row.indicator.series.unit, width=22
        ),
        Column(key="figures", heading=_("The figures are"), value=_figure_words, width=18),
        Column(
            key="before",
            heading=_("Before"),
            value=lambda row: _figures(row.change)[0],
            form=_figure_form,
            is_program=True,
        ),
        Column(
            key="after",
            heading=_("Now"),
            value=lambda row: _figures(row.change)[1],
            form=_figure_form,
            is_program=True,
        ),
        Column(
            key="change",
            heading=_("The change"),
            value=limit("estimate"),
            form=CHANGE,
            is_program=True,
        ),
        Column(
            key="low", heading=_("Lower limit"), value=limit("low"), form=CHANGE, is_program=True
        ),
        Column(
            key="high", heading=_("Upper limit"), value=limit("high"), form=CHANGE, is_program=True
        ),
        Column(
            key="verdict", heading=_("Verdict"), value=lambda row: verdict(row.change), width=22
        ),
        Column(
            key="places",
            heading=_("Compared with"),
            value=lambda row: ", ".join(row.change.comparison_names),
            width=30,
        ),
        Column(
            key="comparison",
            heading=_("The change there"),
            value=_comparison,
            form=CHANGE,
            is_program=True,
        ),
        Column(
            key="against",
            heading=_("Against the comparison areas"),
            value=_against,
            width=60,
        ),
        Column(
            key="evidence",
            heading=_("Evidence"),
            value=lambda row: evidence_word(row.indicator.evidence.grade),
            width=18,
        ),
        Column(
            key="cautions",
            heading=_("To bear in mind"),
            value=lambda row: " ".join(caution_sentence(one) for one in row.change.cautions),
            width=60,
        ),
        Column(
            key="source",
            heading=_("Source"),
            value=lambda row: row.indicator.series.source,
            width=30,
        ),
        Column(
            key="fetched",
            heading=_("Fetched"),
            value=_fetched,
            width=12,
        ),
    )


def _figure_form(row: ChangeRow) -> str:
    if is_yearly(row.change):
        return MEAN
    forms = {Method.RATE_RATIO: WHOLE, Method.SHARE_RATIO: SHARE, Method.NONE: DECIMAL}
    return forms[row.change.method]


def _fetched(row: ChangeRow) -> str:
    fetched = row.indicator.series.fetched_on
    return format_date(fetched) if fetched else ""


def _figures(change: Change) -> tuple[float | None, float | None]:
    """Return the two periods' figures, for people to set side by side."""
    if change.before is None or change.after is None or not is_yearly(change):
        return change.before, change.after
    before, after = measured_years(change)
    return change.before / len(before), change.after / len(after)


def _figure_words(row: ChangeRow) -> str:
    """Say what the figures of counts are; the unit says it of all others."""
    if row.change.method is not Method.RATE_RATIO:
        return ""
    return _("the mean per year") if is_yearly(row.change) else _("the period's sum")


def _comparison(row: ChangeRow) -> float | None:
    """Return the comparison areas' change as a share of 1."""
    return row.change.comparison.estimate - 1 if row.change.comparison else None


def _against(row: ChangeRow) -> str:
    """Say how the change stands against theirs; nothing where it has no percentage of its own."""
    is_left_out = row.change.comparison is not None and row.change.relative is None
    return "" if is_left_out else against_sentence(row.change)


def write_reservations(sheet: Worksheet, changes: Sequence[Change]) -> None:
    """Write below the table what holds for all of it: what chance gives, and what is no proof."""
    first = sheet.max_row + 2
    for row, words in enumerate((chance_sentence(changes), not_proof()), start=first):
        cell = sheet.cell(row, _FIRST)
        write_cell(cell, words)
        sheet.merge_cells(start_row=row, start_column=_FIRST, end_row=row, end_column=_LAST)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row].height = 16 * (1 + len(words) // _SIGNS)
