"""Utkorgen: what the demo has sent, for anyone to see. It does not exist outside the demo."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, render_template

from tracker.mail.reading import read_calendar
from tracker.mail.sink import StoredMessage, list_messages, read_message
from tracker.queries.councils import list_councils
from tracker.views.framed_mail import as_page
from tracker.views.web import db, house

blueprint = Blueprint("mailbox", __name__, url_prefix="/mailbox")

#: How many messages the list shows.
LATEST = 100


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
    return as_page(html)


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
