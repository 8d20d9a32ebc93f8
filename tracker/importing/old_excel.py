"""Old Excel files (.xls): looked through first, then laid out by a library in another process.

The library makes room for every cell up to the last one, and cannot tell formulas from values.
"""

import json
import subprocess
import sys
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass

from tracker.importing.old_excel_records import BrokenRecords, SheetSurvey, survey_old_excel
from tracker.importing.rows import NotReadable
from tracker.importing.spreadsheets import value_text
from tracker.text import _

#: Room that the library may make, in cells of all sheets.
_MOST_CELLS = 1_500_000
_PATIENCE_SECONDS = 20


@dataclass(frozen=True)
class OldBook:
    """A file's rows: (the sheet's place from 0, its name, texts); a formula is None."""

    lines: tuple[tuple[int, str, list[str | None]], ...]
    has_links: bool = False


def read_old_excel(data: bytes, *, most_lines: int, most_columns: int) -> OldBook:
    """Read every sheet of an old Excel file.

    Raises:
        NotReadable: it is protected, broken, or reaches too far.
    """
    try:
        survey = survey_old_excel(data)
    except BrokenRecords:
        raise _broken() from None
    if survey.is_protected:
        raise NotReadable(_("The file is protected. Save it without a password, or as CSV."))
    sheets = survey.sheets
    if (
        any(sheet.rows > most_lines or sheet.columns > most_columns for sheet in sheets)
        or sum(sheet.rows * sheet.columns for sheet in sheets) > _MOST_CELLS
    ):
        raise NotReadable(_("The old Excel file is too large. Save it as XLSX or CSV instead."))
    return OldBook(tuple(_read_lines(data, sheets)), has_links=survey.has_links)


def _read_lines(
    data: bytes, sheets: Sequence[SheetSurvey]
) -> Iterator[tuple[int, str, list[str | None]]]:
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "tracker.importing.old_excel_process"],
            input=data,
            capture_output=True,
            timeout=_PATIENCE_SECONDS,
            check=True,
        )
        named = zip(json.loads(ended.stdout), sheets, strict=True)
        for place, ((name, rows), survey) in enumerate(named):
            for row, values in enumerate(rows):
                yield place, name, list(_texts(row, values, survey.formulas))
    except (subprocess.SubprocessError, ValueError):
        raise _broken() from None


def _texts(
    row: int, values: Sequence[object], formulas: Container[tuple[int, int]]
) -> Iterator[str | None]:
    """Give a row's texts. What a formula last showed may be anything, so it is None."""
    for column, value in enumerate(values):
        yield None if (row, column) in formulas else value_text(value)


def _broken() -> NotReadable:
    return NotReadable(_("The old Excel file cannot be read. Save it as XLSX or CSV."))
