"""The whole municipality's interventions: what every department and partner does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request

from tracker.domain.interventions import (
    APPROACH_WORDS,
    NOTHING,
    TERM_WORDS,
    ListedIntervention,
    Quality,
    by_department,
    count_choices,
    select,
)
from tracker.domain.people import sort_key
from tracker.domain.programme_words import INTERVENTION_STATE_WORDS
from tracker.queries import interventions as queries
from tracker.text import _, gettext
from tracker.views.web import council, db, today

blueprint = Blueprint("interventions", __name__, url_prefix="/<slug>/programme/interventions")


@dataclass(frozen=True)
class Option:
    """Something that can be chosen, and how many it would leave."""

    value: str
    word: str
    number: int


@dataclass(frozen=True)
class Filter:
    """One quality to choose by."""

    name: str
    label: str
    options: Sequence[Option]
    #: The chosen value; empty for every one.
    chosen: str

    @property
    def said(self) -> str:
        """Say what is chosen; nothing when nothing is."""
        return next((one.word for one in self.options if one.value == self.chosen), "")


@blueprint.get("/")
def index() -> str:
    """List the interventions by department, those that are chosen."""
    rows = queries.list_interventions(db(), council_id=council().id, year=today().year)
    words = {quality: _words_of(quality, rows) for quality in Quality}
    wanted = {
        quality: request.args[quality.value]
        for quality in Quality
        if request.args.get(quality.value) in words[quality]
    }
    found = select(rows, wanted)
    return render_template(
        "interventions/index.html",
        filters=[_filter(quality, rows, wanted, words[quality]) for quality in Quality],
        departments=by_department(found),
        number=len(found),
        in_all=len(rows),
        without_responsible=sum(not row.responsible for row in found),
        year=today().year,
        state_words=_translated(INTERVENTION_STATE_WORDS),
        approach_words=_translated(APPROACH_WORDS),
        term_words=_translated(TERM_WORDS),
    )


def _filter(
    quality: Quality,
    rows: Sequence[ListedIntervention],
    wanted: Mapping[Quality, str],
    words: Mapping[str, str],
) -> Filter:
    counts = count_choices(rows, wanted, quality)
    label = {
        Quality.DEPARTMENT: _("Department or partner"),
        Quality.AREA: _("Priority area"),
        Quality.STATE: _("State"),
        Quality.APPROACH: _("Kind of prevention"),
    }[quality]
    options = [Option(value, word, counts[value]) for value, word in words.items()]
    return Filter(quality.value, label, options, wanted.get(quality, ""))


def _words_of(quality: Quality, rows: Sequence[ListedIntervention]) -> dict[str, str]:
    """Return {value: word} of what occurs, in the order it is offered."""
    if quality is Quality.DEPARTMENT:
        names = {str(row.organisation_id): row.organisation for row in rows if row.organisation}
        known = dict(sorted(names.items(), key=lambda one: sort_key(one[1])))
        none = _("nobody is named")
    elif quality is Quality.AREA:
        areas = {goal.area_id: goal for row in rows for goal in row.goals}
        ordered = sorted(areas.values(), key=lambda goal: goal.area_number)
        known = {str(goal.area_id): f"{goal.area_number}. {goal.area_name}" for goal in ordered}
        none = _("no goal")
    else:
        of_kind = INTERVENTION_STATE_WORDS if quality is Quality.STATE else APPROACH_WORDS
        known, none = _translated(of_kind), _("not said")
    found = {value for row in rows for value in row.values_of(quality)}
    return {value: word for value, word in {**known, NOTHING: none}.items() if value in found}


def _translated(words: Mapping[Any, str]) -> dict[str, str]:
    """Return an enumeration's words in the reader's language."""
    return {str(key): gettext(word) for key, word in words.items()}
