"""A programme written or pasted as lines: areas, their goals, and the goals' indicators.

Read as people write it: numbered "3 Trygga platser" and "3.1 Mindre våld", indented, or with
dashes. What is guessed is shown before it is saved.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

#: After a number: "2. Färre rån", "2) …", "2 Färre rån", but not "10 procent färre rån".
_NUMBER_ENDS = r"(?:[.):]\s+|\s+(?=[A-ZÅÄÖ]))(?P<text>\S.*)"
NUMBERED_GOAL = re.compile(r"\d{1,2}\.(?P<number>\d{1,2})[.):]?\s+(?P<text>\S.*)")
NUMBERED_AREA = re.compile(r"(?:[Oo]mråde\s+)?(?P<number>\d{1,2})" + _NUMBER_ENDS)
#: A private-use character is what a word processor's bullet becomes when it is copied from a PDF.
DASHED = re.compile(
    "[-\N{EN DASH}\N{EM DASH}\N{BULLET}\N{MIDDLE DOT}\N{WHITE BULLET}\N{BLACK SMALL SQUARE}"
    "\ue000-\uf8ff*]\\s*(?P<text>\\S.*)"
)
#: Copied with the text around it.
PAGE_NUMBER = re.compile(r"(?:[Ss]ida\s+|[Pp]age\s+)?\d{1,3}(?:\s*\(\d{1,3}\))?")


@dataclass
class OutlineGoal:
    """A goal as written."""

    title: str
    #: Its place within the area; None when none is written.
    number: int | None = None
    indicators: list[str] = field(default_factory=list)


@dataclass
class OutlineArea:
    """An area as written."""

    name: str
    number: int | None = None
    goals: list[OutlineGoal] = field(default_factory=list)


class _Level(Enum):
    AREA = 1
    GOAL = 2
    INDICATOR = 3


@dataclass(frozen=True)
class _Line:
    level: _Level
    text: str
    number: int | None = None


def read_goals(text: str) -> list[OutlineGoal]:
    """Return the goals of lines, one a line; a line with a dash is an indicator of the goal above."""
    goals: list[OutlineGoal] = []
    for line in _whole_lines(text):
        written = line.strip()
        dashed = DASHED.fullmatch(written)
        if dashed and goals:
            goals[-1].indicators.append(dashed["text"])
        elif written:
            numbered = NUMBERED_GOAL.fullmatch(written) or NUMBERED_AREA.fullmatch(written)
            goals.append(
                OutlineGoal(numbered["text"], int(numbered["number"]))
                if numbered
                else OutlineGoal(dashed["text"] if dashed else written)
            )
    return goals


def read_outline(text: str) -> list[OutlineArea]:
    """Return the areas of lines, with their goals and indicators.

    A line without number, dash or indent is an area when it is the first or follows an empty one,
    and a goal otherwise. Dashes are goals in an area that has no other goals.
    """
    areas: list[OutlineArea] = []
    has_named_goals = False
    for line in _lines(text):
        if line.level is _Level.AREA or not areas:
            areas.append(OutlineArea(line.text, line.number))
            has_named_goals = False
        elif line.level is _Level.INDICATOR and has_named_goals:
            areas[-1].goals[-1].indicators.append(line.text)
        else:
            areas[-1].goals.append(OutlineGoal(line.text, line.number))
            has_named_goals |= line.level is _Level.GOAL
    return areas


def _lines(text: str) -> Iterator[_Line]:
    follows_empty = True
    for line in _whole_lines(text):
        written = line.strip()
        if written:
            yield _read(line, written, follows_empty=follows_empty)
        follows_empty = not written


def _whole_lines(text: str) -> list[str]:
    """Return the lines without page numbers, those that a narrow page broke made whole again.

    Only a line that begins with a small letter, right below a numbered or dashed one, is its end.
    """
    lines: list[str] = []
    is_item = False
    for line in text.splitlines():
        written = line.strip()
        if PAGE_NUMBER.fullmatch(written):
            continue
        if is_item and written[:1].islower():
            lines[-1] = f"{lines[-1].rstrip()} {written}"
            continue
        lines.append(line)
        is_item = any(form.fullmatch(written) for form in (NUMBERED_GOAL, NUMBERED_AREA, DASHED))
    return lines


def _read(line: str, written: str, *, follows_empty: bool) -> _Line:
    if dashed := DASHED.fullmatch(written):
        return _Line(_Level.INDICATOR, dashed["text"])
    if goal := NUMBERED_GOAL.fullmatch(written):
        return _Line(_Level.GOAL, goal["text"], int(goal["number"]))
    if area := NUMBERED_AREA.fullmatch(written):
        return _Line(_Level.AREA, area["text"], int(area["number"]))
    is_indented = line[:1].isspace()
    return _Line(_Level.AREA if follows_empty and not is_indented else _Level.GOAL, written)
