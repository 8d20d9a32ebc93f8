"""The tables as a file held them: texts alone, kept until somebody has looked them through."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter


@dataclass(frozen=True, kw_only=True)
class ReadRow:
    """One row as written."""

    #: The row's number in the sheet or file.
    line: int
    #: {column's key: text}. None where the cell holds a formula, which is never read.
    cells: Mapping[str, str | None]


@dataclass(frozen=True, kw_only=True)
class ReadTable:
    """One of our tables as a file held it."""

    #: The table's key.
    key: str
    #: The sheet, or the file, as a person finds it.
    sheet: str
    #: {column's key: its letter in the sheet}.
    letters: Mapping[str, str]
    rows: tuple[ReadRow, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReadTables:
    """All that a file held."""

    tables: tuple[ReadTable, ...]
    #: What was left out of it, for the person.
    notes: tuple[str, ...] = ()


_ADAPTER = TypeAdapter(ReadTables)


def pack(tables: ReadTables) -> bytes:
    """Return the tables as compressed JSON. The same always gives the same bytes."""
    return gzip.compress(_ADAPTER.dump_json(tables), mtime=0)


def unpack(packed: bytes) -> ReadTables:
    """Return what was packed."""
    return _ADAPTER.validate_json(gzip.decompress(packed))
