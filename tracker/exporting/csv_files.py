"""A table as CSV that a spreadsheet opens right and that carries no live formula."""

import csv
import io

from tracker.domain.inert_cells import inert
from tracker.domain.tables import Table
from tracker.text import current_language

BYTE_ORDER_MARK = "\ufeff"


def csv_text(table: Table) -> str:
    """Return the table as CSV with a byte order mark, semicolons in Swedish.

    A cell that a spreadsheet would run is kept as text by an apostrophe before it (OWASP, CSV
    injection).
    """
    file = io.StringIO()
    delimiter = ";" if current_language() == "sv" else ","
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(inert(header) for header in table.headers)
    writer.writerows([inert(cell) for cell in row] for row in table.rows)
    return BYTE_ORDER_MARK + file.getvalue()
