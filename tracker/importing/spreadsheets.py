"""Spreadsheets, as CSV or XLSX, become rows of texts. Nothing in them is run or followed."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import IO, Any

from tracker.importing.rows import MAX_BYTES, MOST_ROWS, NotReadable, one_line
from tracker.text import NO_BREAK_SPACE, _, ngettext

MOST_COLUMNS = 30
#: Rows of a sheet that are looked through for those that hold something.
_MOST_LINES = 4 * MOST_ROWS
_MAX_UNPACKED_BYTES = 4_000_000
_MOST_PARTS = 200
#: Characters in all cells: a text that is stored once may stand in a million of them.
_MOST_TEXT = 20_000_000
_CHUNK = 65_536
#: Lines that the delimiter is guessed from.
_SAMPLE = 30
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_DECLARATIONS = tuple(
    text.encode(coding)
    for text in ("<!DOCTYPE", "<!ENTITY")
    for coding in ("utf-8", "utf-16-le", "utf-16-be")
)
#: What the libraries raise for a broken file.
BROKEN = (
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
    if data.startswith(OLD_EXCEL):
        raise NotReadable(_("This is an old or protected Excel file. Save it as XLSX or CSV."))
    lines = _first_sheet(data) if data.startswith(ZIP) else csv_lines(data)
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


def csv_lines(data: bytes) -> Iterator[list[str | None]]:
    """Give the rows of a text file. A formula is None.

    Raises:
        NotReadable: it is not text, or not CSV.
    """
    # Some exports write spaces as in a web page, with a semicolon that would end the cell.
    text = decode(data).replace("&nbsp;", NO_BREAK_SPACE)
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=_find_delimiter(text)):
            yield [None if cell.lstrip().startswith("=") else cell for cell in cells]
    except csv.Error:
        raise NotReadable(_("The file cannot be read as CSV.")) from None


def _find_delimiter(text: str) -> str:
    """Return what most of the first lines have; commas may also be in texts and numbers."""
    lines = islice((line for line in io.StringIO(text) if line.strip()), _SAMPLE)
    sample = [line[:_CHUNK] for line in lines]
    return max(";\t,", key=lambda delimiter: sum(delimiter in line for line in sample))


def _first_sheet(data: bytes) -> Iterator[list[str | None]]:
    refuse_hostile(data, most_bytes=_MAX_UNPACKED_BYTES)
    for number, _title, cells in xlsx_lines(
        data, most_lines=_MOST_LINES, most_columns=MOST_COLUMNS
    ):
        if number:
            return
        yield cells


def refuse_hostile(data: bytes, *, most_bytes: int) -> None:
    """Refuse what unpacks to too much, and XML that declares things.

    A part never unpacks to more than it says: zipfile stops there. It is looked through in
    pieces, so that little is held at a time.

    Raises:
        NotReadable: it is refused, or is not XLSX.
    """
    with _in_words(), zipfile.ZipFile(io.BytesIO(data)) as parts:
        listed = parts.infolist()
        if len(listed) > _MOST_PARTS or sum(p.file_size for p in listed) > most_bytes:
            raise _unpacks_to_too_much()
        for part in listed:
            with parts.open(part) as content:
                if _declares(content):
                    raise NotReadable(
                        _("The file holds what a spreadsheet should not. It is refused.")
                    )


def _declares(content: IO[bytes]) -> bool:
    """Say whether a part has XML that declares a document type or an entity."""
    longest = max(map(len, _DECLARATIONS))
    seen = b""
    while piece := content.read(_CHUNK):
        seen = seen[-longest:] + piece
        if any(declaration in seen for declaration in _DECLARATIONS):
            return True
    return False


def xlsx_lines(
    data: bytes, *, most_lines: int, most_columns: int, keeps_text: bool = False
) -> Iterator[tuple[int, str, list[str | None]]]:
    """Give (the sheet's place from 0, its title, a row's texts). A formula is None.

    With `keeps_text` a text that only looks like a formula stays: our own files hold such.

    Raises:
        NotReadable: it is not XLSX, or its texts are too much.
    """
    import warnings

    from openpyxl import load_workbook  # type: ignore[import-untyped]

    with _in_words(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what it cannot show, such as drop-down lists
        # Formulas are read as such and left out: what they last showed may be anything.
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        if not book.worksheets:
            raise NotReadable(_("The file is empty."))
        room = _MOST_TEXT
        for place, sheet in enumerate(book.worksheets):
            for cells in sheet.iter_rows(max_row=most_lines, max_col=most_columns):
                texts = [_as_text(cell, keeps_text=keeps_text) for cell in cells[: _width(cells)]]
                room -= sum(len(text) for text in texts if text)
                if room < 0:
                    raise _unpacks_to_too_much()
                yield place, sheet.title, texts
        book.close()


def _unpacks_to_too_much() -> NotReadable:
    return NotReadable(_("The file unpacks to too much. Save only the sheet needed."))


def _width(cells: Sequence[Any]) -> int:
    """Return how many cells a row has: the library fills it up with empty ones."""
    return next((at for at in range(len(cells), 0, -1) if cells[at - 1].value is not None), 0)


@contextmanager
def _in_words() -> Iterator[None]:
    """Say what a broken file makes the libraries raise in words for the person."""
    try:
        yield
    except NotReadable:
        raise
    except BROKEN:
        raise NotReadable(_("The file cannot be read as XLSX. Save it again, or as CSV.")) from None


def _as_text(cell: Any, *, keeps_text: bool = False) -> str | None:
    value = cell.value
    looks_live = isinstance(value, str) and value.lstrip().startswith("=")
    if cell.data_type == "f" or (looks_live and not keeps_text):
        return None
    return value_text(value, is_percent=_is_percent(cell))


def _is_percent(cell: Any) -> bool:
    """Say whether a cell shows its number as per cent: 0.15 as 15 %."""
    is_styled = cell.data_type == "n" and cell.value is not None and cell.has_style
    return bool(is_styled) and "%" in str(cell.number_format)


def value_text(value: Any, *, is_percent: bool = False) -> str:
    """Return a cell's value as text."""
    if isinstance(value, datetime):
        has_time = value.time() != time(0)
        return f"{value:%Y-%m-%d %H:%M}" if has_time else value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if is_percent and isinstance(value, int | float):
        # By its decimals: 0.07 × 100 is 7.000000000000001 in floating point.
        return f"{(Decimal(repr(value)) * 100).normalize():f} %"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
