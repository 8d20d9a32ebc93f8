"""What a table's rows are called in other tables, and which row a name means.

A name is as short as it can be and still mean one row: "Mål 3.2", with two programmes
"Mål 3.2 (2023–2026)", and at last "Mål 3.2 (Nr 45)".
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from tracker.domain.data_imports import NewRow
from tracker.domain.table_cells import clean
from tracker.text import EN_DASH, _

#: A row that is there, or one that the same file makes.
RowKey = int | NewRow

#: What may stand before a code, in either language.
_KIND_WORDS = re.compile(r"(?<!\w)(?:mål|goal|område|area) (?=\d)")
_NUMBERED = re.compile(r"\((?:nr|no\.?)\s*(\d+)\)$")


@dataclass(frozen=True)
class Called:
    """What one row is called: names from the shortest on, and what it also answers to."""

    names: tuple[str, ...]
    also: tuple[str, ...] = ()


class Names:
    """The names of a table's rows."""

    def __init__(self, called: Mapping[RowKey, Called]) -> None:
        """Learn the names. A name that several rows have means none of them."""
        self._called = called
        self._meant: dict[str, set[RowKey]] = defaultdict(set)
        aliases: dict[str, set[RowKey]] = defaultdict(set)
        for key, one in called.items():
            for name in one.names:
                self._meant[_plain(name)].add(key)
            for name in one.also:
                aliases[_plain(name)].add(key)
        self._aliases = {name: keys for name, keys in aliases.items() if name not in self._meant}
        self._meant.pop("", None)

    def name(self, key: RowKey) -> str:
        """Return the shortest name that means the row alone."""
        names = self._called[key].names
        short = (name for name in names if len(self._meant.get(_plain(name), ())) == 1)
        return clean(next(short, names[-1]))

    def find(self, text: str) -> RowKey | None:
        """Return the row that a text means; None when it means none.

        Raises:
            ValueError: it means several. The message is for the person.
        """
        plain = _plain(text)
        keys = self._meant.get(plain) or self._aliases.get(plain) or set()
        if len(keys) > 1:
            names = " · ".join(sorted(self.name(key) for key in keys)[:4])
            raise ValueError(
                _(
                    "There are several called %(name)s. Write one of: %(names)s",
                    name=text,
                    names=names,
                )
            )
        return next(iter(keys), None)

    def near(self, text: str) -> tuple[str, ...]:
        """Return names that a text may be a misspelling of."""
        spelt = {_plain(self.name(key)): self.name(key) for key in self._called}
        return tuple(spelt[name] for name in get_close_matches(_plain(text), spelt, n=2))


def plain_name(text: str) -> str:
    """Return what a name is compared by, whatever language and dashes it is written with."""
    return _plain(text)


def _plain(text: str) -> str:
    plain = " ".join(clean(text).casefold().split()).replace(EN_DASH, "-")
    return _NUMBERED.sub(r"(nr \1)", _KIND_WORDS.sub("", plain))


Rows = Mapping[RowKey, Mapping[str, Any]]
Numbers = Callable[[RowKey], str]


def name_rows(table: str, rows: Rows, named: Mapping[str, Rows], number: Numbers) -> Names:
    """Name a table's rows.

    Args:
        table: the table's key.
        rows: {row: its values}.
        named: the tables that it refers to, as they are.
        number: gives the number that a row has in the file.
    """
    call = _CALLERS.get(table, _call_by_name)
    return Names(
        {key: _with_number(call(values, named), number(key)) for key, values in rows.items()}
    )


def _with_number(called: Called, number: str) -> Called:
    last = f"{called.names[0]} ({_('No.')} {number})".strip()
    return Called((*(name for name in called.names if name), last), called.also)


def _call_by_name(values: Mapping[str, Any], _named: Mapping[str, Rows]) -> Called:
    return Called((str(values.get("name") or values.get("title") or ""),))


def _call_programme(values: Mapping[str, Any], _named: Mapping[str, Rows]) -> Called:
    name, years = str(values.get("name") or ""), _years(values)
    return Called((name, f"{name} ({years})"), (years,))


def _call_area(values: Mapping[str, Any], named: Mapping[str, Rows]) -> Called:
    number, name = values.get("number"), str(values.get("name") or "")
    programme = named["programme"].get(values.get("programme_id") or 0, {})
    short = _("Area %(number)s", number=number)
    return Called((short, f"{short} ({_years(programme)})"), (name, f"{number} {name}"))


def _call_goal(values: Mapping[str, Any], named: Mapping[str, Rows]) -> Called:
    area = named["priority_area"].get(values.get("priority_area_id") or 0, {})
    programme = named["programme"].get(area.get("programme_id") or 0, {})
    code = f"{area.get('number')}.{values.get('number')}"
    short = _("Goal %(code)s", code=code)
    title = str(values.get("title") or "")
    return Called((short, f"{short} ({_years(programme)})"), (title, f"{code} {title}"))


def _call_indicator(values: Mapping[str, Any], named: Mapping[str, Rows]) -> Called:
    title = str(values.get("title") or "")
    goal = _call_goal(named["goal"].get(values.get("goal_id") or 0, {}), named)
    return Called((title, f"{title} ({goal.names[0]})", f"{title} ({goal.names[1]})"))


def _years(programme: Mapping[str, Any]) -> str:
    return f"{programme.get('first_year')}{EN_DASH}{programme.get('last_year')}"


_CALLERS: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, Rows]], Called]] = {
    "programme": _call_programme,
    "priority_area": _call_area,
    "goal": _call_goal,
    "indicator": _call_indicator,
}


def known_names(named: Iterable[tuple[int, tuple[str, ...]]]) -> Names:
    """Return the names of people or organisations: the first is what each is called."""
    return Names(
        {number: _with_number(Called(names[:1], names[1:]), str(number)) for number, names in named}
    )
