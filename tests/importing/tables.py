"""Small made-up files, and what is read from them in a form that is easy to compare."""

import io
from datetime import date

from openpyxl import Workbook

from tracker.importing.indicator_files import read_indicator_file


def workbook(**sheets):
    """Return an XLSX file; each sheet is a list of rows."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append(row)
    packed = io.BytesIO()
    book.save(packed)
    return packed.getvalue()


def text_file(*lines, coding="utf-8"):
    """Return a text file."""
    return "\r\n".join(lines).encode(coding)


def read(data, name="tal.csv", **given):
    """Read a file as a coordinator would send it."""
    return read_indicator_file(data, name=name, **given)


def flat(found, *parts):
    """Return {(series, place, period): parts of the value}; a whole year is its number."""
    return {
        (series.name, value.place, period(value)): (
            getattr(value, parts[0])
            if len(parts) == 1
            else tuple(getattr(value, part) for part in parts)
        )
        for series in found.series
        for value in series.values
    }


def period(value):
    """Return a whole year as its number, other periods as "2017-01-01–2018-12-31"."""
    year = value.starts_on.year
    if (value.starts_on, value.ends_on) == (date(year, 1, 1), date(year, 12, 31)):
        return year
    return f"{value.starts_on}–{value.ends_on}"


def wrong(found):
    """Return {where: words} of what is not understood."""
    return {one.where: one.words for one in found.problems if not one.is_missing}


def missing(found):
    """Return {where: what stands there} of what the source has no value for."""
    return {one.where: one.raw for one in found.problems if one.is_missing}
