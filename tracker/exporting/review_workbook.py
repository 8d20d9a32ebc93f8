"""A review as a workbook that counts: every value, every formula, the program's figures beside.

A colleague can follow each step, change a value, a year or a rule, and see what comes of it. All
text is entered as text, so that nothing of what people wrote is run as a formula.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl.styles import Alignment, Font  # type: ignore[import-untyped]
from openpyxl.workbook import Workbook  # type: ignore[import-untyped]
from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

from tracker.domain.effects import Method
from tracker.domain.intervals import CONFIDENCE
from tracker.domain.review_content import ReviewContent
from tracker.domain.verdict_rules import (
    FALSE_DISCOVERY_RATE,
    FEWEST_EVENTS,
    OVERDISPERSION_LEVEL,
)
from tracker.domain.verdicts import not_proof
from tracker.domain.workings_rules import rule_sections
from tracker.exporting.workbook_areas import area_columns, displacement_columns
from tracker.exporting.workbook_cells import (
    DECIMAL,
    FONT,
    INK,
    INPUT_INK,
    P_VALUE,
    PLAIN,
    Column,
    Grid,
    cell_of,
    head,
    name_columns,
    set_up_print,
    write_cell,
)
from tracker.exporting.workbook_changes import change_columns
from tracker.exporting.workbook_columns import ChangeRow
from tracker.exporting.workbook_results import result_columns, write_reservations
from tracker.exporting.workbook_shares import share_columns
from tracker.exporting.workbook_values import list_values, value_columns
from tracker.text import _, format_date

#: How much a cell may differ from the program's figure and be called equal.
TOLERANCE = 0.0005
#: The columns that other sheets refer to, as own_… and areas_… with the indicator's number.
SHARED = ("before", "after", "populated", "time_before", "time_after", "ratio", "widening")


@dataclass(frozen=True)
class _Setting:
    """A number on the first sheet that formulas refer to."""

    key: str
    words: str
    value: float
    form: str = PLAIN


def review_workbook(content: ReviewContent) -> bytes:
    """Return the whole review as the bytes of an .xlsx file."""
    book = Workbook()
    front: Worksheet = book.active
    front.title = _("Read me")
    names = _write_front(front, content)
    rows = [
        ChangeRow(number=number, indicator=indicator)
        for number, indicator in enumerate(content.indicators, start=1)
    ]
    counted = [row for row in rows if row.change.method is Method.RATE_RATIO]
    compared = [row for row in counted if row.change.comparison]
    displaced = [row for row in compared if row.change.displacement]
    shares = [row for row in rows if row.change.method is Method.SHARE_RATIO]
    values = list_values(content)

    results = Grid(book, _("Results"), result_columns())
    changes = Grid(book, _("The change"), change_columns())
    sheets: list[tuple[Grid, Sequence[object], int]] = [(results, rows, 2), (changes, counted, 2)]
    if shares:
        sheets.append((Grid(book, _("Shares"), share_columns()), shares, 2))
    if compared:
        areas = Grid(book, _("Comparison areas"), area_columns())
        sheets.append((areas, compared, 2))
        names |= _refer(areas, "areas", compared)
    if displaced:
        sheets.append((Grid(book, _("Nearby place"), displacement_columns()), displaced, 2))
    tested = [row for row in rows if row.change.p_value is not None]
    many = Grid(book, _("Many at once"), _many_columns())
    sheets.append((many, tested, 2))
    grid = Grid(book, _("Values"), value_columns())
    sheets.append((grid, values, 3))

    names |= _refer(changes, "own", counted)
    names |= {
        f"v_{column.key}": grid.range_of(column.key, len(values)) for column in value_columns()
    }
    names["m_p"] = many.range_of("p", len(tested))
    names["m_kept"] = many.range_of("kept", len(tested))
    for sheet, items, frozen in sheets:
        sheet.write(items, names, frozen=frozen)
    write_reservations(results.sheet, content.changes)
    _write_kept(front, names)
    _write_rules(book)
    _set_properties(book, content)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _refer(grid: Grid, part: str, rows: Sequence[ChangeRow]) -> dict[str, str]:
    """Return {part_column_number: the cell's address} for what other sheets refer to."""
    return {
        f"{part}_{key}_{row.number}": grid.cell_of(key, item)
        for item, row in enumerate(rows)
        for key in SHARED
    }


# The first sheet -------------------------------------------------------------------------

_SETTINGS_ROW = 8


def _write_front(sheet: Worksheet, content: ReviewContent) -> dict[str, str]:
    """Write what the workbook is, and the numbers that formulas refer to; return their cells."""
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 58, 16
    _line(sheet, 1, _("Effect-and-needs review %(years)s", years=content.now), size=16)
    _line(sheet, 2, f"{content.council}, {content.municipality}")
    _line(sheet, 3, _status(content))
    _line(
        sheet,
        4,
        _("Compares %(period)s with %(before)s.", period=content.now, before=content.before),
    )
    head(sheet.cell(_SETTINGS_ROW - 1, 1), _("What the calculation goes by"))
    head(sheet.cell(_SETTINGS_ROW - 1, 2), "")
    settings = _settings(content)
    names = {}
    for row, setting in enumerate(settings, start=_SETTINGS_ROW):
        write_cell(sheet.cell(row, 1), setting.words)
        cell = sheet.cell(row, 2, setting.value)
        cell.number_format, cell.font = setting.form, Font(name=FONT, color=INPUT_INK)
        names[f"s_{setting.key}"] = cell_of(sheet, 2, row)
    row = _SETTINGS_ROW + len(settings)
    write_cell(sheet.cell(row, 1), _("Largest p-value that stands when many are compared"))
    names["s_kept"] = cell_of(sheet, 2, row)
    _write_notes(sheet, row + 2, content)
    sheet.freeze_panes = "A2"
    set_up_print(sheet)
    sheet.page_setup.orientation = "portrait"
    return names


def _settings(content: ReviewContent) -> Sequence[_Setting]:
    confidence = next((one.change.confidence for one in content.indicators), CONFIDENCE)
    return (
        _Setting("before_first", _("First year before"), content.before.first),
        _Setting("before_last", _("Last year before"), content.before.last),
        _Setting("now_first", _("First year now"), content.now.first),
        _Setting("now_last", _("Last year now"), content.now.last),
        _Setting("confidence", _("Confidence"), confidence, "0%"),
        _Setting("fewest", _("Fewest events in a period for a percentage"), FEWEST_EVENTS),
        _Setting(
            "level",
            _("The years spread more than chance when p of φ is below"),
            OVERDISPERSION_LEVEL,
            DECIMAL,
        ),
        _Setting(
            "adjusted",
            _("Adjusted for many comparisons (1 = yes, 0 = no)"),
            int(content.is_adjusted),
        ),
        _Setting(
            "rate",
            _("Share of chance findings that the adjustment allows"),
            FALSE_DISCOVERY_RATE,
            "0%",
        ),
        _Setting(
            "tolerance", _("Figures are equal when they differ less than"), TOLERANCE, "0.0000"
        ),
    )


def _write_kept(sheet: Worksheet, names: Mapping[str, str]) -> None:
    cell = sheet[names["s_kept"].rpartition("!")[2].replace("$", "")]
    cell.value = f"=MAX(0,{names['m_kept']})"
    cell.number_format = P_VALUE


def _status(content: ReviewContent) -> str:
    if content.adopted_on is None:
        return _("Draft: the figures may still change.")
    return _(
        "Adopted %(day)s. %(number)s",
        day=format_date(content.adopted_on),
        number=content.registry_number,
    ).strip()


def _write_notes(sheet: Worksheet, row: int, content: ReviewContent) -> None:
    sources = sorted({one.series.source for one in content.indicators if one.series.source})
    fetched = [
        format_date(one.series.fetched_on) for one in content.indicators if one.series.fetched_on
    ]
    notes = [
        _(
            "Blue figures are entered, black ones are worked out by the cells, those on grey are"
            " the program's own. Change a blue figure and see what comes of it."
        ),
        _("If the cells are empty: press Enable Editing, so that the spreadsheet works them out."),
        _("Every value stands on the sheet Values, one row for each indicator, place and year."),
        _(
            "The last column of a sheet says whether its cells give what the program gave. Years"
            " or rules that you change make them differ."
        ),
        not_proof(),
        _("Sources: %(names)s.", names=", ".join(sources)) if sources else "",
        _("Latest figures fetched %(day)s.", day=max(fetched)) if fetched else "",
        content.method_notes,
    ]
    for offset, note in enumerate(note for note in notes if note):
        cell = sheet.cell(row + offset, 1)
        write_cell(cell, note)
        sheet.merge_cells(
            start_row=row + offset, start_column=1, end_row=row + offset, end_column=2
        )
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[row + offset].height = 16 * (1 + len(note) // 70 + note.count("\n"))


def _line(sheet: Worksheet, row: int, words: str, size: int = 11) -> None:
    cell = sheet.cell(row, 1)
    write_cell(cell, words)
    cell.font = Font(name=FONT, size=size, bold=size > 11, color=INK)


# Many at once, rules ---------------------------------------------------------------------


def _many_columns() -> Sequence[Column]:
    return (
        *name_columns(),
        Column(
            key="p",
            heading=_("p-value"),
            how=_("the program's, of the change"),
            value=lambda row: row.change.p_value,
            form=P_VALUE,
            is_program=True,
        ),
        Column(
            key="order",
            heading=_("Order"),
            how=_("how many p-values are as small or smaller"),
            formula='COUNTIF({m_p},"<="&{p})',
            form=PLAIN,
        ),
        Column(
            key="limit",
            heading=_("Limit"),
            how=_("order ÷ number compared × share allowed (Benjamini and Hochberg)"),
            formula="{order}/COUNT({m_p})*{s_rate}",
            form=P_VALUE,
        ),
        Column(
            key="kept",
            heading=_("p-value within its limit"),
            how=_("the largest of these is where the line is drawn"),
            formula='IF({p}<={limit},{p},"")',
            form=P_VALUE,
        ),
    )


def _write_rules(book: Workbook) -> None:
    sheet: Worksheet = book.create_sheet(_("Rules"))
    sheet.column_dimensions["A"].width = 110
    row = 1
    for section in rule_sections():
        head(sheet.cell(row, 1), section.title)
        for step in section.steps:
            row += 1
            words = f"{step.title}. {step.words}"
            cell = sheet.cell(row, 1)
            write_cell(cell, words)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            sheet.row_dimensions[row].height = 16 * (1 + len(words) // 115)
        row += 2
    sheet.freeze_panes = "A2"
    set_up_print(sheet)


def _set_properties(book: Workbook, content: ReviewContent) -> None:
    book.properties.title = _("Effect-and-needs review %(years)s", years=content.now)
    book.properties.creator = content.council
    book.calculation.fullCalcOnLoad = True
