"""Our own form for values of indicators: one value a row. Written and read by the same headers."""

from tracker.domain.tables import Table
from tracker.text import _, format_number, mark

#: (what it holds, as importing/headers calls it; the English source; in Swedish).
_COLUMNS = (
    ("name", mark("Indicator"), "Indikator"),
    ("place", mark("Place"), "Plats"),
    ("period", mark("Period"), "Period"),
    ("unit", mark("Unit"), "Enhet"),
    ("count", mark("Count"), "Antal"),
    ("value", mark("Value"), "Värde"),
    ("population", mark("Population"), "Folkmängd"),
    ("sample", mark("Respondents"), "Svarande"),
    ("low", mark("Lower limit"), "Undre gräns"),
    ("high", mark("Upper limit"), "Övre gräns"),
    ("preliminary", mark("Preliminary"), "Preliminärt"),
    ("break", mark("Series break"), "Tidsseriebrott"),
    ("source", mark("Source"), "Källa"),
)
#: What each column holds, and its headers in each language.
TEMPLATE_HEADERS = tuple((field, (english, swedish)) for field, english, swedish in _COLUMNS)


def template_table() -> Table:
    """Return the form: its headers, and no rows that could be mistaken for values."""
    headers = tuple(_(english) for _field, english, _swedish in _COLUMNS)
    return Table(caption=_("Values"), headers=headers, rows=())


def explanation_table(municipality: str, year: int) -> Table:
    """Return what to write in each column, with an example for the council's own municipality."""
    share = format_number(24.5, 1)
    limits = format_number(20.5, 1), format_number(28.9, 1)
    words = (
        (_("What is measured, the same words in each row."), _("Unsafe outdoors at night")),
        (_("The municipality, the county or the country."), municipality),
        (_("A year, two years together, or a month."), f"{year}, {year - 1}/{year}, {year}-08"),
        (_("What the value is in. Leave it empty for a count."), "%"),
        (_("A number of events. Leave it empty when there is a value."), "83"),
        (_("A share, a rate or a value on a scale."), share),
        (_("How many live there, for a count. May be empty."), format_number(31250)),
        (_("How many answered, for a survey. May be empty."), "412"),
        (_("The source's own interval. May be empty."), limits[0]),
        (_("The source's own interval. May be empty."), limits[1]),
        (_("Yes, when the source may still change it."), _("Yes")),
        (_("Yes, when it cannot be compared with earlier years."), ""),
        (_("Who publishes it."), "NTU"),
    )
    headers = (_("Column"), _("What to write"), _("Example"))
    rows = tuple(
        (_(english), *said)
        for (_field, english, _swedish), said in zip(_COLUMNS, words, strict=True)
    )
    return Table(caption=_("How to fill it in"), headers=headers, rows=rows)
