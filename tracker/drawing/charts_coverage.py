"""Interventions by goals: who works on what, and which goals nobody works on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracker.domain.goal_coverage import Cover, goal_coverages, without_goal
from tracker.domain.report_words import state_word
from tracker.domain.review_content import ReviewedGoal, ReviewedIntervention
from tracker.domain.terms import InterventionState
from tracker.drawing.chart_style import (
    SMALL_SIZE,
    Figure,
    Mark,
    area_mark,
    circle,
    figure,
    fit,
    inert,
    line,
    pixel_path,
    quiet_words,
    rule,
    words,
)
from tracker.drawing.coverage_words import cover_word, goal_label
from tracker.drawing.lettering import width_of
from tracker.drawing.style import GRID, INK, INK_2, LINE, LINE_2, SURFACE, area_style
from tracker.text import _

LEFT, RIGHT = 456, 142  # pixels beside the grid
TITLE, TITLE_WIDTH, ORGANISATION, ORGANISATION_WIDTH = 26, 270, 310, 134
HEAD_GAP, HEAD_UPRIGHT, HEAD_LEVEL, KEY = 46, 168, 66, 34
GROUP_ROW, ROW, ROW_OF_TWO = 34, 28, 42
#: Narrower columns have their goals' names upright.
LEVEL_FROM = 100
TYPICAL_GRID = 552  # pixels: the grid's width where the wide figure just has room
FOOT_UPRIGHT, FOOT_LEVEL = 124, 56
#: From so many rows on the goals' codes are said again below.
MANY_ROWS = 18


@dataclass(frozen=True)
class _Group:
    """The interventions whose first goal lies in one area (0: those without a goal)."""

    area_number: int
    name: str
    interventions: tuple[ReviewedIntervention, ...]


def coverage_figure(
    goals: Sequence[ReviewedGoal],
    interventions: Sequence[ReviewedIntervention],
    *,
    areas: Mapping[int, str],
    narrow: bool = False,
) -> Figure | None:
    """Draw interventions as rows and goals as columns; on a phone each goal with a list.

    The mark in a cell is the intervention's state, which its row also says in a word. `areas` are
    the areas' names by number. The wide figure needs 1 150 px, the narrow one 340 px. None without
    goals or interventions: then `coverage_summary` says so.
    """
    if not goals or not interventions:
        return None
    if narrow:
        return _list_figure(goals, interventions)
    return _grid_figure(goals, _groups(goals, interventions, areas))


def _groups(
    goals: Sequence[ReviewedGoal],
    interventions: Sequence[ReviewedIntervention],
    areas: Mapping[int, str],
) -> list[_Group]:
    """Put the interventions in the order of their first goals, so that the gaps show."""
    places = {goal.code: place for place, goal in enumerate(goals)}

    def first(one: ReviewedIntervention) -> int:
        return min((places[code] for code in one.goal_codes if code in places), default=len(goals))

    ordered = sorted(interventions, key=lambda one: (first(one), one.title))
    by_area: dict[int, list[ReviewedIntervention]] = {}
    for one in ordered:
        place = first(one)
        number = goals[place].area_number if place < len(goals) else 0
        by_area.setdefault(number, []).append(one)
    return [
        _Group(number, areas.get(number, "") if number else _("No goal"), tuple(found))
        for number, found in by_area.items()
    ]


# Wide -----------------------------------------------------------------------------------


def _grid_figure(goals: Sequence[ReviewedGoal], groups: Sequence[_Group]) -> Figure:
    is_upright = TYPICAL_GRID / len(goals) < LEVEL_FROM
    top = KEY + (HEAD_UPRIGHT if is_upright else HEAD_LEVEL) + HEAD_GAP
    shapes, notes = _key(-LEFT + 8, 14)
    more_shapes, more_notes, bottom = _rows(goals, groups, top)
    shapes += more_shapes
    notes += more_notes
    notes += _heads(goals, top, is_upright=is_upright)
    every = [one for group in groups for one in group.interventions]
    ground, foot = _columns(goals, every, (top, bottom), is_upright=is_upright)
    end = bottom + (FOOT_UPRIGHT if is_upright else FOOT_LEVEL)
    is_long = len(every) >= MANY_ROWS
    traces = [_goal_marks(goals, top - 34)]
    if is_long:
        notes += _codes(goals, end + 4)
        traces.append(_goal_marks(goals, end + 24))
    height = end + (38 if is_long else 0)
    return figure(
        height=height,
        traces=traces,
        shapes=ground + shapes,
        annotations=notes + foot,
        xaxis={"range": [-0.5, len(goals) - 0.5], "visible": False},
        yaxis={"range": [height, 0], "visible": False},
        margin={"l": LEFT, "r": RIGHT, "t": 0, "b": 0},
    )


def _goal_marks(goals: Sequence[ReviewedGoal], y: float) -> Mark:
    """Draw the areas' marks in one trace, since they stand at the columns and not at an edge."""
    looks = [area_style(goal.area_number) for goal in goals]
    symbols = {"triangle": "triangle-up", "plus": "cross"}
    return {
        "type": "scatter",
        "mode": "markers",
        "meta": "areas",
        "x": list(range(len(goals))),
        "y": [y] * len(goals),
        "cliponaxis": False,
        "marker": {
            "symbol": [symbols.get(look.marker, look.marker) for look in looks],
            "color": [look.colour for look in looks],
            "size": 13,
            "opacity": 1,
        },
    }


def _codes(goals: Sequence[ReviewedGoal], y: float) -> list[Mark]:
    return [
        words(inert(goal.code), place, y, xref="x", anchor="center", bold=True)
        for place, goal in enumerate(goals)
    ]


def _heads(goals: Sequence[ReviewedGoal], top: int, *, is_upright: bool) -> list[Mark]:
    """Write each goal's code and, above it, its name."""
    column = TYPICAL_GRID / len(goals)
    lines = 2 if column >= 34 else 1
    notes = _codes(goals, top - 14)
    for place, goal in enumerate(goals):
        if is_upright:
            text = fit(goal.title, HEAD_UPRIGHT, size=SMALL_SIZE, lines=lines)
            look: Mark = {"yanchor": "bottom", "anchor": "center"}
            notes.append(
                quiet_words(text, place, top - HEAD_GAP, xref="x", **look)
                | {"textangle": -90, "align": "left"}
            )
            continue
        text = fit(goal.title, column - 12, size=SMALL_SIZE, lines=4)
        notes.append(
            quiet_words(text, place, top - HEAD_GAP, xref="x", anchor="center", yanchor="bottom")
        )
    return notes


def _rows(
    goals: Sequence[ReviewedGoal], groups: Sequence[_Group], top: int
) -> tuple[list[Mark], list[Mark], int]:
    """Draw the groups' heads and rows; return where they end, too."""
    shapes, notes = rule(top, LEFT, RIGHT, LINE_2), []
    for heading, x, side in (
        (_("Intervention"), -LEFT + TITLE, 0),
        (_("Organisation"), -LEFT + ORGANISATION, 0),
        (_("State"), 42, 1),
    ):
        notes.append(quiet_words(inert(heading), side, top - 14, shift=x))
    y = top
    for group in groups:
        if group.area_number:
            shapes.append(area_mark(group.area_number, -LEFT + 8, y + GROUP_ROW / 2 + 2))
        name = fit(group.name, LEFT - TITLE - 20, bold=True)
        notes.append(words(name, 0, y + GROUP_ROW / 2 + 2, shift=-LEFT + TITLE, bold=True))
        y += GROUP_ROW
        for one in group.interventions:
            title = fit(one.title, TITLE_WIDTH, lines=2)
            body = fit(one.organisation, ORGANISATION_WIDTH, size=SMALL_SIZE, lines=2)
            height = ROW_OF_TWO if "<br>" in title + body else ROW
            row_shapes, row_notes = _row(goals, one, (title, body), y + height / 2)
            shapes += row_shapes
            notes += row_notes
            y += height
            shapes += rule(y, LEFT, RIGHT, LINE)
    return shapes, notes, y


def _row(
    goals: Sequence[ReviewedGoal], one: ReviewedIntervention, texts: tuple[str, str], y: float
) -> tuple[list[Mark], list[Mark]]:
    """Draw an intervention's marks, and its state in a word at the end of the row."""
    shapes = [state_mark(one.state, 26, y, colour=INK_2, anchor=1)]
    shapes += [
        state_mark(one.state, 0, y, colour=area_style(goal.area_number).colour, anchor=place, xref="x")
        for place, goal in enumerate(goals)
        if goal.code in one.goal_codes
    ]  # fmt: skip
    title, organisation = texts
    return shapes, [
        words(title, 0, y, shift=-LEFT + TITLE),
        quiet_words(organisation, 0, y, shift=-LEFT + ORGANISATION),
        words(inert(state_word(one.state)), 1, y, shift=42),
    ]


def _columns(
    goals: Sequence[ReviewedGoal],
    interventions: Sequence[ReviewedIntervention],
    ends: tuple[float, float],
    *,
    is_upright: bool,
) -> tuple[list[Mark], list[Mark]]:
    """Part the areas by lines, mark the columns that lack something and say so below them."""
    top, bottom = ends
    shapes: list[Mark] = []
    notes = [quiet_words(inert(_("Interventions per goal")), 0, bottom + 16, shift=-LEFT + TITLE)]
    for place, found in enumerate(goal_coverages(goals, interventions)):
        if place and goals[place - 1].area_number != found.goal.area_number:
            shapes.append(line(place - 0.5, top, place - 0.5, bottom, colour=LINE_2))
        else:
            shapes.append(line(place - 0.5, top, place - 0.5, bottom, colour=GRID))
        count = str(len(found.interventions))
        notes.append(words(count, place, bottom + 16, xref="x", anchor="center"))
        if found.cover is Cover.ONGOING:
            continue
        is_none = found.cover is Cover.NONE
        if is_none:
            shapes.append(_gap(place, top, bottom))
        notes.append(
            words(
                inert(cover_word(found.cover)),
                place,
                bottom + 28,
                xref="x",
                anchor="center",
                yanchor="top",
                size=SMALL_SIZE,
                bold=is_none,
            )
            | ({"textangle": -90} if is_upright else {})
        )
    return shapes, notes


def _gap(place: int, top: float, bottom: float) -> Mark:
    """Mark a column without any intervention by a dashed frame."""
    return {
        "type": "rect",
        "xref": "x",
        "x0": place - 0.44,
        "x1": place + 0.44,
        "yref": "y",
        "y0": top + 3,
        "y1": bottom - 1,
        "fillcolor": SURFACE,
        "line": {"color": INK, "width": 1.3, "dash": "4px,3px"},
        "layer": "below",
    }


# Both ----------------------------------------------------------------------------------


def state_mark(
    state: InterventionState,
    x: float,
    y: float,
    *,
    colour: str,
    anchor: float = 0,
    xref: str = "paper",
) -> Mark:
    """Draw a state: ring (not started), dot (ongoing), tick (done) or cross (stopped)."""
    place: Mark = {"anchor": anchor, "xref": xref}
    if state is InterventionState.ONGOING:
        return pixel_path(circle(x, y, 6), fill=colour, **place)
    path = {
        InterventionState.NOT_STARTED: circle(x, y, 5),
        InterventionState.DONE: f"M{x - 6:g},{y:g}L{x - 2:g},{y + 5:g}L{x + 7:g},{y - 6:g}",
        InterventionState.STOPPED: (
            f"M{x - 5:g},{y - 5:g}L{x + 5:g},{y + 5:g}M{x - 5:g},{y + 5:g}L{x + 5:g},{y - 5:g}"
        ),
    }[state]
    width = 1.8 if state is InterventionState.NOT_STARTED else 2.6
    return pixel_path(path, fill=None, edge=colour, width=width, **place)


def _key(x: float, y: float) -> tuple[list[Mark], list[Mark]]:
    """Explain the four marks."""
    shapes, notes = [], []
    for state in InterventionState:
        word = state_word(state)
        shapes.append(state_mark(state, x, y, colour=INK_2))
        notes.append(quiet_words(inert(word), 0, y, shift=x + 14))
        x += 14 + width_of(word, SMALL_SIZE) + 26
    return shapes, notes


# Narrow --------------------------------------------------------------------------------

NARROW_LEFT, NARROW_RIGHT = 14, 6
LIST_WIDTH = 300
GOAL_LINE, GAP_LINE, ITEM_LINE = 18, 24, 17


def _list_figure(
    goals: Sequence[ReviewedGoal], interventions: Sequence[ReviewedIntervention]
) -> Figure:
    """Draw each goal with the list of its interventions, each with its mark and its state."""
    left = -NARROW_LEFT
    shapes: list[Mark] = []
    notes: list[Mark] = []
    lists = [
        (
            goal_label(found.goal),
            found.goal.area_number,
            cover_word(found.cover),
            found.interventions,
        )
        for found in goal_coverages(goals, interventions)
    ]
    loose = without_goal(goals, interventions)
    lists += [(_("No goal"), 0, "", loose)] if loose else []
    y = 6
    for name, area_number, lack, served_by in lists:
        colour = area_style(area_number).colour if area_number else INK_2
        title = fit(name, LIST_WIDTH, size=14, lines=3, bold=True)
        if area_number:
            shapes.append(area_mark(area_number, left + 7, y + 9))
        notes.append(words(title, 0, y, shift=left + 22, size=14, bold=True, yanchor="top"))
        y += GOAL_LINE * (title.count("<br>") + 1) + 6
        if lack:
            notes.append(words(inert(lack), 0, y + 8, shift=left + 22, italic=True))
            y += GAP_LINE
        for one in served_by:
            text = fit(f"{one.title}, {state_word(one.state).lower()}", LIST_WIDTH - 20, lines=3)
            shapes.append(state_mark(one.state, left + 29, y + 9, colour=colour))
            notes.append(words(text, 0, y, shift=left + 44, yanchor="top"))
            y += ITEM_LINE * (text.count("<br>") + 1) + 6
        y += 6
        shapes.append(line(0, y, 1, y, colour=LINE, xref="paper"))
        y += 8
    return figure(
        height=y,
        traces=[{"type": "scatter", "mode": "markers", "x": [], "y": []}],
        shapes=shapes,
        annotations=notes,
        xaxis={"range": [0, 1], "visible": False},
        yaxis={"range": [y, 0], "visible": False},
        margin={"l": NARROW_LEFT, "r": NARROW_RIGHT, "t": 0, "b": 0},
    )
