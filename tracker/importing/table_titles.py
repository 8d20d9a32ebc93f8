"""What stands above a table, and on its sheet: what it is about when its columns do not say."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.importing.headers import period_within, unit_of_header, without_period
from tracker.importing.periods import Period
from tracker.importing.places import find_place
from tracker.importing.workbooks import Line, Sheet
from tracker.text import _

_NAMELESS = re.compile(r"(?:blad|sheet|tabell|table|data|resultat|result) ?\d*|\d+", re.IGNORECASE)
_SOURCE = re.compile(r"(?:källa|source)\s*:\s*(.+)", re.IGNORECASE)
_PRELIMINARY = re.compile(r"\bprel(?:\.|iminär)", re.IGNORECASE)
#: "Anmälda brott: bostadsinbrott. Antal och antal per 100 000": what comes first is the name.
_UNIT_TAIL = re.compile(
    r"[,.;:]?\s*\(?(?:antal|andel|procent|per 100)\b.*$", re.IGNORECASE | re.DOTALL
)


@dataclass(frozen=True)
class Title:
    """What is said of a whole table."""

    name: str
    period: Period | None = None
    unit: str = ""
    place: str = ""
    source: str = ""
    is_preliminary: bool = False
    notes: tuple[str, ...] = ()
    #: As written.
    text: str = ""


def read_title(sheet: Sheet, above: Sequence[Line], *, file_name: str) -> Title:
    """Read what stands above a table, its sheet's name and, last, its file's."""
    texts = [cell for line in above for cell in line.cells if cell]
    source = next((found[1] for text in texts if (found := _SOURCE.match(text))), "")
    titles = [text for text in texts if not _SOURCE.match(text)]
    said = " ".join(titles)
    has_name = sheet.name and not _NAMELESS.fullmatch(sheet.name) and not find_place(sheet.name)
    is_dated = has_name and not without_period(sheet.name)
    name = sheet.name if has_name and not is_dated else _name_of(titles) or stem(file_name)
    is_preliminary = any(_PRELIMINARY.search(text) for text in titles)
    return Title(
        name=without_period(name) or stem(file_name),
        period=period_within(said) or period_within(sheet.name),
        unit=next((unit for text in titles if (unit := _unit_of(text))), ""),
        place=next((text for text in (sheet.name, *titles) if find_place(text)), ""),
        source=source,
        is_preliminary=is_preliminary,
        notes=(_("The table's title says that it is preliminary."),) if is_preliminary else (),
        text=said,
    )


def stem(file_name: str) -> str:
    """Return a file's name without its folder and ending, as words."""
    bare = re.split(r"[/\\]", file_name)[-1].rpartition(".")[0] or file_name
    return " ".join(bare.replace("_", " ").split())


def _name_of(titles: Sequence[str]) -> str:
    """Return what the first title is about."""
    first = next((text for text in titles if not find_place(text) and without_period(text)), "")
    return _UNIT_TAIL.sub("", first).strip() or first


def _unit_of(title: str) -> str:
    """Return the unit that a title ends with."""
    found = _UNIT_TAIL.search(title)
    return unit_of_header(" ".join(found[0].strip(" ,.;:()").split())) if found else ""
