"""Files with indicators' values, in the forms in which they are really met.

Each sheet is tried as: an export from Brå's search SOL, a long table (one value a row; our own
template is one), a wide table. Nothing is saved here.
"""

from dataclasses import dataclass, field

from tracker.domain.found_data import FoundData
from tracker.importing.long_tables import read_long_table
from tracker.importing.readings import Read, assemble
from tracker.importing.rows import NotReadable
from tracker.importing.sol_tables import read_sol_table
from tracker.importing.wide_tables import read_wide_table
from tracker.importing.workbooks import Sheet, read_workbook
from tracker.text import _


@dataclass
class _Found:
    """What all sheets held."""

    reads: list[Read] = field(default_factory=list)
    #: The names of sheets that hold no table.
    left_out: list[str] = field(default_factory=list)


def read_indicator_file(data: bytes, *, name: str, year: int | None = None) -> FoundData:
    """Read a file with indicators' values, or populations.

    Args:
        data: the file: XLSX, .xls, CSV, text, or Statistics Sweden's JSON; at most 5 MB.
        name: what it is called; names a series that has no other name.
        year: which year is meant where the file names none. Without it, such a file `lacks_year`
            and its values are left out.

    Returns:
        What was found. A unit with per cent in it has its values as 0–1. A count with its rate is
        one series, whose unit is the rate's.

    Raises:
        NotReadable: it is too large, hostile, or no table that is known. The message is for the
            person.
    """
    book = read_workbook(data)
    found = _Found()
    for sheet in book.sheets:
        read = _read_sheet(sheet, name)
        if read and (read.readings or read.problems):
            found.reads.append(read)
        else:
            found.left_out.append(sheet.name)
    if not found.reads:
        raise NotReadable(
            _(
                "No values are found in the file. It needs a row of headings, and below it a "
                "municipality, a year and a value on each row. Our own template shows how."
            )
        )
    readings = [reading for read in found.reads for reading in read.readings]
    assembled = assemble(readings, year=year)
    notes = [note for read in found.reads for note in read.notes]
    return FoundData(
        form=", ".join(dict.fromkeys(read.form for read in found.reads)),
        series=assembled.series,
        populations=assembled.populations,
        problems=(*(one for read in found.reads for one in read.problems), *assembled.problems),
        notes=tuple(dict.fromkeys((*book.notes, *notes, *_left_out(found)))),
        lacks_year=assembled.lacks_year,
    )


def _read_sheet(sheet: Sheet, name: str) -> Read | None:
    return (
        read_sol_table(sheet)
        or read_long_table(sheet, file_name=name)
        or read_wide_table(sheet, file_name=name)
    )


def _left_out(found: _Found) -> tuple[str, ...]:
    names = [name for name in found.left_out if name]
    if not names:
        return ()
    return (_("These sheets hold no values and are left out: %(names)s.", names=", ".join(names)),)
