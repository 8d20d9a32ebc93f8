"""Old Excel files (.xls) made record by record, as [MS-CFB] and [MS-XLS] describe them.

Only what a reader needs: texts, numbers and formulas, in one compound file.
"""

import struct

_SECTOR = 512
_FREE, _END, _TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_WORKBOOK, _WORKSHEET = 0x0005, 0x0010


class Formula(float):
    """A cell with a formula, and what it last showed."""


def old_excel(*, extra=b"", in_sheets=b"", **sheets):
    """Return an old Excel file; each sheet is a list of rows.

    `extra` records go in first, and `in_sheets` first in each sheet.
    """
    return compound_file(Workbook=_workbook(sheets, extra, in_sheets))


def compound_file(**streams):
    """Return a compound file with streams that are long enough to have sectors of their own."""
    sectors, entries = [], [_entry("Root Entry", 5, _END, 0, child=1)]
    for number, (name, given) in enumerate(streams.items(), start=1):
        content = given.ljust(4096, b"\0")
        pieces = [content[at : at + _SECTOR] for at in range(0, len(content), _SECTOR)]
        right = number + 1 if number < len(streams) else _FREE
        entries.append(_entry(name, 2, len(sectors), len(content), right=right))
        chain = [*range(len(sectors) + 1, len(sectors) + len(pieces)), _END]
        sectors += list(zip(pieces, chain, strict=True))
    directory = b"".join(entries).ljust(-(-len(entries) // 4) * _SECTOR, b"\0")
    first_entry = len(sectors)
    parts = [directory[at : at + _SECTOR] for at in range(0, len(directory), _SECTOR)]
    sectors += list(
        zip(parts, [*range(first_entry + 1, first_entry + len(parts)), _END], strict=True)
    )
    tables = -(-(len(sectors) + 4) // (_SECTOR // 4 - 1))
    chains = [after for _piece, after in sectors] + [_TABLE] * tables
    chains += [_FREE] * (tables * _SECTOR // 4 - len(chains))
    listed = [len(sectors) + number for number in range(tables)]
    header = struct.pack(
        "<8s16xHHHHH6x9I109I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        *(0x3E, 3, 0xFFFE, 9, 6),
        *(0, tables, first_entry, 0, 4096, _END, 0, _END, 0),
        *(*listed, *[_FREE] * (109 - tables)),
    )
    return (
        header
        + b"".join(piece for piece, _after in sectors)
        + struct.pack(f"<{len(chains)}I", *chains)
    )


def _entry(name, kind, first, length, *, child=_FREE, right=_FREE):
    text = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII36xIQ", text, len(text) + 2, kind, 1, _FREE, right, child, first, length
    )


def record(kind, body=b""):
    """Return one record."""
    return struct.pack("<HH", kind, len(body)) + body


def _begins(kind):
    return record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 1996, 0, 6))


def _workbook(sheets, extra, in_sheets):
    parts = [
        _begins(_WORKSHEET) + in_sheets + _cells(rows) + record(0x000A) for rows in sheets.values()
    ]
    names = [name.replace("_", " ").encode("utf-16-le") for name in sheets]
    head = _begins(_WORKBOOK) + extra + record(0x0042, struct.pack("<H", 1200))
    begins = len(head) + sum(12 + len(name) for name in names) + 4
    bound = b""
    for name, part in zip(names, parts, strict=True):
        bound += record(0x0085, struct.pack("<IBBBB", begins, 0, 0, len(name) // 2, 1) + name)
        begins += len(part)
    return head + bound + record(0x000A) + b"".join(parts)


def _cells(rows):
    return b"".join(
        cell_record(row, column, value)
        for row, values in enumerate(rows)
        for column, value in enumerate(values)
        if value not in ("", None)
    )


def cell_record(row, column, value):
    """Return a cell's record."""
    at = struct.pack("<HHH", row, column, 0)
    if isinstance(value, Formula):
        return record(0x0006, at + struct.pack("<dHIH", value, 0, 0, 0))
    if isinstance(value, str):
        text = value.encode("utf-16-le")
        return record(0x0204, at + struct.pack("<HB", len(value), 1) + text)
    return record(0x0203, at + struct.pack("<d", value))
