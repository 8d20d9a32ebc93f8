"""The records of an old Excel file, gone through without laying out its sheets.

They tell how far each sheet's cells reach, which of them are formulas, and whether other workbooks
are linked to. [MS-CFB] and [MS-XLS] describe the forms.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

#: Numbers from here on are no pieces of the file, but say that there is no next one.
_LAST_SECTOR = 0xFFFFFFFA
_SECTORS, _ENTRY = (512, 4096), 128
_FORMULA = 0x0006
#: Records with several cells beside one another.
_BESIDE = frozenset((0x00BD, 0x00BE))
_CELLS = _BESIDE | {0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x00FD, 0x00D6, _FORMULA}
_BEGINS, _ENDS, _BOUND_SHEET, _PROTECTED, _LINKS = 0x0809, 0x000A, 0x0085, 0x002F, 0x01AE
#: A link record of this length names this workbook itself, or an add-in.
_OWN_LINK = 4


class BrokenRecords(Exception):
    """The file is no old Excel file, or is broken."""


@dataclass
class SheetSurvey:
    """How far a sheet's cells reach, and which of them are formulas (row, column)."""

    rows: int = 0
    columns: int = 0
    formulas: set[tuple[int, int]] = field(default_factory=set)


@dataclass
class Survey:
    """What is known of a file before it is laid out."""

    #: In the order of the file.
    sheets: list[SheetSurvey] = field(default_factory=list)
    has_links: bool = False
    is_protected: bool = False


def survey_old_excel(data: bytes) -> Survey:
    """Go through the file's records.

    Raises:
        BrokenRecords: they do not hang together.
    """
    try:
        stream = _workbook_stream(data)
        return Survey(is_protected=True) if stream is None else _read_records(stream)
    except (struct.error, LookupError, ValueError):
        raise BrokenRecords from None


def _read_records(stream: bytes) -> Survey:
    survey = Survey()
    sheets: dict[int, SheetSurvey] = {}
    depth = start = at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + length]
        if kind == _BEGINS:
            start = start if depth else at  # a chart within a sheet begins and ends as sheets do
            depth += 1
        elif kind == _ENDS:
            depth -= 1
        elif kind == _BOUND_SHEET:
            begins = struct.unpack_from("<I", body)[0]
            survey.sheets.append(sheets.setdefault(begins, SheetSurvey()))
        elif kind == _PROTECTED:
            return Survey(is_protected=True)
        elif kind == _LINKS:
            survey.has_links |= length > _OWN_LINK
        elif kind in _CELLS:
            _note_cell(kind, body, sheets.setdefault(start, SheetSurvey()))
        at += 4 + length
    return survey


def _note_cell(kind: int, body: bytes, sheet: SheetSurvey) -> None:
    row, column = struct.unpack_from("<HH", body)
    last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind in _BESIDE else column
    sheet.rows = max(sheet.rows, row + 1)
    sheet.columns = max(sheet.columns, last + 1)
    if kind == _FORMULA:
        sheet.formulas.add((row, column))


def _workbook_stream(data: bytes) -> bytes | None:
    """Return the stream of records out of the compound file; None when it is encrypted.

    Raises:
        ValueError: it holds no such stream, or is broken.
    """
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    if size not in _SECTORS:
        raise ValueError
    sectors = _Sectors(data, size)
    table = _allocation_table(sectors)
    first_entry, _signature, cutoff = struct.unpack_from("<III", data, 48)
    directory = sectors.follow(first_entry, table)
    entries = [directory[at : at + _ENTRY] for at in range(0, len(directory) - _ENTRY + 1, _ENTRY)]
    streams = {_name(entry): struct.unpack_from("<II", entry, 116) for entry in entries}
    if "EncryptedPackage" in streams:
        return None  # a new Excel file under a password is kept in an old one
    first, length = streams.get("Workbook") or streams["Book"]
    if length < cutoff:
        raise ValueError  # so short a stream is kept otherwise, and no program that we met does so
    return sectors.follow(first, table)[:length]


def _name(entry: bytes) -> str:
    length = struct.unpack_from("<H", entry, 64)[0]
    return entry[: max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")


@dataclass(frozen=True)
class _Sectors:
    """Pieces of equal size, chained by a table."""

    data: bytes
    size: int

    def read(self, number: int) -> bytes:
        """Return a piece. The first comes after the header, which is as long as one."""
        begins = (number + 1) * self.size
        return self.data[begins : begins + self.size]

    def follow(self, number: int, table: Sequence[int]) -> bytes:
        """Return a chain's content. It is never longer than the file: no loop goes on for ever."""
        parts = []
        for _step in range(len(self.data) // self.size):
            if number >= _LAST_SECTOR:
                break
            parts.append(self.read(number))
            number = table[number]
        return b"".join(parts)


def _allocation_table(sectors: _Sectors) -> Sequence[int]:
    """Return which piece comes after each.

    The header lists the first 109 pieces of the table, enough for files of seven megabytes.
    """
    listed = struct.unpack_from("<109I", sectors.data, 76)
    parts = [sectors.read(number) for number in listed if number < _LAST_SECTOR]
    return _numbers(b"".join(parts))


def _numbers(content: bytes) -> Sequence[int]:
    whole = len(content) // 4
    return struct.unpack_from(f"<{whole}I", content)
