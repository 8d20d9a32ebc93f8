"""What a cell may hold: each number read and judged by what it stands for."""

from collections.abc import Sequence
from typing import Protocol

from tracker.domain.derived_populations import per_inhabitants
from tracker.domain.found_data import CellProblem
from tracker.importing.headers import Role, is_percent, is_share
from tracker.importing.numbers import Number, read_number
from tracker.text import _

_WHOLE = (Role.COUNT, Role.SAMPLE, Role.POPULATION)
_PER_CENT = 100
_DECIMALS = 12  # 2.7 / 100 is 0.027000000000000003 in floating point
#: More than any count that can be meant, and what the tables of a database can hold.
_LARGEST = 2_000_000_000


class _Written(Protocol):
    """What is needed of a reading."""

    @property
    def role(self) -> Role: ...
    @property
    def text(self) -> str | None: ...
    @property
    def unit(self) -> str: ...
    @property
    def where(self) -> str: ...


def read_cell(written: _Written, problems: list[CellProblem]) -> float | None:
    """Return the cell's number, a share as 0–1. What is wrong is added to the problems."""
    try:
        return _judge(written)
    except ValueError as problem:
        raw = _("a formula") if written.text is None else written.text
        problems.append(CellProblem(where=written.where, raw=raw, words=str(problem)))
        return None


def settle_unit(unit: str, texts: Sequence[str]) -> str:
    """Return the unit, with per cent said where shares are written so without saying it."""
    if not is_share(unit) or is_percent(unit):
        return unit
    over = [number.value > 1 for text in texts if (number := _find_number(text))]
    return f"{unit} (%)" if 2 * sum(over) > len(over) else unit


def _find_number(text: str) -> Number | None:
    try:
        return read_number(text)
    except ValueError:
        return None


def _judge(written: _Written) -> float | None:
    if written.text is None:
        raise ValueError(_("The cell is a formula. Save the file with values instead."))
    found = read_number(written.text)
    if found is None:
        return None
    if abs(found.value) > _LARGEST:
        raise ValueError(_("The number is too large to be right."))
    if written.role in _WHOLE:
        return _whole(found, written.role)
    return _value(found, written.unit)


def _whole(found: Number, role: Role) -> float:
    if found.is_percent or not found.value.is_integer():
        raise ValueError(_("This should be a whole number."))
    if role is Role.COUNT and found.value < 0:
        raise ValueError(_("A count cannot be negative."))
    if role is Role.POPULATION and found.value <= 0:
        raise ValueError(_("The population must be more than 0."))
    if role is Role.SAMPLE and found.value <= 0:
        raise ValueError(_("The number of answers must be more than 0."))
    return found.value


def _value(found: Number, unit: str) -> float:
    if per_inhabitants(unit):
        if found.is_percent:
            raise ValueError(_("The unit is per inhabitants, but the cell says per cent."))
        if found.value < 0:
            raise ValueError(_("A rate cannot be negative."))
        return found.value
    if found.is_percent or is_percent(unit):
        return _share(round(found.value / _PER_CENT, _DECIMALS))
    return _share(found.value) if is_share(unit) else found.value


def _share(value: float) -> float:
    if value < 0:
        raise ValueError(_("A share cannot be negative."))
    if value > 1:
        raise ValueError(_("A share cannot be over 100 %."))
    return value
