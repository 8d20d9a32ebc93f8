"""A mail's HTML as a page of its own, to be shown in a frame."""

import re

from flask import Response

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


def as_page(html: str) -> Response:
    """Return a mail's HTML as a page that can do nothing but be looked at and followed."""
    for place, addition in _AS_PAGE:
        html = place.sub(addition, html, count=1)
    response = Response(html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response
