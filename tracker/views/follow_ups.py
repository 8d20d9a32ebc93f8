"""The yearly follow-up: answered from a mail without signing in, and looked after as a round."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from tracker.domain.calendar import EARLIEST_YEAR, LATEST_YEAR
from tracker.domain.follow_ups import (
    STATE_WORDS,
    FollowUpState,
    by_department,
    followed_up_year,
    open_until,
    spoken_for,
    to_ask,
)
from tracker.domain.meetings import local_day
from tracker.domain.terms import Role
from tracker.exporting.csv_files import csv_text
from tracker.exporting.follow_ups import round_table
from tracker.models import Person
from tracker.queries import follow_ups as queries
from tracker.queries import people
from tracker.queries.councils import get_council
from tracker.services import follow_ups as services
from tracker.services.audit import Act
from tracker.services.follow_up_links import (
    FollowUpLink,
    make_follow_up_token,
    read_follow_up_token,
)
from tracker.text import _, gettext
from tracker.views.follow_up_pages import (
    REFUSALS,
    Desk,
    Refusal,
    Sheet,
    open_sheet,
    refuse,
    said,
    save_meanwhile,
    take,
)
from tracker.views.web import act, council, council_zone, db, done, house, me, now, today

blueprint = Blueprint("follow_ups", __name__)

AWAITED = (FollowUpState.NOT_STARTED, FollowUpState.DRAFT)


@dataclass(frozen=True)
class Visit:
    """A link that was followed, and what it leads to."""

    token: str
    link: FollowUpLink
    person: Person
    places: list[queries.Place]

    def place(self, intervention_id: int | None) -> queries.Place | None:
        """Return what the person answers for, by the intervention's number."""
        return next((one for one in self.places if one.intervention.id == intervention_id), None)

    def next_place(self) -> queries.Place | None:
        """Return the first that waits for an answer."""
        return next((one for one in self.places if one.as_open().state in AWAITED), None)


@dataclass(frozen=True)
class Line:
    """An intervention in a person's list."""

    id: int
    title: str
    state: FollowUpState
    word: str


# By the mail's link -----------------------------------------------------------------------


@blueprint.route("/follow-up/<token>", methods=["GET", "POST"])
def by_link(token: str) -> str | AnyResponse | tuple[str, int]:
    """Show what a person is asked about, and take their answers. Opening it changes nothing."""
    visit = _open(token)
    if isinstance(visit, Refusal):
        return refuse(visit)
    if request.method != "POST":
        return _show_visit(visit)
    place = visit.place(request.form.get("about", type=int))
    if place is None:
        return refuse(Refusal.MOVED)
    return take(
        _desk(visit, place),
        show=lambda sheet: _visit_page(visit, sheet),
        done=lambda pressed: _after_press(visit, place, pressed),
        answered_by=lambda _who: visit.person.name,
    )


@blueprint.post("/follow-up/<token>/save")
def autosave(token: str) -> tuple[AnyResponse, int]:
    """Save what is typed so far on the page that a mail's link opened."""
    visit = _open(token)
    if isinstance(visit, Refusal):
        return said(gettext(REFUSALS[visit].advice), REFUSALS[visit].status)
    place = visit.place(request.form.get("about", type=int))
    if place is None:
        return said(gettext(REFUSALS[Refusal.MOVED].advice), 409)
    return save_meanwhile(_desk(visit, place))


def my_page(year: int) -> str:
    """Return the address of this page for the person who has signed in."""
    person = me()
    if person is None:
        return ""
    link = FollowUpLink(council().id, person.id, year)
    return url_for("follow_ups.by_link", token=make_follow_up_token(house().secret_key, link))


def _open(token: str) -> Visit | Refusal:
    """Judge a link by what holds now: it is signed, and bears no date of its own."""
    link = read_follow_up_token(house().secret_key, token)
    if link is None:
        return Refusal.UNKNOWN
    g.council = get_council(db(), council_id=link.council_id)
    person = people.find_person(db(), person_id=link.person_id)
    if person is None or person.is_disabled or not _takes_part(person):
        return Refusal.ENDED
    if today() > open_until(link.year):
        return Refusal.PAST
    places = queries.list_places(
        db(), council_id=link.council_id, year=link.year, person_id=link.person_id
    )
    return Visit(token, link, person, places)


def _takes_part(person: Person) -> bool:
    return bool(people.list_roles(db(), council_id=council().id, person_id=person.id, on=today()))


def _desk(visit: Visit, place: queries.Place) -> Desk:
    return Desk(
        intervention=place.intervention,
        year=visit.link.year,
        by=Act(visit.person.id, now()),
        action=url_for("follow_ups.by_link", token=visit.token),
        autosave=url_for("follow_ups.autosave", token=visit.token),
    )


def _show_visit(visit: Visit) -> str:
    place = visit.place(request.args.get("about", type=int)) or visit.next_place()
    if place is None or _is_closed(visit.link.year):
        return _visit_page(visit, None)
    return _visit_page(visit, open_sheet(_desk(visit, place)))


def _visit_page(visit: Visit, sheet: Sheet | None) -> str:
    year = visit.link.year
    return render_template(
        "follow_ups/show.html",
        visit=visit,
        year=year,
        sheet=sheet,
        lines=[_line(place) for place in visit.places],
        open_until=open_until(year),
        is_closed=_is_closed(year),
        coordinators=people.list_members(
            db(), council_id=council().id, on=today(), roles=[Role.COORDINATOR]
        ),
    )


def _line(place: queries.Place) -> Line:
    one = place.as_open()
    return Line(one.intervention_id, one.title, one.state, gettext(STATE_WORDS[one.state]))


def _after_press(visit: Visit, place: queries.Place, pressed: str) -> AnyResponse:
    title = place.intervention.title
    words = {
        "send": _("Thank you. The answer about %(title)s is sent.", title=title),
        "pass_on": _(
            "Thank you. The coordinator is told whom to ask about %(title)s.", title=title
        ),
    }
    flash(words.get(pressed, _("The draft is saved. It counts only when you send it.")), "ok")
    about = None if pressed in words else place.intervention.id
    return redirect(url_for("follow_ups.by_link", token=visit.token, about=about), code=303)


def _is_closed(year: int) -> bool:
    return services.is_closed(db(), council_id=council().id, year=year)


# The round --------------------------------------------------------------------------------


@blueprint.get("/<slug>/follow-up/<int:year>")
def round(year: int) -> str:  # noqa: A001  (what it is called in the field)
    """Show who has answered, by department."""
    _check(year)
    rows = queries.load_round(db(), council=council(), year=year)
    meetings = queries.list_meetings_of(db(), council=council(), year=year)
    return render_template(
        "follow_ups/round.html",
        year=year,
        latest=followed_up_year(today()),
        rows=rows,
        departments=by_department(rows),
        sent=sum(row.state is FollowUpState.SENT for row in rows),
        waited_for=to_ask(rows),
        meetings=[(one, local_day(one.starts_at, council_zone())) for one in meetings],
        can_ask=any(one.starts_at > now() for one in meetings),
        is_closed=_is_closed(year),
        state_words={state.value: gettext(word) for state, word in STATE_WORDS.items()},
    )


@blueprint.get("/<slug>/follow-up/<int:year>.csv")
def round_file(year: int) -> Response:
    """Give the round as a file for a spreadsheet."""
    _check(year)
    rows = queries.load_round(db(), council=council(), year=year)
    response = Response(
        csv_text(round_table(by_department(rows), year, council_zone())), mimetype="text/csv"
    )
    response.headers["Content-Disposition"] = (
        f'attachment; filename="uppfoljning-{council().slug}-{year}.csv"'
    )
    return response


@blueprint.route("/<slug>/follow-up/<int:year>/<int:intervention_id>", methods=["GET", "POST"])
def answer(year: int, intervention_id: int) -> str | AnyResponse | tuple[str, int]:
    """Write down what somebody says on the phone, or correct what was sent."""
    desk = _desk_for(year, intervention_id)
    if request.method != "POST":
        if _is_closed(year):
            return refuse(Refusal.CLOSED)
        return _answer_page(open_sheet(desk))
    return take(
        desk,
        show=_answer_page,
        done=lambda pressed: _after_writing(desk, pressed),
        answered_by=_answered_by,
    )


@blueprint.post("/<slug>/follow-up/<int:year>/<int:intervention_id>/save")
def autosave_answer(year: int, intervention_id: int) -> tuple[AnyResponse, int]:
    """Save what a coordinator has typed so far."""
    return save_meanwhile(_desk_for(year, intervention_id))


@blueprint.post("/<slug>/follow-up/<int:year>/ask/<int:person_id>")
def ask(year: int, person_id: int) -> AnyResponse:
    """Ask somebody now, by mail."""
    _check(year)
    try:
        services.ask_now(db(), council=council(), year=year, person_id=person_id, by=act())
    except services.NoMeeting:
        abort(409)
    except services.NobodyToAsk:
        db().rollback()
        flash(_("No mail can go: there is no address, or nothing left to ask."), "error")
        return redirect(url_for("follow_ups.round", year=year), code=303)
    db().commit()
    person = people.find_person(db(), person_id=person_id)
    name = person.name if person else ""
    return done(_("%(name)s is asked by mail now.", name=name), "follow_ups.round", year=year)


def _desk_for(year: int, intervention_id: int) -> Desk:
    _check(year)
    place = queries.find_place(
        db(), council_id=council().id, year=year, intervention_id=intervention_id
    )
    if place is None:
        abort(404)
    where: dict[str, Any] = {"year": year, "intervention_id": intervention_id}
    return Desk(
        intervention=place.intervention,
        year=year,
        by=act(),
        action=url_for("follow_ups.answer", **where),
        autosave=url_for("follow_ups.autosave_answer", **where),
        is_for_another=True,
    )


def _answer_page(sheet: Sheet) -> str:
    return render_template("follow_ups/answer.html", sheet=sheet, year=sheet.desk.year)


def _after_writing(desk: Desk, pressed: str) -> AnyResponse:
    if pressed != "send":
        return done(
            _("The draft is saved. It counts only when you send it."),
            "follow_ups.answer",
            year=desk.year,
            intervention_id=desk.intervention.id,
        )
    return done(
        _("The answer about %(title)s is saved.", title=desk.intervention.title),
        "follow_ups.round",
        anchor=f"intervention-{desk.intervention.id}",
        year=desk.year,
    )


def _answered_by(who: str) -> str:
    person = me()
    return who if person is None or person.name == who else spoken_for(who, person.name)


def _check(year: int) -> None:
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        abort(404)
