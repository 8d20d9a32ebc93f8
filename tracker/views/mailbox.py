"""Utkorgen: what the demo has sent, for anyone to see. It does not exist outside the demo."""

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, render_template

from tracker.mail.reading import read_calendar
from tracker.mail.sink import StoredMessage, list_messages, read_message
from tracker.queries.councils import list_councils
from tracker.views.web import db, house

blueprint = Blueprint("mailbox", __name__, url_prefix="/mailbox")

#: How many messages the list shows.
LATEST = 100

#: The message brings its own looks and nothing else: no script, no form, nothing from outside.
MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
#: What a message needs to be a page. Links open in the whole window: within the frame nobody
#: could answer or sign in.
_AS_PAGE = (
    (re.compile(r"(<head\b[^>]*>)"), r'\1<base target="_top">'),
    (re.compile(r"(<body\b[^>]*>)"), r"\1<main>"),
    (re.compile(r"(</body>)"), r"</main>\1"),
)


@blueprint.get("/")
def index() -> str:
    """List the latest messages."""
    messages = list_messages(_folder())
    return render_template(
        "mailbox/index.html",
        messages=messages[:LATEST],
        number=len(messages),
        latest=LATEST,
        at_home=_at_home,
    )


@blueprint.get("/<key>")
def show(key: str) -> str:
    """Show one message: its head, what it looks like, its text and its calendar part."""
    message = _message(key)
    return render_template(
        "mailbox/show.html",
        message=message,
        event=read_calendar(message.ics) if message.ics else None,
        at_home=_at_home,
    )


@blueprint.get("/<key>/page")
def page(key: str) -> Response:
    """Serve a message's HTML, to be shown in a frame."""
    html = _message(key).html
    if not html:
        abort(404)
    for place, addition in _AS_PAGE:
        html = place.sub(addition, html, count=1)
    response = Response(html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


def _folder() -> Path:
    demo = house().demo
    if demo is None:
        abort(404)
    return demo.folder


def _message(key: str) -> StoredMessage:
    try:
        return read_message(_folder(), key)
    except KeyError:
        abort(404)


def _at_home(moment: datetime) -> datetime:
    """Return a message's moment as the demo council's wall time."""
    councils = list_councils(db())
    return moment.astimezone(ZoneInfo(councils[0].time_zone) if councils else None)
