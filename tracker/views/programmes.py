"""The programme: its areas, goals, indicators and interventions, and what the Act asks for."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, render_template, request

from tracker.domain.follow_ups import followed_up_year
from tracker.domain.interventions import APPROACH_WORDS, TERM_WORDS
from tracker.forms.follow_ups import told
from tracker.forms.programmes import (
    DIRECTION_WORDS,
    FULFILMENT_WORDS,
    INDICATOR_KIND_WORDS,
    INTERVENTION_STATE_WORDS,
)
from tracker.models import Intervention, Programme
from tracker.queries import councils, people
from tracker.queries import programmes as queries
from tracker.queries.follow_ups import find_place
from tracker.queries.programme_wording import list_versions
from tracker.services.follow_ups import is_closed
from tracker.text import gettext
from tracker.views import indicators as indicator_views
from tracker.views.data_quality import data_line
from tracker.views.follow_ups import my_page
from tracker.views.law import duties_today
from tracker.views.web import council, db, me, query_number, today

blueprint = Blueprint("programmes", __name__, url_prefix="/<slug>/programme")
blueprint.add_url_rule("/indicators/<int:indicator_id>", "indicator", indicator_views.show)


@blueprint.get("/")
def show() -> str:
    """Show a programme with a year's fulfilment, and the statutory documents."""
    council_id = council().id
    every = queries.list_programmes(db(), council_id=council_id)
    programme = _chosen(every)
    year = _year(programme) if programme else today().year
    areas = (
        queries.load_tree(db(), council_id=council_id, programme_id=programme.id, year=year)
        if programme
        else []
    )
    return render_template(
        "programmes/show.html",
        programme=programme,
        programmes=every,
        year=year,
        years=_years(programme) if programme else range(0),
        areas=areas,
        **_wordings(programme, areas, year),
        outcomes=indicator_views.latest_outcomes(programme, areas) if programme else {},
        unlinked=queries.list_unlinked_interventions(db(), council_id=council_id),
        organisations={
            found.id: found.short_name or found.name
            for found in councils.list_organisations(db(), council_id=council_id)
        },
        duties=duties_today(),
        data_line=data_line(),
        **_words(),
    )


@blueprint.get("/interventions/<int:intervention_id>")
def intervention(intervention_id: int) -> str:
    """Show an intervention with its follow-up, the last years side by side."""
    council_id = council().id
    found = queries.find_intervention(db(), council_id=council_id, intervention_id=intervention_id)
    if found is None:
        abort(404)
    follow_ups = queries.list_follow_ups(
        db(), council_id=council_id, intervention_id=intervention_id
    )
    year = followed_up_year(today())
    place = find_place(db(), council_id=council_id, year=year, intervention_id=intervention_id)
    is_open = place is not None and not is_closed(db(), council_id=council_id, year=year)
    organisations = councils.list_organisations(db(), council_id=council_id)
    responsible = (
        people.find_person(db(), person_id=found.responsible_id) if found.responsible_id else None
    )
    return render_template(
        "programmes/intervention.html",
        intervention=found,
        responsible=responsible,
        organisation=next(
            (one.name for one in organisations if one.id == found.organisation_id), ""
        ),
        goals=queries.list_intervention_goals(
            db(), council_id=council_id, intervention_id=intervention_id
        ),
        follow_ups=follow_ups,
        told={one.id: told(one) for one in follow_ups},
        year=year,
        lacks_this_year=is_open and bool(place and place.answer is None),
        own_page=my_page(year) if is_open and _is_mine(found) else "",
        **_words(),
    )


def _is_mine(found: Intervention) -> bool:
    person = me()
    return person is not None and found.responsible_id == person.id


def _wordings(
    programme: Programme | None, areas: Sequence[queries.AreaBranch], year: int
) -> dict[str, Any]:
    """Return the programme's earlier wordings, the year's among them, and other years' goals."""
    if programme is None:
        return {"versions": (), "version": None, "elsewhere": ()}
    found = {"council_id": council().id, "programme_id": programme.id}
    versions = list_versions(db(), **found)
    shown = {twig.goal.id for branch in areas for twig in branch.goals}
    return {
        "versions": versions,
        "version": next((one for one in versions if one.first_year <= year <= one.last_year), None),
        "elsewhere": [
            row for row in queries.list_goal_rows(db(), **found) if row[0].id not in shown
        ],
    }


def _words() -> dict[str, dict[str, str]]:
    """Return the enumerations' words in the reader's language."""
    return {
        "direction_words": {key.value: gettext(word) for key, word in DIRECTION_WORDS.items()},
        "kind_words": {key.value: gettext(word) for key, word in INDICATOR_KIND_WORDS.items()},
        "state_words": {key.value: gettext(word) for key, word in INTERVENTION_STATE_WORDS.items()},
        "approach_words": {key.value: gettext(word) for key, word in APPROACH_WORDS.items()},
        "term_words": {key.value: gettext(word) for key, word in TERM_WORDS.items()},
        "fulfilment_words": {key.value: gettext(word) for key, word in FULFILMENT_WORDS.items()},
    }


def _chosen(every: Sequence[Programme]) -> Programme | None:
    """Return the programme that the address names, or else the one that holds today."""
    wanted = query_number("programme")
    if "programme" not in request.args:
        found = queries.find_programme(db(), council_id=council().id, year=today().year)
        return found or (every[-1] if every else None)
    named = next((one for one in every if one.id == wanted), None)
    if named is None:
        abort(404)
    return named


def _years(programme: Programme) -> range:
    """Return the programme's years that have begun, or its first."""
    last = min(programme.last_year, max(programme.first_year, today().year))
    return range(programme.first_year, last + 1)


def _year(programme: Programme) -> int:
    years = _years(programme)
    wanted = query_number("year")
    return wanted if wanted is not None and wanted in years else years[-1]
