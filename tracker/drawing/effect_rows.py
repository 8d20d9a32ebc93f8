"""The rows of the forest chart: their layouts for a screen, a phone and an upright paper."""

from dataclasses import dataclass
from typing import Any

from tracker.domain import verdicts
from tracker.domain.effects import Caution, Change
from tracker.domain.terms import Finding
from tracker.drawing.chart_style import (
    TEXT_SIZE,
    Mark,
    area_mark,
    circle,
    inert,
    pixel_path,
    polygon,
    quiet_words,
    words,
)
from tracker.drawing.chart_words import against_word, compared, limits, percent
from tracker.drawing.style import BETTER, INK, INK_2, INK_3, WHITE, WORSE
from tracker.text import _


@dataclass(frozen=True)
class Sheet:
    """Where things stand, in pixels: columns from the plot's left (negative) or right edge."""

    narrow: bool
    left: int
    right: int
    top: int
    marker: int
    title: int
    title_width: int
    title_size: int
    caution_width: int
    paper: bool = False


@dataclass(frozen=True)
class Row:
    """One change with its finished words and its place, in pixels from the sheet's top."""

    change: Change
    title: str
    #: Below the title; empty for counts.
    unit: str
    caution: str
    top: int
    end: int
    is_last_of_area: bool


WIDE = Sheet(False, 456, 440, 80, 8, 26, 246, 13, 246)
NARROW = Sheet(True, 14, 18, 110, 7, 23, 228, 15, 310)
PAPER = Sheet(False, 216, 340, 84, 7, 22, 188, 13, 208, paper=True)
ROW = 40
#: The row already says these in its place for the line.
SAID_ELSEWHERE = (Caution.SERIES_BREAK, Caution.NO_INTERVAL)
BEFORE, AFTER = 346, 426  # right edges of the two figures, from the sheet's left
CHANGE, INTERVAL, COMPARISON, ICON, VERDICT = 98, 106, 250, 278, 292  # from the plot's right
# The same on paper, where the interval stands below the change.
PAPER_CHANGE, PAPER_COMPARISON, PAPER_ICON, PAPER_VERDICT = 104, 175, 199, 212


# Parts of a row -------------------------------------------------------------------------


def finding_colour(change: Change) -> str:
    """Return the colour of a finding. The word beside it says the same."""
    if not is_found(change):
        return INK_3
    return {True: BETTER, False: WORSE, None: INK}[change.wanted]


def is_found(change: Change) -> bool:
    """Return whether the change may be told as one: only then does its percentage stand out."""
    return change.finding in {Finding.DECREASED, Finding.INCREASED}


def _icon(change: Change, x: float, y: float, anchor: float) -> Mark:
    """Draw the finding's arrow, dash or dots."""
    if change.finding is Finding.DECREASED:
        path = polygon([(x - 6, y - 4), (x + 6, y - 4), (x, y + 5)])
    elif change.finding is Finding.INCREASED:
        path = polygon([(x - 6, y + 4), (x + 6, y + 4), (x, y - 5)])
    elif change.finding is Finding.TOO_FEW:
        path = "".join(circle(x + step, y, 1.5) for step in (-4.5, 0, 4.5))
    else:
        path = polygon([(x - 6, y - 1.2), (x + 6, y - 1.2), (x + 6, y + 1.2), (x - 6, y + 1.2)])
    return pixel_path(path, anchor=anchor, fill=finding_colour(change))


def _percent_mark(change: Change, y: float, *, size: int = TEXT_SIZE, **place: Any) -> Mark:
    """Write the change in percent: as quiet as its limits where they say that it may be none."""
    if is_found(change):
        return words(percent(change), 1, y, size=size, bold=True, anchor="right", **place)
    return quiet_words(percent(change), 1, y, anchor="right", **place)


def _verdict_text(change: Change) -> str:
    """Return the finding in bold and its wish in plain, in one piece of Plotly text."""
    wish = inert(verdicts.wanted_word(change))
    text = _verdict_word(change)
    return f'{text}  <span style="font-size:12px;color:{INK_2}">{wish}</span>' if wish else text


def _verdict_word(change: Change) -> str:
    word = inert(verdicts.verdict_word(change.finding))
    return f'<span style="color:{finding_colour(change)}"><b>{word}</b></span>'


def wide_row(row: Row, sheet: Sheet) -> tuple[list[Mark], list[Mark]]:
    """Draw a row's columns on either side of its line."""
    change, y, left = row.change, (row.top + row.end) / 2, -sheet.left
    shapes = [
        area_mark(change.series.area_number, left + sheet.marker, y),
        _icon(change, ICON, y, 1),
    ]
    before, after = verdicts.figure_before_after(change)
    against = against_word(change)
    upper = y - 8 if against else y
    end: Mark = {"shift": COMPARISON, "anchor": "right"}
    notes = [
        words(before, 0, y, shift=left + BEFORE, anchor="right", colour=INK_2),
        words(after, 0, y, shift=left + AFTER, anchor="right"),
        _percent_mark(change, upper, shift=CHANGE),
        quiet_words(limits(change), 1, upper, shift=INTERVAL),
        words(compared(change.comparison), 1, upper, colour=INK_2, **end),
        words(_verdict_text(change), 1, y, shift=VERDICT),
    ]
    if against:
        notes.append(quiet_words(inert(against), 1, y + 9, **end))
    height = 17 * line_count(row.title) + 16 * (line_count(row.unit) + line_count(row.caution))
    first = y - height / 2
    under: Mark = {"shift": left + sheet.title, "yanchor": "top"}
    notes.append(words(row.title, 0, first, **under))
    below = first + 17 * line_count(row.title)
    for text in filter(None, (row.unit, row.caution)):
        notes.append(quiet_words(text, 0, below, **under))
        below += 16 * line_count(text)
    if change.ratio is None:
        notes.append(_reason(change, y, 8))
    return shapes, notes


def narrow_row(row: Row, sheet: Sheet) -> tuple[list[Mark], list[Mark]]:
    """Draw a row's lines of text above its line."""
    change, left, right = row.change, -sheet.left, sheet.right - 2
    first = row.top + 10
    under = first + 19 * line_count(row.title)
    second = under + 16 * line_count(row.unit) + 10
    third = second + 18
    before, after = verdicts.figure_before_after(change)
    counts = f"{before} → {after}"
    shapes = [
        area_mark(change.series.area_number, left + sheet.marker, first + 9),
        _icon(change, left + 30, second, 0),
    ]
    notes = [
        words(row.title, 0, first, shift=left + 23, size=sheet.title_size, yanchor="top"),
        words(_verdict_text(change), 0, second, shift=left + 43),
        quiet_words(inert(counts), 0, third, shift=left + 23),
    ]
    text: Mark = {"shift": left + 23, "yanchor": "top"}
    if row.unit:
        notes.append(quiet_words(row.unit, 0, under, **text))
    below = third + 17
    if against := against_word(change):
        notes.append(quiet_words(inert(against), 1, below, shift=right, anchor="right"))
        below += 17
    if row.caution:
        notes.append(quiet_words(row.caution, 0, below - 8, **text))
    if change.ratio is None:
        notes.append(_reason(change, row.end - 18, left + 23))
        return shapes, notes
    comparison = _("comparison %(change)s", change=compared(change.comparison))
    end: Mark = {"shift": right, "anchor": "right"}
    notes += [
        _percent_mark(change, first, size=15, yanchor="top", shift=right),
        quiet_words(limits(change), 1, second, **end),
    ]
    if change.comparison:
        notes.append(quiet_words(comparison, 1, third, **end))
    return shapes, notes


def paper_row(row: Row, sheet: Sheet) -> tuple[list[Mark], list[Mark]]:
    """Draw a row's columns in two lines each, so that they fit an upright sheet."""
    change, left, first = row.change, -sheet.left, row.top + 8
    y = (row.top + row.end) / 2
    under = first + 17 * line_count(row.title)
    counts = under + 16 * line_count(row.unit) + 7
    before, after = verdicts.figure_before_after(change)
    wish = verdicts.wanted_word(change)
    upper, lower = y - 8, y + 8
    shapes = [
        area_mark(change.series.area_number, left + sheet.marker, first + 8),
        _icon(change, PAPER_ICON, upper if wish else y, 1),
    ]
    notes = [
        words(row.title, 0, first, shift=left + sheet.title, yanchor="top"),
        quiet_words(inert(f"{before} → {after}"), 0, counts, shift=left + sheet.title),
        words(
            compared(change.comparison), 1, y, shift=PAPER_COMPARISON, anchor="right", colour=INK_2
        ),
        words(_verdict_word(change), 1, upper if wish else y, shift=PAPER_VERDICT),
        quiet_words(inert(wish), 1, lower, shift=PAPER_VERDICT),
    ]
    below = counts + 16
    if against := against_word(change):
        notes.append(quiet_words(inert(against), 0, below, shift=left + sheet.title))
        below += 16
    text: Mark = {"shift": left + sheet.title, "yanchor": "top"}
    if row.unit:
        notes.append(quiet_words(row.unit, 0, under, **text))
    if row.caution:
        notes.append(quiet_words(row.caution, 0, below - 8, **text))
    if change.ratio is None:
        return shapes, [*notes, _reason(change, y, 8)]
    notes += [
        _percent_mark(change, upper, shift=PAPER_CHANGE),
        quiet_words(limits(change), 1, lower, shift=PAPER_CHANGE, anchor="right"),
    ]
    return shapes, notes


def line_count(text: str) -> int:
    """Return how many lines a finished text has."""
    return text.count("<br>") + 1 if text else 0


def _reason(change: Change, y: float, shift: float) -> Mark:
    text = inert(verdicts.reason_not_shown(change))
    return quiet_words(text, 0, y, shift=shift, italic=True, background=WHITE)
