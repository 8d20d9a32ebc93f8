"""The calendar to subscribe to: its secret address, and the calendar itself."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker.domain.terms import MeetingStatus
from tracker.exporting.feed import FeedMeeting, calendar_feed
from tracker.models import FeedLink, Meeting, Person
from tracker.queries import councils
from tracker.queries import feeds as queries
from tracker.services import feeds as services
from tracker.services.sign_in import hash_token
from tracker.text import _
from tracker.views.web import act, council, db, done, house, me, now

blueprint = Blueprint("feeds", __name__)

#: How far back the calendar reaches.
REACH = timedelta(days=365)
#: How long a reader may do without asking again, in seconds.
MAX_AGE = 15 * 60


@blueprint.get("/<slug>/calendar-feed")
def show() -> str:
    """Show whether the person has an address, and offer to make or revoke it."""
    return _page(address=None)


@blueprint.post("/<slug>/calendar-feed")
def make() -> str:
    """Make an address. It is shown on this answer only: what is stored cannot be read back."""
    person = _signed_in()
    token = services.make_feed(db(), council_id=council().id, person_id=person.id, by=act())
    db().commit()
    path = url_for("feeds.calendar", token=token)
    return _page(address=f"{house().settings.public_url}{path}")


@blueprint.post("/<slug>/calendar-feed/revoke")
def revoke() -> Response:
    """Let the person's address lead nowhere."""
    person = _signed_in()
    services.revoke_feed(db(), council_id=council().id, person_id=person.id, by=act())
    db().commit()
    return done(_("The address no longer works."), "feeds.show")


@blueprint.get("/calendar/<token>.ics")
def calendar(token: str) -> Response:
    """Give the calendar to whoever knows the address: title, time and place of each meeting."""
    link = queries.find_open_link(db(), token_hash=hash_token(token), on=now().date())
    if link is None:
        abort(404)
    response = make_response(_calendar(link))
    response.mimetype = "text/calendar"
    response.headers["Content-Disposition"] = 'inline; filename="arshjul.ics"'
    response.headers["Cache-Control"] = f"private, max-age={MAX_AGE}"
    response.headers["X-Robots-Tag"] = "noindex"
    response.add_etag()
    return response.make_conditional(request)


def _calendar(link: FeedLink) -> bytes:
    owner = councils.get_council(db(), council_id=link.council_id)
    midnight = (
        now()
        .astimezone(ZoneInfo(owner.time_zone))
        .replace(hour=0, minute=0, second=0, microsecond=0)
    )
    rows = queries.list_meetings_from(db(), council_id=owner.id, since=midnight - REACH)
    changes = queries.list_changes(db(), council_id=owner.id)
    return calendar_feed(
        owner.name, [_entry(row, changes.get(row.id, link.created_at)) for row in rows]
    )


def _entry(row: Meeting, changed_at: datetime) -> FeedMeeting:
    return FeedMeeting(
        uid=row.uid,
        sequence=row.sequence,
        title=row.theme,
        place=row.place,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        changed_at=changed_at,
        is_cancelled=row.status is MeetingStatus.CANCELLED,
    )


def _signed_in() -> Person:
    person = me()
    if person is None:
        abort(403)
    return person


def _page(address: str | None) -> str:
    person = _signed_in()
    link = queries.find_own_link(db(), council_id=council().id, person_id=person.id)
    return render_template("feeds/show.html", link=link, address=address)
