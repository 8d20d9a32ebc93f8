"""Spreadsheets, as CSV or XLSX, become rows of texts. Nothing in them is run or followed."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from tracker.importing.rows import MAX_BYTES, MOST_ROWS, NotReadable, one_line
from tracker.text import _, ngettext

MOST_COLUMNS = 30
#: Rows of a sheet that are looked through for those that hold something.
_MOST_LINES = 4 * MOST_ROWS
_MAX_UNPACKED_BYTES = 4_000_000
_MOST_PARTS = 200
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_DECLARATIONS = tuple(
    text.encode(coding)
    for text in ("<!DOCTYPE", "<!ENTITY")
    for coding in ("utf-8", "utf-16-le", "utf-16-be")
)
_BROKEN = (
    ArithmeticError,
    AttributeError,
    EOFError,
    KeyError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,  # what the XML reader's errors are
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)


@dataclass(frozen=True)
class Sheet:
    """A sheet's rows that hold something: (number in the file, texts)."""

    rows: tuple[tuple[int, tuple[str, ...]], ...]
    #: What was left out.
    notes: tuple[str, ...] = ()


def read_sheet(data: bytes) -> Sheet:
    """Read the first sheet of a file.

    Raises:
        NotReadable: it is too large, or is neither CSV nor XLSX.
    """
    if len(data) > MAX_BYTES:
        raise NotReadable(_("The file is too large. Send at most 1 MB."))
    if data.startswith(_OLD_EXCEL):
        raise NotReadable(_("This is an old or protected Excel file. Save it as XLSX or CSV."))
    lines = _read_xlsx(data) if data.startswith(_ZIP) else _read_csv(data)
    return _clean(lines)


def decode(data: bytes) -> str:
    """Return a file's text, in UTF-8, UTF-16 or Windows-1252.

    Raises:
        NotReadable: it is not text.
    """
    is_utf_16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for coding in ("utf-16",) if is_utf_16 else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(coding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
        break
    raise NotReadable(_("The file is not text. Save it as CSV, XLSX or ICS."))


def _clean(lines: Iterable[list[str | None]]) -> Sheet:
    """Keep the rows that hold something; a formula is None, and is counted."""
    rows: list[tuple[int, tuple[str, ...]]] = []
    formulas = 0
    for number, cells in enumerate(lines, start=1):
        formulas += sum(cell is None for cell in cells[:MOST_COLUMNS])
        texts = [one_line(cell or "") for cell in cells[:MOST_COLUMNS]]
        while texts and not texts[-1] and len(texts) > 2:
            texts.pop()  # XLSX rows are all equally wide
        if any(texts):
            rows.append((number, tuple(texts)))
        if len(rows) > MOST_ROWS + 1 or number >= _MOST_LINES:
            raise NotReadable(_too_many())
    if not rows:
        raise NotReadable(_("The file is empty."))
    note = ngettext(
        "One formula is left out. Save the file with values instead.",
        "%(num)s formulas are left out. Save the file with values instead.",
        formulas,
    )
    return Sheet(tuple(rows), (note,) if formulas else ())


def _too_many() -> str:
    return _("The file has too many rows. Send at most %(most)s.", most=MOST_ROWS)


def too_many() -> NotReadable:
    """Return the refusal of a file with too many rows."""
    return NotReadable(_too_many())


def _read_csv(data: bytes) -> Iterator[list[str | None]]:
    text = decode(data)
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(";,\t", key=first.count)
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield [None if cell.lstrip().startswith("=") else cell for cell in cells]
    except csv.Error:
        raise NotReadable(_("The file cannot be read as CSV.")) from None


def _read_xlsx(data: bytes) -> Iterator[list[str | None]]:
    try:
        _refuse_hostile(data)
        yield from _open_xlsx(data)
    except NotReadable:
        raise
    except _BROKEN:
        raise NotReadable(_("The file cannot be read as XLSX. Save it again, or as CSV.")) from None


def _refuse_hostile(data: bytes) -> None:
    """Refuse what unpacks to too much, and XML that declares things.

    A part never unpacks to more than it says: zipfile stops there.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        listed = parts.infolist()
        if len(listed) > _MOST_PARTS or sum(p.file_size for p in listed) > _MAX_UNPACKED_BYTES:
            raise NotReadable(_("The file unpacks to too much. Save only the dates and themes."))
        for part in listed:
            content = parts.read(part)
            if any(declaration in content for declaration in _DECLARATIONS):
                raise NotReadable(_("The file holds what a spreadsheet should not. It is refused."))


def _open_xlsx(data: bytes) -> Iterator[list[str | None]]:
    import warnings

    from openpyxl import load_workbook  # type: ignore[import-untyped]

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it cannot show, such as drop-down lists
        # Formulas are read as such and left out: what they last showed may be anything.
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        sheets = book.worksheets
        if not sheets:
            raise NotReadable(_("The file is empty."))
        for cells in sheets[0].iter_rows(max_row=_MOST_LINES, max_col=MOST_COLUMNS):
            yield [_as_text(cell) for cell in cells]
        book.close()


def _as_text(cell: Any) -> str | None:
    value = cell.value
    if cell.data_type == "f" or (isinstance(value, str) and value.lstrip().startswith("=")):
        return None
    if isinstance(value, datetime):
        has_time = value.time() != time(0)
        return f"{value:%Y-%m-%d %H:%M}" if has_time else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
