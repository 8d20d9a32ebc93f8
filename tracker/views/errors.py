"""Error pages: what happened and what to do, in plain words."""

from urllib.parse import urlsplit

from flask import render_template, request
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.sansio.response import Response as SansResponse
from werkzeug.wrappers import Response

from tracker.text import gettext, mark

#: What happened, and what to do.
WORDS = {
    400: (
        mark("The form could not be read"),
        mark("Go back, reload the page and try again. What you typed is still in the form."),
    ),
    403: (mark("You do not have access to this page"), mark("Ask the coordinator if you need it.")),
    404: (
        mark("The page does not exist"),
        mark("It may have been moved or removed. Start again from the year wheel."),
    ),
    405: (mark("That cannot be done here"), mark("Go back and use the buttons on the page.")),
    409: (
        mark("This has changed meanwhile"),
        mark("Go back, reload the page and look at how it is now."),
    ),
    413: (mark("It is too large"), mark("Send a smaller file or a shorter text.")),
    429: (mark("Too many attempts"), mark("Wait ten minutes and try again.")),
    500: (
        mark("Something went wrong with us"),
        mark("Nothing was saved. Go back and try again in a while."),
    ),
}


def render_error(error: HTTPException) -> tuple[str, int] | SansResponse:
    """Render an error page. Redirects pass through."""
    if error.response is not None:
        return error.response
    code = error.code or 500
    title, advice = (gettext(words) for words in WORDS.get(code, WORDS[500]))
    if isinstance(error, SecurityError):  # asked for under another name: no page can be built
        return Response(f"{title}. {advice}", code, content_type="text/plain; charset=utf-8")
    return render_template("errors/error.html", code=code, title=title, advice=advice), code


def render_signed_out() -> tuple[str, int]:
    """Say that the session has ended, and keep what was typed until somebody signs in again."""
    # Only what our own pages sent: nobody else may put words in a form of ours.
    is_ours = urlsplit(request.headers.get("Origin", "")).netloc == request.host
    typed = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if is_ours and name != "csrf_token"
    ]
    return render_template("errors/signed_out.html", typed=typed), 401
