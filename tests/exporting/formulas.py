"""A small spreadsheet: works out a workbook's formulas by themselves, apart from the program."""

import operator
from functools import partial
from math import exp, log, sqrt

from openpyxl.formula import Tokenizer
from openpyxl.utils import range_boundaries
from scipy import stats


class CellError(Exception):
    """A cell that would show #VALUE!."""


ERRORS = (ZeroDivisionError, CellError, OverflowError)


class Value:
    """A cell's value within a formula: blank counts as 0 and as an empty text."""

    def __init__(self, value):
        self.value = value.value if isinstance(value, Value) else value

    @property
    def number(self):
        if isinstance(self.value, str):
            raise CellError(self.value)
        return self.value or 0

    @property
    def text(self):
        if self.value is None:
            return ""
        is_whole = isinstance(self.value, float) and self.value.is_integer()
        return str(int(self.value)) if is_whole else str(self.value)

    def _count(self, other, how):
        return Value(how(self.number, other.number))

    def __add__(self, other):
        return self._count(other, operator.add)

    def __sub__(self, other):
        return self._count(other, operator.sub)

    def __mul__(self, other):
        return self._count(other, operator.mul)

    def __truediv__(self, other):
        return self._count(other, operator.truediv)

    def __pow__(self, other):
        return self._count(other, operator.pow)

    def __neg__(self):
        return Value(-self.number)

    def __and__(self, other):
        return Value(self.text + other.text)

    def __eq__(self, other):
        if isinstance(self.value, str) or isinstance(other.value, str):
            return Value(self.text == other.text)
        return Value(self.number == other.number)

    __hash__ = None

    def __ne__(self, other):
        return Value(not (self == other).value)

    def _place(self):
        """Return what it is ordered by: every text comes after every number."""
        return (1, 0, self.value) if isinstance(self.value, str) else (0, self.number, "")

    def __lt__(self, other):
        return Value(self._place() < other._place())

    def __le__(self, other):
        return Value(self._place() <= other._place())

    def __gt__(self, other):
        return Value(self._place() > other._place())

    def __ge__(self, other):
        return Value(self._place() >= other._place())

    def __bool__(self):
        return bool(self.value)


def _numbers(arguments):
    """Return the numbers among what a function was given; texts and blanks are left out."""
    given = (argument() for argument in arguments)
    values = [one for each in given for one in (each if isinstance(each, list) else [each])]
    return [one.number for one in values if isinstance(one.value, (int, float))]


def _fits(value, criterion):
    if isinstance(criterion.value, str) and criterion.value.startswith("<="):
        is_number = isinstance(value.value, (int, float))
        return is_number and value.number <= float(criterion.value[2:])
    if isinstance(criterion.value, str):
        return value.value == criterion.value
    return isinstance(value.value, (int, float)) and value.number == criterion.number


def _chosen(arguments):
    """Return for each row whether every range fits its criterion."""
    pairs = zip(arguments[::2], arguments[1::2], strict=True)
    tests = [[_fits(value, criterion()) for value in values()] for values, criterion in pairs]
    return [all(row) for row in zip(*tests, strict=True)]


def _sum_ifs(values, *pairs):
    rows = zip(values(), _chosen(pairs), strict=True)
    return sum(one.number for one, fits in rows if fits and not isinstance(one.value, str))


def _if_error(wanted, otherwise):
    try:
        return wanted()
    except ERRORS:
        return otherwise()


def _plain(function):
    return lambda *arguments: function(*(argument().number for argument in arguments))


FUNCTIONS = {
    "IF": lambda test, yes, no: yes() if test() else no(),
    "IFERROR": _if_error,
    "AND": lambda *tests: all(test() for test in tests),
    "ISNUMBER": lambda one: isinstance(one().value, (int, float)),
    "FALSE": lambda: False,
    "MIN": lambda *many: min(_numbers(many), default=0),
    "MAX": lambda *many: max(_numbers(many), default=0),
    "COUNT": lambda *many: len(_numbers(many)),
    "SUMIFS": _sum_ifs,
    "COUNTIFS": lambda *pairs: sum(_chosen(pairs)),
    "COUNTIF": lambda *pair: sum(_chosen(pair)),
    "ABS": _plain(abs),
    "ROUND": _plain(round),
    "SQRT": _plain(sqrt),
    "EXP": _plain(exp),
    "LN": _plain(log),
    "_xlfn.BETA.INV": _plain(stats.beta.ppf),
    "_xlfn.BINOM.DIST": _plain(lambda x, n, p, _sum: stats.binom.cdf(x, n, p)),
    "_xlfn.CHISQ.DIST.RT": _plain(stats.chi2.sf),
    "_xlfn.NORM.S.INV": _plain(stats.norm.ppf),
    "_xlfn.T.INV": _plain(stats.t.ppf),
}
OPERATORS = {"^": "**", "=": "==", "<>": "!="}


class Evaluated:
    """A workbook's cells, worked out when they are asked for."""

    def __init__(self, book):
        self.book = book
        self._known = {}

    def __call__(self, sheet, address):
        """Return what a cell shows."""
        return self._cell(sheet, address).value

    def _cell(self, sheet, address):
        key = sheet, address.replace("$", "")
        if key not in self._known:
            cell = self.book[sheet][key[1]]
            is_formula = cell.data_type == "f"
            found = self._work_out(sheet, cell.value) if is_formula else cell.value
            self._known[key] = Value(found)
        return self._known[key]

    def _work_out(self, sheet, formula):
        # The text comes from our own workbook, made in the same test.
        source = "".join(self._translate(token) for token in Tokenizer(formula).items)
        names = {"F": self._call, "R": partial(self._range, sheet), "V": Value}
        return eval(source, names)  # noqa: S307

    def _call(self, name, *arguments):
        return Value(FUNCTIONS[name](*arguments))

    def _range(self, here, address):
        place, _, cells = address.rpartition("!")
        sheet = place.strip("'") or here
        if ":" not in cells:
            return self._cell(sheet, cells)
        left, top, right, bottom = range_boundaries(cells)
        assert left == right, "only columns are read as ranges"
        letter = cells.replace("$", "").partition(":")[0].rstrip("0123456789")
        return [self._cell(sheet, f"{letter}{row}") for row in range(top, bottom + 1)]

    def _translate(self, token):
        if token.type == "FUNC" and token.subtype == "OPEN":
            name = token.value[:-1]
            return f"F({name!r}" + ("" if name == "FALSE" else ", lambda: ")
        if token.type == "SEP":
            return ", lambda: "
        if token.type == "OPERAND":
            words = token.value[1:-1].replace('""', '"')
            return {
                "RANGE": f"R({token.value!r})",
                "TEXT": f"V({words!r})",
                "NUMBER": f"V({token.value})",
                "LOGICAL": f"V({token.value.title()})",
            }[token.subtype]
        if token.type == "WHITE-SPACE":
            return ""
        return OPERATORS.get(token.value, token.value)
