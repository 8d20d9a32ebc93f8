"""Filling in and sending forms as a browser does, with the token that the page carries."""

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


def post(client: FlaskClient, address: str, **fields: Any) -> TestResponse:
    """Send a form with a valid token. Other fields are as given."""
    page = client.get("/sign-in/").get_data(as_text=True)
    found = TOKEN.search(page)
    assert found, "the sign-in page carries no token"
    return client.post(address, data={"csrf_token": found[1], **fields})


def text_of(response: TestResponse) -> str:
    """Return a page's HTML."""
    return response.get_data(as_text=True)
