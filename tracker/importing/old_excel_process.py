"""Lays out an old Excel file in a process of its own: the file on stdin, its cells on stdout.

The library ends its process on some broken files, and takes as much memory as a file says that it
needs. Neither may happen where people's pages are made.
"""

import io
import json
import sys
from datetime import date, datetime, time, timedelta

MOST_MEMORY = 1_000_000_000
MOST_TEXT = 50_000_000


def main() -> None:
    """Write [[a sheet's name, its rows], …] as JSON."""
    from python_calamine import CalamineWorkbook

    _limit_memory()
    book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    sheets = [
        (name, book.get_sheet_by_name(name).to_python(skip_empty_area=False))
        for name in book.sheet_names
    ]
    written = json.dumps(sheets, default=_as_text)
    if len(written) > MOST_TEXT:
        sys.exit("too much text")  # the one who asks would have to hold it all
    sys.stdout.write(written)


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _as_text(value: datetime | date | time | timedelta) -> str:
    return str(value).removesuffix(" 00:00:00")


if __name__ == "__main__":
    main()
