"""The whole programme as one form: a small form for each area, goal and indicator.

Each row bears a key that names its place among the fields: `a12` is area 12, `gn3` a goal that is
not saved yet. The hidden field `row` lists every row that the page shows as a path, such as
`a12.gn3`.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from tracker.domain.programme_outline import OutlineArea, OutlineGoal
from tracker.domain.terms import Direction, IndicatorKind
from tracker.forms.conflicts import in_words
from tracker.forms.fields import (
    Form,
    choice_field,
    long_text_field,
    number_field,
    reference_field,
    text_field,
    tick_field,
    whole_number_field,
)
from tracker.forms.programmes import DIRECTION_WORDS, INDICATOR_KIND_WORDS, check_share
from tracker.forms.records import YearsForm, from_year_field
from tracker.models import Goal, Indicator, PriorityArea
from tracker.models.base import CouncilRow
from tracker.text import _, mark

PATH = re.compile(r"an?\d{1,9}(\.gn?\d{1,9}(\.in?\d{1,9})?)?")


class AreaRow(Form):
    """An area in the tree."""

    number = whole_number_field(mark("Number"), is_required=True, least=1, most=20)
    name = text_field(mark("Priority area"), is_required=True, length=60)
    description = long_text_field(mark("Description"))


class GoalRow(YearsForm):
    """A goal in the tree."""

    number = whole_number_field(mark("Number"), is_required=True, least=1, most=99)
    title = text_field(mark("Goal"), is_required=True)
    owner_id = reference_field(mark("Answers for the goal"), empty=mark("nobody yet"))
    first_year = whole_number_field(mark("First year"), least=2000, most=2100)
    last_year = whole_number_field(mark("Last year"), least=2000, most=2100)
    description = long_text_field(mark("Description"))


class IndicatorRow(Form):
    """An indicator in the tree; the rest of it is edited on its own."""

    title = text_field(mark("Indicator"), is_required=True)
    kind = choice_field(mark("Kind of number"), INDICATOR_KIND_WORDS)
    unit = text_field(mark("Unit"), length=60)
    direction = choice_field(mark("Wanted direction"), DIRECTION_WORDS)
    target = number_field(mark("Target"))
    target_year = whole_number_field(mark("Target year"), least=2000, most=2100)
    is_key = tick_field(mark("Key indicator"))

    def validate_target(self, field: Any) -> None:
        """Take a target in percent for a share only."""
        check_share(field, is_share=self.kind.data is IndicatorKind.SHARE)


class WordingForm(Form):
    """From when the changes hold, and why they are made."""

    from_year = from_year_field()
    changes = text_field(mark("What changes, and why"), length=500)


FORMS: Mapping[str, type[Form]] = {"a": AreaRow, "g": GoalRow, "i": IndicatorRow}
MODELS: Mapping[str, type[CouncilRow]] = {"a": PriorityArea, "g": Goal, "i": Indicator}
#: What a row is known by: one without it is not there.
NAMES = {"a": "name", "g": "title", "i": "title"}
BELOW = {"a": "g", "g": "i"}


@dataclass
class Node:
    """A row of the tree: its form, what is saved of it, and the rows below it."""

    path: str
    form: Form
    #: The row that it belongs to; None for an area.
    above: "Node | None" = None
    #: None while it is not saved.
    row: CouncilRow | None = None
    #: What the page was filled with, to see whether it was changed, and by whom.
    shown: str = ""
    children: list["Node"] = field(default_factory=list)
    #: A row to fill in, offered below the others.
    blank: "Node | None" = None
    #: What somebody else saved meanwhile, as [(label, value)].
    saved: list[tuple[str, str]] | None = None

    @property
    def key(self) -> str:
        """What the fields' names begin with."""
        return self.path.split(".")[-1]

    @property
    def kind(self) -> str:
        """Its letter: a, g or i."""
        return self.key[0]

    @property
    def name(self) -> str:
        """What it is known by, as typed."""
        return str(self.form[NAMES[self.kind]].data or "")

    @property
    def is_blank(self) -> bool:
        """Whether it is not saved, and neither it nor what is below it is named."""
        return self.row is None and not self.name and all(one.is_blank for one in self.children)

    @property
    def is_touched(self) -> bool:
        """Whether somebody typed something that the page was not filled with."""
        return not self.is_blank if self.row is None else _digest(self.form) != self.shown

    @property
    def has_more(self) -> bool:
        """Whether what is folded away must be seen: something in it is wrong."""
        return any(
            self.form[name].errors
            for name in ("description", "first_year", "last_year")
            if name in self.form
        )

    def walk(self) -> Iterator["Node"]:
        """Yield it and all below it that is not blank."""
        yield self
        for child in self.children:
            yield from child.walk()

    def values(self) -> dict[str, Any]:
        """Return {column: value} as typed."""
        return {
            one.name.rpartition("-")[2]: "" if one.data is None and one.type in TEXTS else one.data
            for one in self.form
        }


TEXTS = ("StringField", "TextAreaField")


class ProgrammeTree:
    """A programme's rows as they are saved, with what was typed over them."""

    def __init__(
        self,
        rows: Sequence[CouncilRow],
        owners: Sequence[tuple[int, str]],
        typed: MultiDict[str, str] | None = None,
    ) -> None:
        """Build the tree.

        Args:
            rows: the areas, goals and indicators as saved, each kind in order.
            owners: who may answer for a goal, as [(organisation, name)].
            typed: what was sent; None when the page is opened.
        """
        self._owners = list(owners)
        self._typed = typed
        self._newest = 0
        self._paths = _paths(typed)
        #: What was typed of rows that somebody else has removed meanwhile.
        self.removed: list[str] = []
        self.areas: list[Node] = []
        nodes: dict[str, Node] = {}
        for row in rows:
            self._place(nodes, self._saved(row, _above(row, nodes)))
        for path in self._paths:
            self._newest = max(self._newest, *map(int, re.findall(r"n(\d+)", path)), 0)
            if path.split(".")[-1] not in nodes:
                self._add_typed(nodes, path)
        self._drop_blank()

    def walk(self) -> Iterator[Node]:
        """Yield every row that is not blank, each after what it belongs to."""
        for area in self.areas:
            yield from area.walk()

    def forms(self) -> list[Form]:
        """Return the forms whose fields were changed, in order."""
        return [node.form for node in self.walk() if node.is_touched]

    # Building ----------------------------------------------------------------------------

    def _saved(self, row: CouncilRow, above: Node | None) -> Node:
        key = _key(row)
        path = _join(above, key)
        is_typed = path in self._paths
        saved = self._form(key, obj=row)
        form = self._form(key, typed=self._typed) if is_typed else saved
        shown = self._typed.get(f"{key}-shown", "") if is_typed and self._typed else _digest(saved)
        node = Node(path, form, above, row, shown)
        if node.is_touched and shown != _digest(saved) != _digest(form):
            node.saved = in_words(saved)
            node.shown = _digest(saved)
        elif shown != _digest(saved):
            # Changed by somebody else only: theirs stands.
            node.form, node.shown = saved, _digest(saved)
        return node

    def _add_typed(self, nodes: dict[str, Node], path: str) -> None:
        *_earlier, above_key, key = ["", *path.split(".")]
        above = nodes.get(above_key)
        node = Node(path, self._form(key, typed=self._typed), above)
        is_new = key[1] == "n"
        if is_new and (above is not None or not above_key):
            self._place(nodes, node)
        elif node.name and (is_new or self._was_touched(node)):
            self.removed.append(node.name)

    def _was_touched(self, node: Node) -> bool:
        return self._typed is not None and self._typed.get(f"{node.key}-shown") != _digest(
            node.form
        )

    def _place(self, nodes: dict[str, Node], node: Node) -> None:
        nodes[node.key] = node
        (node.above.children if node.above else self.areas).append(node)

    def _form(
        self, key: str, *, obj: CouncilRow | None = None, typed: Mapping[str, str] | None = None
    ) -> Form:
        form = FORMS[key[0]](formdata=typed, obj=obj, prefix=key, meta={"csrf": False})
        if "owner_id" in form:
            form["owner_id"].choices = self._owners
        return form

    def _drop_blank(self) -> None:
        self.areas = [area for area in self.areas if not area.is_blank]
        for node in self.walk():
            node.children = [child for child in node.children if not child.is_blank]

    # Adding ------------------------------------------------------------------------------

    def add(self, kind: str, above: Node | None, **typed: Any) -> Node:
        """Add a row that is not saved yet, with what is typed in it."""
        node = self._new(kind, above, **typed)
        (above.children if above else self.areas).append(node)
        return node

    def add_goals(self, area: Node, goals: Sequence[OutlineGoal]) -> None:
        """Add goals that were written as lines."""
        for goal in goals:
            number = _free_number(area.children, goal.number)
            node = self.add("g", area, title=goal.title, number=number)
            for title in goal.indicators:
                self.add("i", node, title=title)

    def add_areas(self, areas: Sequence[OutlineArea]) -> None:
        """Add areas that were written as lines; goals of one that is there go to it."""
        known = {area.name.casefold(): area for area in self.areas}
        for area in areas:
            node = known.get(area.name.casefold()) or self.add(
                "a", None, name=area.name, number=_free_number(self.areas, area.number)
            )
            self.add_goals(node, area.goals)

    def offer_blank(self) -> Node:
        """Give every area and goal a row to fill in, and return one for an area."""
        for node in self.walk():
            if node.kind in BELOW:
                kind = BELOW[node.kind]
                numbered = {"number": _free_number(node.children)} if kind == "g" else {}
                node.blank = self._new(kind, node, **numbered)
        return self._new("a", None, number=_free_number(self.areas))

    def _new(self, kind: str, above: Node | None, **typed: Any) -> Node:
        self._newest += 1
        key = f"{kind}n{self._newest}"
        started = {"kind": IndicatorKind.COUNT, "direction": Direction.LOWER_BETTER}
        values = (started if kind == "i" else {}) | typed
        form = self._form(
            key, typed=MultiDict({f"{key}-{name}": str(value) for name, value in values.items()})
        )
        return Node(_join(above, key), form, above)

    # Judging -----------------------------------------------------------------------------

    def is_right(self) -> bool:
        """Check what was typed, and say at each field what is wrong."""
        checked = [node.form.validate() for node in self.walk() if node.is_touched]
        clashes = _say_same_number(self.areas) + sum(
            _say_same_number(area.children) for area in self.areas
        )
        return all(checked) and not clashes

    @property
    def has_conflicts(self) -> bool:
        """Whether somebody else changed or removed what was typed over."""
        return bool(self.removed) or any(node.saved for node in self.walk())


def _key(row: CouncilRow) -> str:
    letter = next(letter for letter, model in MODELS.items() if isinstance(row, model))
    return f"{letter}{row.id}"


def _above(row: CouncilRow, nodes: Mapping[str, Node]) -> Node | None:
    if isinstance(row, Goal):
        return nodes[f"a{row.priority_area_id}"]
    return nodes[f"g{row.goal_id}"] if isinstance(row, Indicator) else None


def _join(above: Node | None, key: str) -> str:
    return f"{above.path}.{key}" if above else key


def _paths(typed: MultiDict[str, str] | None) -> dict[str, None]:
    """Return the rows that the page listed, in order and each once."""
    sent = typed.getlist("row") if typed is not None else []
    return dict.fromkeys(path for path in sent if PATH.fullmatch(path))


def _free_number(siblings: Sequence[Node], wanted: int | None = None) -> int:
    """Return the number wanted, or else the one after the last."""
    taken = {node.form["number"].data or 0 for node in siblings}
    return wanted if wanted and wanted not in taken else max(taken, default=0) + 1


def _say_same_number(siblings: Sequence[Node]) -> int:
    """Say at the later one of two where they have one number; return how many were told."""
    taken: set[int] = set()
    told = 0
    for node in sorted(siblings, key=lambda one: one.is_touched):
        field_ = node.form["number"]
        if field_.data in taken:
            field_.errors = [*field_.errors, _("Another has this number. Change one of them.")]
            told += 1
        elif field_.data:
            taken.add(field_.data)
    return told


def _digest(form: Form) -> str:
    """Return what changes whenever a form's values do."""
    return hashlib.sha256(repr([_plain(one.data) for one in form]).encode()).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.12g}"  # no more decimals than the field shows
    return str("" if value is None else value).replace("\r\n", "\n")
