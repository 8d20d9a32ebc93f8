"""Invented data for charts, and figures whose every property Plotly itself has checked."""

import json
import re

import plotly.graph_objects as go
import pytest

from tracker.domain.effects import compare
from tracker.domain.indicators import IndicatorSeries, Observation, Period
from tracker.domain.needs import Need
from tracker.domain.review_content import ReviewedGoal, ReviewedIntervention
from tracker.domain.terms import Criterion, Direction, IndicatorKind, InterventionState

BOTH_WIDTHS = pytest.mark.parametrize("narrow", [False, True])
EVERY_LAYOUT = pytest.mark.parametrize(
    "layout", [{}, {"narrow": True}, {"paper": True}], ids=["wide", "narrow", "paper"]
)


def observations(*counts, first=2018):
    return tuple(
        Observation(year=first + place, count=count, population=50_000)
        for place, count in enumerate(counts)
        if count is not None
    )


def indicator(*counts, code="3.1", title="Våldsbrott i centrum", **changes):
    told = {
        "unit": "Anmälningar per år",
        "kind": IndicatorKind.COUNT,
        "direction": Direction.LOWER_BETTER,
        "area_number": 3,
        "observations": observations(*counts),
    }
    return IndicatorSeries(code=code, title=title, **(told | changes))


def change_of(*counts, **changes):
    one = indicator(*counts, **changes)
    return compare(one, before=Period(2018, 2019), after=Period(2020, 2021))


def changes():
    return [
        change_of(225, 225, 170, 169, comparisons={"Granås": observations(300, 300, 290, 280)}),
        change_of(60, 63, 66, 70, code="4.2", title="Överlåtelse av narkotika", area_number=4),
        change_of(5, 4, 5, 4, code="6.1", title="Felaktiga utbetalningar", area_number=6),
    ]


def need(number=1, **changes):
    told = {
        "name": "Stöld i butik",
        "area_number": 3,
        "events": 260,
        "population": 50_000,
        "per_10_000": 26.0,
        "harm": 60.0,
        "affected": 190,
        "previous": (17.0, 40.0),
    }
    return Need(number=number, **(told | changes))


def needs():
    return [
        need(),
        need(2, name="Skadegörelse", per_10_000=110.0, harm=20.0, affected=760, previous=None),
        need(3, name="Felaktiga utbetalningar", events=9, per_10_000=1.2, affected=9),
        need(4, name="Hatbrott", per_10_000=None),
    ]


AREAS = {1: "Barn och unga", 3: "Trygga platser", 4: "Narkotika"}


def goals():
    """Three goals: 1.1 and 3.1 with interventions, 4.2 with none."""
    told = [("1.1", "Färre unga misstänks", 1), ("3.1", "Trygg stadskärna", 3)]
    told.append(("4.2", "Färre överlåtelser av narkotika", 4))
    return [
        ReviewedGoal(id=number, code=code, title=title, area_number=area)
        for number, (code, title, area) in enumerate(told)
    ]


def intervention(title, state, *codes, organisation="Socialtjänsten"):
    return ReviewedIntervention(
        id=1,
        title=title,
        state=InterventionState(state),
        organisation=organisation,
        goal_codes=codes,
    )


def interventions():
    return [
        intervention("Platssamverkan", "ongoing", "3.1"),
        intervention("Sociala insatsgrupper", "done", "1.1", organisation=""),
        intervention("Väktare", "stopped", "1.1", "3.1"),
        intervention("Kartläggning", "not_started"),
    ]


def scores(*scored, criterion=Criterion.HARMFUL):
    """Return scorers who each gave one criterion a score."""
    return {f"Bedömare {place}": {criterion: score} for place, score in enumerate(scored)}


def checked(figure):
    """Return a figure as Plotly reads it, which refuses a property that it does not know."""
    if figure is None:
        return None
    plain = json.loads(figure.to_json())
    return go.Figure(data=plain["data"], layout=plain["layout"])


def drawn_texts(figure):
    """Return every string of a figure that Plotly may read as its pseudo-HTML."""
    drawn = json.loads(figure.to_json())
    layout = drawn["layout"]
    texts = [note.get("text", "") for note in layout["annotations"]]
    texts += [str(trace.get("name", "")) for trace in drawn["data"]]
    for axis in ("xaxis", "yaxis"):
        texts += [layout[axis].get("title", {}).get("text", ""), *layout[axis].get("ticktext", [])]
    return texts


def letter_sizes(part):
    """Return every font size anywhere in a figure."""
    if isinstance(part, dict):
        own = [part["font"]["size"]] if "size" in part.get("font", {}) else []
        own += [part["tickfont"]["size"]] if "tickfont" in part else []
        return own + [size for value in part.values() for size in letter_sizes(value)]
    if isinstance(part, list):
        return [size for value in part for size in letter_sizes(value)]
    return [int(size) for size in re.findall(r"font-size:(\d+)px", str(part))]
