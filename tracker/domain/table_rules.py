"""What must hold between the cells of one row, as the forms and the database ask too."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tracker.domain.terms import IndicatorKind
from tracker.text import _

#: A column and what is wrong there.
Fault = tuple[str, str]
Values = Mapping[str, Any]


def broken_rules(table: str, values: Values, *, kind: IndicatorKind | None = None) -> list[Fault]:
    """Return what is wrong with a row's values together.

    Args:
        table: the table's key.
        values: the row's columns; those that lack count as empty.
        kind: what kind of number a measurement's indicator is.
    """
    rule = _RULES.get(table)
    return list(rule(values, kind)) if rule else []


def _programme(values: Values, _kind: IndicatorKind | None) -> Iterator[Fault]:
    yield from _years(values, "first_year", "last_year")
    link = values.get("link") or ""
    if link and not link.lower().startswith(("http://", "https://")):
        yield "link", _("Write a web address that begins with https://.")


def _goal(values: Values, _kind: IndicatorKind | None) -> Iterator[Fault]:
    yield from _years(values, "first_year", "last_year")


def _indicator(values: Values, _kind: IndicatorKind | None) -> Iterator[Fault]:
    yield from _years(values, "baseline_first_year", "baseline_last_year")
    if (values.get("baseline_first_year") is None) != (values.get("baseline_last_year") is None):
        yield "baseline_last_year", _("Fill in both the first and the last year, or neither.")
    if values.get("kind") is IndicatorKind.SHARE:
        yield from _shares(values, "target")


def _intervention(values: Values, _kind: IndicatorKind | None) -> Iterator[Fault]:
    yield from _days(values)


def _measurement(values: Values, kind: IndicatorKind | None) -> Iterator[Fault]:
    yield from _days(values)
    if values.get("count") is None and values.get("value") is None:
        yield "value", _("Fill in the number of events or a value.")
    low, high = values.get("low"), values.get("high")
    if low is not None and high is not None and high < low:
        yield "high", _("The upper limit is below the lower one. Change one of them.")
    if kind is IndicatorKind.SHARE:
        yield from _shares(values, "value", "low", "high")


def _years(values: Values, first: str, last: str) -> Iterator[Fault]:
    begins, ends = values.get(first), values.get(last)
    if begins is not None and ends is not None and ends < begins:
        yield last, _("The last year is before the first. Change one of them.")


def _days(values: Values) -> Iterator[Fault]:
    begins, ends = values.get("starts_on"), values.get("ends_on")
    if begins is not None and ends is not None and ends < begins:
        yield "ends_on", _("The last day is before the first. Change one of them.")


def _shares(values: Values, *names: str) -> Iterator[Fault]:
    for name in names:
        share = values.get(name)
        if share is not None and not 0 <= share <= 1:
            yield name, _("A share is written as 0.83 or 83 %, from 0 to 100 %.")


_RULES: Mapping[str, Callable[[Values, IndicatorKind | None], Iterator[Fault]]] = {
    "programme": _programme,
    "goal": _goal,
    "indicator": _indicator,
    "intervention": _intervention,
    "measurement": _measurement,
}
