"""A table as plain text: what every chart, report and export says in rows. No figures here."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows of finished strings, ready for a page, a document or a file.

    Every row has as many cells as there are headers. `numeric` holds the indexes of the columns
    to align right. A cell never holds markup: whoever shows the table escapes it.
    """

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        """Refuse a table whose rows do not fit its headers."""
        for row in self.rows:
            if len(row) != len(self.headers):
                raise ValueError(f"{len(row)} cells under {len(self.headers)} headers: {row!r}")

    def as_records(self) -> list[Mapping[str, str]]:
        """Return each row as {header: cell}."""
        return [dict(zip(self.headers, row, strict=True)) for row in self.rows]
