"""Error pages: what happened and what to do, in plain words."""

from flask import render_template
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.sansio.response import Response as SansResponse
from werkzeug.wrappers import Response

from tracker.text import _


def render_error(error: HTTPException) -> tuple[str, int] | SansResponse:
    """Render an error page. Redirects pass through."""
    if error.response is not None:
        return error.response
    code = error.code or 500
    title, advice = _words(code)
    if isinstance(error, SecurityError):  # asked for under another name: no page can be built
        return Response(f"{title}. {advice}", code, content_type="text/plain; charset=utf-8")
    return render_template("errors/error.html", code=code, title=title, advice=advice), code


def _words(code: int) -> tuple[str, str]:
    if code == 400:
        return (
            _("The form could not be read"),
            _("Go back, reload the page and try again. What you typed is still in the form."),
        )
    if code == 403:
        return (
            _("You do not have access to this page"),
            _("Ask the coordinator if you need it."),
        )
    if code == 404:
        return (
            _("The page does not exist"),
            _("It may have been moved or removed. Start again from the year wheel."),
        )
    if code == 405:
        return (_("That cannot be done here"), _("Go back and use the buttons on the page."))
    if code == 413:
        return (_("It is too large"), _("Send a smaller file or a shorter text."))
    if code == 429:
        return (_("Too many attempts"), _("Wait ten minutes and try again."))
    return (
        _("Something went wrong with us"),
        _("Nothing was saved. Go back and try again in a while."),
    )
