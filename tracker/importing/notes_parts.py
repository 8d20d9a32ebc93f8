"""The two hard parts of old meeting notes: the list of names and the agenda table.

Both give back what they could not use, so that the caller can keep it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from tracker.importing.notes_text import (
    BREAK,
    STRUCK,
    Block,
    ListKind,
    join_blocks,
    render_blocks,
    split_blocks,
    split_markers,
    squeeze,
    words,
)

Column = Literal["title", "text", "presenter"]

_COLUMNS: dict[Column, tuple[str, ...]] = {
    "title": ("ärende", "punkt", "rubrik"),
    "text": ("omfattning", "notering", "anteckning", "innehåll"),
    "presenter": ("föredragande", "ansvarig"),
}
_DEFAULT_COLUMNS: tuple[Column, ...] = ("title", "text", "presenter")

_ROLES = {
    "ordförande",
    "vice ordförande",
    "1:e vice ordförande",
    "2:e vice ordförande",
    "tf ordförande",
    "sekreterare",
    "kommunpolis",
    "polischef",
    "lokalpolisområdeschef",
    "kommundirektör",
    "kommunalråd",
    "säkerhetschef",
    "säkerhetssamordnare",
    "samordnare",
    "brottsförebyggande samordnare",
}

_SUBSTITUTE = re.compile(
    r"^(?P<label>ersättare|ersattes av|ersätts av|ersatt av|ers)\b[.:]?\s?(?P<instead>för\s)?",
    re.IGNORECASE,
)
_PARTICLES = {"von", "af", "av", "de", "del", "der", "van", "al", "el", "bin", "la", "le"}
_LAST_PAIR = re.compile(r" (och|samt|&) (?=\S)")
_AROUND_NAMES = " \t*_~.;:–—-•·\"'“”"
_DISCUSSION = re.compile(r"diskussion|frågeställning|frågor", re.IGNORECASE)
_SHORT_POINTS = re.compile(
    r"informationspunkt|\bkort(?:a|are|fattad)? information|^information(?:er)?$", re.IGNORECASE
)
_PREVIOUS = re.compile(
    r"\b(?:föregående|förra|senaste)\s(?:\w+\s)?(?:möte|\w*anteckning|protokoll)", re.IGNORECASE
)
_LONGEST_NAME = 6  # words
_LONGEST_NOTE = 80  # characters


@dataclass(frozen=True)
class AttendanceLine:
    """One name in the attendance list.

    `substitute` came instead of an absent member. `note` is what else stood by the name, such as
    "digitalt".
    """

    name: str
    absent: bool = False
    substitute: str | None = None
    note: str = ""


@dataclass(frozen=True)
class NotesAgendaItem:
    """One row of the agenda table, which may have been split over rows and pages."""

    title: str
    text: str = ""
    presenter: str = ""
    presenter_role: str = ""
    questions: tuple[str, ...] = ()
    information_points: tuple[str, ...] = ()
    is_previous_meeting: bool = False


# Names -----------------------------------------------------------------------------------


@dataclass
class NameList:
    """The names read so far, with the labels and the text that are not names."""

    lines: list[AttendanceLine] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    _stand_ins: list[tuple[str, re.Match[str], list[str]]] = field(default_factory=list)

    def read(self, rows: Sequence[str], *, absent: bool = False) -> None:
        """Read the rows below one label: names between commas, or one name a row.

        Args:
            rows: Text cleaned with `clean_source`.
            absent: Whether everyone below this label was away.
        """
        for piece, struck in _split_names(rows):
            self._read_piece(piece, absent=absent or struck)
        self._settle_stand_ins()

    def _read_piece(self, piece: str, *, absent: bool) -> None:
        bare, brackets = _take_brackets(piece)
        prefix, colon, after = bare.partition(":")
        notes = [prefix.strip(_AROUND_NAMES)] if colon and after.strip() else []
        name = (after if notes else bare).strip(_AROUND_NAMES)
        for name_of_pair in self._split_pair(name):
            self._add(name_of_pair, notes, brackets if name_of_pair else [], absent=absent)
            notes, brackets = [], []
        if brackets:
            self.unplaced += brackets

    def _split_pair(self, text: str) -> list[str]:
        """Split "A och B", when both sides are names."""
        parts = _LAST_PAIR.split(text)
        if len(parts) == 1 or not all(_is_name(part) for part in parts[::2]):
            return [text] if text else []
        self.labels += parts[1::2]
        return parts[::2]

    def _add(self, name: str, notes: list[str], brackets: list[str], *, absent: bool) -> None:
        if not _is_name(name):
            self._add_remark(name, notes + brackets)
            return
        notes, substitute, stands_in = list(notes), None, None
        for bracket in brackets:
            match = _SUBSTITUTE.match(bracket)
            other = bracket[match.end() :].strip(_AROUND_NAMES) if match else ""
            if not match or not _is_name(other) or substitute or stands_in:
                notes.append(bracket)
            elif match["instead"]:
                stands_in = match
            else:
                self.labels.append(match[0].strip())
                substitute = other
        if stands_in:
            self._stand_ins.append((name, stands_in, notes))
        else:
            self.lines.append(AttendanceLine(name, absent, substitute, ", ".join(notes)))

    def _add_remark(self, text: str, more: list[str]) -> None:
        """Keep "rektor" in "Anna Berg, rektor" by the name, and a sentence with the unplaced."""
        short = text[:1].islower() and len(text.split()) <= _LONGEST_NAME
        if short and self.lines and len(self.lines[-1].note) < _LONGEST_NOTE:
            note = ", ".join(part for part in (self.lines[-1].note, text, *more) if part)
            self.lines[-1] = replace(self.lines[-1], note=note)
        else:
            self.unplaced.append(" ".join([*more, text]))

    def _settle_stand_ins(self) -> None:
        """Attach "A (ersättare för B)" to B, whether or not B is in the list."""
        places = {line.name: index for index, line in enumerate(self.lines)}
        for name, match, notes in self._stand_ins:
            member = match.string[match.end() :].strip(_AROUND_NAMES)
            index = places.get(member)
            if index is None:
                self.labels.append(match[0].strip())
                note = ", ".join(notes)
                self.lines.append(AttendanceLine(member, absent=True, substitute=name, note=note))
            elif self.lines[index].substitute is None:
                note = ", ".join(part for part in (self.lines[index].note, *notes) if part)
                note = ", ".join(part for part in (note, match.string) if part)
                self.lines[index] = AttendanceLine(member, absent=True, substitute=name, note=note)
            else:
                note = ", ".join([*notes, match.string])
                self.lines.append(AttendanceLine(name, note=note))
        self._stand_ins.clear()


def _split_names(rows: Sequence[str]) -> list[tuple[str, bool]]:
    """Return (piece, struck through) for every piece between commas outside brackets."""
    kept = [part for row in rows for part in split_markers(row) if words(part)]
    by_row = sum(row.count(",") + row.count(";") for row in kept) < len(kept) - 1
    text = ("," if by_row else " ").join(kept)
    # With an odd number of marks the rest of the list would be struck by mistake.
    carries = text.count(STRUCK) % 2 == 0
    # A bracket that is never closed would swallow the rest of the list.
    closed = text.count("(") == text.count(")")
    pieces: list[tuple[str, bool]] = []
    letters: list[str] = []
    depth, striking, struck = 0, False, False
    for part in re.split(f"({STRUCK}|[,;()])", text):
        if part == STRUCK:
            striking = not striking
        elif part in {",", ";"} and (depth == 0 or not closed):
            pieces.append((squeeze("".join(letters)), struck))
            letters, struck, striking, depth = [], False, striking and carries, 0
        else:
            depth = max(0, depth + {"(": 1, ")": -1}.get(part, 0))
            # Only the name decides: a substitute in brackets is not absent.
            struck = struck or (striking and depth == 0 and bool(words(part)))
            letters.append(part)
    pieces.append((squeeze("".join(letters)), struck))
    return [(piece, is_struck) for piece, is_struck in pieces if words(piece)]


def _take_brackets(piece: str) -> tuple[str, list[str]]:
    """Split "A (b) (c)" into "A" and ["b", "c"]."""
    outside: list[str] = []
    inside: list[str] = []
    depth = 0
    for part in re.split(r"([()])", piece):
        if part in {"(", ")"}:
            depth = max(0, depth + (1 if part == "(" else -1))
        elif words(part):
            (inside if depth else outside).append(part.strip(_AROUND_NAMES + ","))
    return squeeze(" ".join(outside)), inside


def _is_name(text: str) -> bool:
    parts = text.split()
    if not parts or len(parts) > _LONGEST_NAME or any(letter.isdigit() for letter in text):
        return False
    named = [part for part in parts if part.lower() not in _PARTICLES]
    return bool(named) and all(part.strip("\"'“”(")[:1].isupper() for part in named)


# The agenda table ------------------------------------------------------------------------


@dataclass
class _Row:
    title: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    presenter: list[str] = field(default_factory=list)
    cells: int = 0


@dataclass
class AgendaTable:
    """The agenda as rows come in, one line of the file at a time."""

    columns: tuple[Column, ...] = _DEFAULT_COLUMNS
    labels: list[str] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    _rows: list[_Row] = field(default_factory=list)

    def read_header(self, line: str) -> bool:
        """Take a row of column headings. Returns whether the line is one."""
        cells = [squeeze(cell) for cell in line.split("\t")]
        columns = tuple(_column_of(cell) for cell in cells if cell)
        known = [column for column in columns if column]
        if len(known) != len(columns) or len(set(known)) < len(columns) or "title" not in known:
            return False
        if len(known) < 2:
            return False
        self.columns = tuple(known)
        self.labels += [cell for cell in cells if cell]
        return True

    def read_row(self, line: str) -> None:
        """Take one line with tabs: a new item, or more of the one before."""
        cells = line.split("\t")
        while len(cells) > len(self.columns) and not words(cells[-1]):
            cells.pop()
        if self._goes_on(cells):
            self._add("", cells[0], cells[1])
            return
        title, text, presenter = self._sort_cells(cells)
        self._add(title, text, presenter)
        if self._rows:
            self._rows[-1].cells = len(cells)

    def read_line(self, line: str) -> None:
        """Take a line without tabs: more text of the item before."""
        self._add("", line, "")

    def items(self) -> tuple[NotesAgendaItem, ...]:
        """Return the finished agenda."""
        return tuple(_finish(row) for row in self._rows)

    def _goes_on(self, cells: list[str]) -> bool:
        """Tell a text cell with a line end in it from a row that lost its last, empty cell."""
        row = self._rows[-1] if self._rows else None
        if row is None or row.cells != 2 or len(cells) != 2 or len(self.columns) < 3:
            return False
        if row.presenter or not row.blocks:
            return False
        return squeeze(cells[0])[:1].islower()

    def _sort_cells(self, cells: list[str]) -> tuple[str, str, str]:
        if len(cells) > 3 and self.columns == _DEFAULT_COLUMNS:
            return cells[0], BREAK.join(cells[1:-1]), cells[-1]
        sorted_cells: dict[Column, str] = {"title": "", "text": "", "presenter": ""}
        columns = (*self.columns, *(["text"] * (len(cells) - len(self.columns))))
        for column, cell in zip(columns, cells, strict=False):
            so_far = sorted_cells[column]  # type: ignore[index]
            sorted_cells[column] = f"{so_far}{BREAK}{cell}"  # type: ignore[index]
        return sorted_cells["title"], sorted_cells["text"], sorted_cells["presenter"]

    def _add(self, title: str, text: str, presenter: str) -> None:
        heading = _plain(title)
        if words(heading) and not (self._rows and heading[0].islower()):
            self._rows.append(_Row())
        if not self._rows:
            rest = " ".join(squeeze(cell) for cell in (title, text, presenter) if words(cell))
            self.unplaced += [rest] if rest else []
            return
        row = self._rows[-1]
        row.title += [heading] if words(heading) else []
        join_blocks(row.blocks, [block for block in split_blocks(text) if words(block.text)])
        people = ", ".join(_plain(part) for part in presenter.split(BREAK) if words(part))
        row.presenter += [people] if people else []


def _column_of(heading: str) -> Column | None:
    for column, names in _COLUMNS.items():
        if heading.lower().startswith(names) and len(heading) < 40:
            return column
    return None


def _plain(text: str) -> str:
    return squeeze(text.replace(STRUCK, "")).strip("*_ ")


def _finish(row: _Row) -> NotesAgendaItem:
    title = " ".join(row.title)
    presenter, role = _split_role(" ".join(row.presenter))
    return NotesAgendaItem(
        title=title.removesuffix("."),
        text=render_blocks(row.blocks),
        presenter=presenter,
        presenter_role=role,
        questions=_questions(title, row.blocks),
        information_points=_points(row.blocks) if _SHORT_POINTS.search(title) else (),
        is_previous_meeting=bool(_PREVIOUS.search(title)),
    )


def _split_role(presenter: str) -> tuple[str, str]:
    """Split "Anna Berg Ordförande" into name and role; several people stay as written."""
    parts = presenter.split()
    for count in (3, 2, 1):
        role = " ".join(parts[-count:]).strip("()")
        name = " ".join(parts[:-count]).rstrip(" ,(–-")
        if role.lower() in _ROLES and "," not in name and len(name.split()) > 1:
            return name, role
    return presenter, ""


def _questions(title: str, blocks: list[Block]) -> tuple[str, ...]:
    """Return the set questions of a discussion: its numbered list, else its other list."""
    if not _DISCUSSION.search(title) and not any(
        block.text.endswith(":") and _DISCUSSION.search(block.text) for block in blocks
    ):
        return ()
    kinds: tuple[ListKind, ...] = ("number", "bullet")
    for kind in kinds:
        found = tuple(block.text for block in blocks if block.kind == kind)
        if found:
            return found
    return tuple(block.text for block in blocks if block.text.endswith("?"))


def _points(blocks: list[Block]) -> tuple[str, ...]:
    listed = tuple(block.text for block in blocks if block.kind)
    return listed or tuple(block.text for block in blocks)
