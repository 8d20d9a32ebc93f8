"""Tables where years, units or questions stand beside one another, one place (or crime) a row.

Brå's workbook of a municipality (a sheet a crime type; for each year "Antal" and "Antal per
100 000"), its yearly tables, survey tables by overlapping years, and tables by question are the
same thing here: each column's headings, and each row's label, say what a cell stands for. What
neither says, the title does.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tracker.importing.headers import Heading, Role, is_percent, read_heading, read_role, read_unit
from tracker.importing.numbers import is_missing, read_number
from tracker.importing.periods import read_period
from tracker.importing.places import find_place
from tracker.importing.readings import Read, Reading
from tracker.importing.table_titles import Title, read_title
from tracker.importing.workbooks import Line, Sheet
from tracker.text import _

#: How far down the first row with values may stand.
_DEEPEST = 20
_LABELS = (Role.PLACE, Role.CODE, Role.NAME, Role.PERIOD, Role.UNIT, Role.GENDER)
#: What surveys ask about: answers are per cent where the file says nothing.
_SURVEY = re.compile(r"trygg|\boro\b|oro_|\boroa|utsatt|förtroende|\bntu\b", re.IGNORECASE)
_COUNTED = re.compile(r"\bantal\b|\banmäl", re.IGNORECASE)
_FOOT_SOURCE = re.compile(r"(?:källa|source)\s*:\s*(.+)", re.IGNORECASE)


@dataclass(frozen=True)
class _Table:
    """Where everything stands."""

    sheet: Sheet
    title: Title
    #: {column: what its labels are}.
    labels: dict[int, Role]
    #: {column: what its headings say}.
    headings: dict[int, Heading]
    source: str


def read_wide_table(sheet: Sheet, *, file_name: str) -> Read | None:
    """Read a wide table; None when the sheet is none."""
    first = _find_first_row(sheet)
    if first is None:
        return None
    top = _find_header(sheet, first)
    header, rows = sheet.lines[top:first], sheet.lines[first:]
    labels = _read_labels(header, rows)
    width = max(len(line.cells) for line in sheet.lines[top:])
    table = _Table(
        sheet,
        read_title(sheet, sheet.lines[:top], file_name=file_name),
        labels,
        {
            column: heading
            for column in range(width)
            if column not in labels and (heading := _join_headings(header, column, labels))
        },
        _find_source(rows),
    )
    if not table.headings:
        return None
    return _read_rows(table, rows)


def _find_first_row(sheet: Sheet) -> int | None:
    """Return the first row that has a label and values, and is no row of years."""
    for place, line in enumerate(sheet.lines[:_DEEPEST]):
        rest = [cell for cell in line.cells[1:] if cell is None or cell.strip()]
        if not line.text(0) or not rest or not all(_is_value(cell) for cell in rest[-1:]):
            continue
        is_years = all(cell is not None and read_period(cell) for cell in rest)
        if find_place(line.text(0)) or (not is_years and read_role(line.text(0)) is None):
            return place
    return None


def _is_value(cell: str | None) -> bool:
    try:
        return cell is None or is_missing(cell) or read_number(cell) is not None
    except ValueError:
        return False


def _find_header(sheet: Sheet, first: int) -> int:
    """Return where the rows of headings begin: those above the first row that are no titles."""
    top = first
    while top and any(sheet.lines[top - 1].text(c) for c in range(1, 1 + _width(sheet, top - 1))):
        top -= 1
    return top


def _width(sheet: Sheet, place: int) -> int:
    return len(sheet.lines[place].cells)


def _read_labels(header: Sequence[Line], rows: Sequence[Line]) -> dict[int, Role]:
    """Return which columns hold labels, and of what."""
    labels: dict[int, Role] = {}
    width = max(len(line.cells) for line in (*header, *rows))
    for column in range(width):
        texts = [line.text(column) for line in header if line.text(column)]
        role = read_role(texts[-1]) if texts else None
        if role in _LABELS and role not in labels.values() and len(labels) == column:
            labels[column] = role
        else:
            break
    if not labels:
        labels[0] = _role_of_labels([line.text(0) for line in rows if line.text(0)])
    return labels


def _role_of_labels(labels: Sequence[str]) -> Role:
    """Return what labels without a heading are: places, periods or what is counted."""
    if 2 * sum(find_place(label) is not None for label in labels) >= len(labels):
        return Role.PLACE
    if all(read_period(label) for label in labels):
        return Role.PERIOD
    return Role.NAME


def _join_headings(header: Sequence[Line], column: int, labels: dict[int, Role]) -> Heading | None:
    """Return what all headings above a column say together."""
    texts = [
        line.text(column) or (_to_the_left(line, column, labels) if line is not header[-1] else "")
        for line in header
    ]
    parts = [read_heading(text) for text in texts if text]
    if not parts:
        return None
    return Heading(
        role=next((part.role for part in reversed(parts) if part.role), None),
        unit=next((part.unit for part in reversed(parts) if part.unit), ""),
        period=next((part.period for part in parts if part.period), None),
        name=", ".join(dict.fromkeys(part.name for part in parts if part.name)),
    )


def _to_the_left(line: Line, column: int, labels: dict[int, Role]) -> str:
    """Return the heading of merged cells: it stands in the first of them."""
    columns = range(column - 1, len(labels) - 1, -1)
    return next((line.text(left) for left in columns if line.text(left)), "")


def _find_source(rows: Sequence[Line]) -> str:
    found = (_FOOT_SOURCE.match(line.text(0)) for line in rows)
    return next((one[1] for one in found if one), "")


def _read_rows(table: _Table, rows: Sequence[Line]) -> Read:
    read = Read(form=_form(table), notes=list(table.title.notes))
    is_assumed = False
    for line in rows:
        if not _has_values(table, line):
            _refuse_nameless(table, line, read)
            continue
        for column, heading in table.headings.items():
            reading = _read_cell(table, line, column, heading)
            if reading.role is Role.VALUE and not reading.unit and _is_survey(table, reading):
                reading, is_assumed = replace(reading, unit="%"), True
            read.readings.append(reading)
    if is_assumed:
        read.notes.append(_("The file says no unit. The values are read as per cent."))
    return read


def _refuse_nameless(table: _Table, line: Line, read: Read) -> None:
    """Say that a row has values and no place, where places stand first on each row."""
    column = next((at for at, role in table.labels.items() if role is Role.PLACE), None)
    if column is None or any(line.text(label) for label in table.labels):
        return
    if any(line.text(at) for at in table.headings):
        words = _("No place is written. Write a municipality.")
        read.refuse(table.sheet.where(line, column), line.raw(column), words)


def _form(table: _Table) -> str:
    roles = {heading.role for heading in table.headings.values()}
    if Role.COUNT in roles and Role.VALUE in roles:
        return _("Brå: counts and rates beside one another, by year")
    if any(heading.period for heading in table.headings.values()):
        return _("A column for each year or period")
    return _("A column for each question or crime")


def _has_values(table: _Table, line: Line) -> bool:
    """Say whether a row has anything: a foot note has only its label."""
    said = [line.cells[column] for column in table.headings if column < len(line.cells)]
    is_label = any(line.text(column) for column in table.labels)
    is_bare = not any(cell is None or cell.strip() for cell in said)
    return is_label and not (is_bare and not find_place(line.text(0)))


def _read_cell(table: _Table, line: Line, column: int, heading: Heading) -> Reading:
    title = table.title
    labels = {role: line.text(place) for place, role in table.labels.items()}
    names = (labels.get(Role.NAME, ""), heading.name, labels.get(Role.GENDER, ""))
    name = ", ".join(part for part in names if part) or title.name
    role, unit = _role_and_unit(heading, labels.get(Role.UNIT, ""), title, name)
    if role is Role.POPULATION or (role is Role.SAMPLE and not names[0] and not heading.name):
        name = ""
    period = heading.period or read_period(labels.get(Role.PERIOD, "")) or title.period
    return Reading(
        name=name,
        place=_place(labels) or title.place,
        period=period,
        role=role,
        text=None if line.has_formula(column) else line.text(column),
        where=table.sheet.where(line, column),
        unit=unit,
        source=title.source or table.source,
        is_preliminary=title.is_preliminary,
    )


def _place(labels: dict[Role, str]) -> str:
    written, code = labels.get(Role.PLACE, ""), labels.get(Role.CODE, "")
    return code if code and find_place(code) and not find_place(written) else written


def _role_and_unit(heading: Heading, label: str, title: Title, name: str) -> tuple[Role, str]:
    """Return what a cell is, and its unit: by its column, its row, or the title."""
    if heading.role:
        return heading.role, heading.unit
    said = read_heading(label) if label else None
    if said and said.role:
        return said.role, said.unit or label
    if read_unit(title.text) is Role.POPULATION:
        return Role.POPULATION, ""
    if unit := title.unit or (name if is_percent(name) else ""):
        return Role.VALUE, unit
    if _COUNTED.search(f"{title.text} {name}"):
        return Role.COUNT, ""
    return Role.VALUE, label


def _is_survey(table: _Table, reading: Reading) -> bool:
    return bool(_SURVEY.search(f"{table.title.text} {reading.name}"))
