"""Filling in and sending forms as a browser does, with the token that the page carries."""

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
SHOWN = re.compile(r'name="shown" value="(\w*)"')


def post(client: FlaskClient, address: str, **fields: Any) -> TestResponse:
    """Send a form with a valid token. Other fields are as given."""
    page = client.get("/sign-in/").get_data(as_text=True)
    found = TOKEN.search(page)
    assert found, "the sign-in page carries no token"
    return client.post(address, data={"csrf_token": found[1], **fields})


def shown_on(page: str) -> str:
    """Return the fingerprint of what a page was filled with."""
    found = SHOWN.search(page)
    assert found, "the page carries no fingerprint"
    return found[1]


def save(client: FlaskClient, address: str, *, page: str = "", **fields: Any) -> TestResponse:
    """Open a form, or the page that leads there, and send it with what it was filled with."""
    opened = text_of(client.get(page or address))
    return post(client, address, shown=shown_on(opened), **fields)


def text_of(response: TestResponse) -> str:
    """Return a page's HTML."""
    return response.get_data(as_text=True)
