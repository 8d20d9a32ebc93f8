"""The web application: wiring only."""

import logging
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, current_user
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from sqlalchemy.engine import Engine
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wrappers import Response

from tracker import text
from tracker.config import LOCAL_HOSTS, Settings, shipped
from tracker.db import LARGEST_WHOLE_NUMBER, create_engine
from tracker.queries import councils, people
from tracker.views import (
    alarms,
    answers,
    assets,
    choices,
    coverage,
    data_imports,
    data_quality,
    feeds,
    follow_ups,
    importing,
    indicator_template,
    interventions,
    kolada,
    law,
    mailbox,
    meetings,
    messages,
    moving,
    needs,
    outbox,
    pages,
    planning,
    programme_editing,
    programme_tables,
    programmes,
    records,
    reports,
    reviews,
    rules,
    sharing,
    sign_in,
    workings,
    year_wheels,
)
from tracker.views import (
    people as people_views,
)
from tracker.views.access import allowed
from tracker.views.errors import render_error, render_signed_out
from tracker.views.templating import set_up_templates
from tracker.views.web import DemoMail, House, SignedIn, db, now, today

log = logging.getLogger(__name__)

BLUEPRINTS = (
    alarms.blueprint,
    answers.blueprint,
    assets.blueprint,
    choices.blueprint,
    coverage.blueprint,
    data_imports.blueprint,
    data_quality.blueprint,
    feeds.blueprint,
    follow_ups.blueprint,
    importing.blueprint,
    indicator_template.blueprint,
    interventions.blueprint,
    kolada.blueprint,
    law.blueprint,
    mailbox.blueprint,
    meetings.blueprint,
    messages.blueprint,
    moving.blueprint,
    needs.blueprint,
    outbox.blueprint,
    pages.blueprint,
    people_views.blueprint,
    planning.blueprint,
    programme_editing.blueprint,
    programme_tables.blueprint,
    programmes.blueprint,
    records.blueprint,
    reports.blueprint,
    reviews.blueprint,
    rules.blueprint,
    sharing.blueprint,
    sign_in.blueprint,
    workings.blueprint,
    year_wheels.blueprint,
)

CONTENT_SECURITY_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "style-src-attr": "'unsafe-inline'",  # plotly places its parts so
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-src": "'self'",
    "frame-ancestors": "'self'",
    "base-uri": "'none'",
}

#: What a browser or a calendar may keep, each as it says itself. Nothing else is kept.
KEPT = ("static", "assets.plotly_script", "assets.plotly_style", "feeds.calendar")


class RowNumber(IntegerConverter):
    """A number in an address. What no column can hold leads nowhere."""

    regex = r"\d{1,10}"

    def __init__(self, url_map: Map) -> None:
        """Bound it."""
        super().__init__(url_map, max=LARGEST_WHOLE_NUMBER)


def create_app(
    settings: Settings, *, demo: DemoMail | None = None, engine: Engine | None = None
) -> Flask:
    """Wire the web application together.

    Raises:
        SettingsError: the settings are not safe to serve with.
    """
    secret_key = settings.read_secret_key()
    app = Flask(
        __name__,
        template_folder=str(shipped("templates")),
        static_folder=str(Path(__file__).parent / "static"),
    )
    is_https = settings.public_url.startswith("https://")
    app.config.update(
        SECRET_KEY=secret_key,
        SESSION_COOKIE_NAME="__Host-arshjul" if is_https else "arshjul",
        SESSION_COOKIE_SECURE=is_https,
        SESSION_COOKIE_SAMESITE="Lax",
        TRUSTED_HOSTS=_trusted_hosts(settings),
        MAX_CONTENT_LENGTH=6 * 1024 * 1024,  # a file with figures, and the form around it
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        WTF_CSRF_TIME_LIMIT=None,  # a form left open over lunch must still be saved
        SEND_FILE_MAX_AGE_DEFAULT=365 * 24 * 3600,  # addresses carry a version
    )
    app.extensions["house"] = House(
        settings=settings,
        engine=engine or create_engine(settings.database),
        secret_key=secret_key,
        demo=demo,
    )
    app.url_map.converters["int"] = RowNumber
    app.jinja_env.undefined = StrictUndefined
    set_up_templates(app)
    _set_up_people(app)
    app.url_value_preprocessor(_find_council)
    app.url_defaults(_name_council)
    app.before_request(_choose_language)
    app.before_request(_deny_by_default)
    forms = CSRFProtect(app)  # after the denial: who may not is told so, whatever the form holds
    forms.exempt(choices.unsubscribe)  # sent by a mail program that has seen no page of ours
    app.after_request(_finish)
    app.teardown_appcontext(_close_session)
    app.register_error_handler(HTTPException, render_error)
    app.register_error_handler(Exception, _log_and_render)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    _limit_attempts(app)
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    return app


def _trusted_hosts(settings: Settings) -> list[str]:
    hosts = {urlsplit(settings.public_url).hostname or ""}
    return sorted(hosts | set(LOCAL_HOSTS) if settings.is_local else hosts)


def _limit_attempts(app: Flask) -> None:
    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://")
    for endpoint, limit in (
        ("sign_in.ask", "20 per 10 minutes"),
        ("sign_in.finish", "60 per 10 minutes"),
    ):
        limited = limiter.limit(limit, methods=["POST"])(app.view_functions[endpoint])
        app.view_functions[endpoint] = limited  # type: ignore[assignment]


def _set_up_people(app: Flask) -> None:
    manager = LoginManager(app)

    @manager.user_loader
    def load_person(person_id: str) -> SignedIn | None:
        person = people.find_person(db(), person_id=int(person_id))
        return SignedIn(person) if person and not person.is_disabled else None


def _find_council(endpoint: str | None, values: dict[str, Any] | None) -> None:  # noqa: ARG001
    g.started = time.perf_counter()
    g.council = None
    values = values if values is not None else {}
    if any("\0" in str(value) for value in values.values()):
        abort(404)  # PostgreSQL refuses to even look for it
    slug = values.pop("slug", None)
    g.council = councils.find_council(db(), slug=slug) if slug else None
    if slug and g.council is None:
        abort(404)


def _name_council(endpoint: str, values: dict[str, Any]) -> None:
    wants_slug = current_app.url_map.is_endpoint_expecting(endpoint, "slug")
    if wants_slug and "slug" not in values and g.get("council"):
        values["slug"] = g.council.slug


def _choose_language() -> None:
    text.set_language(request.cookies.get("language", text.DEFAULT_LANGUAGE))


def _deny_by_default() -> Response | tuple[str, int] | None:
    if request.endpoint is None:
        return None  # a 404 or 405 in any case
    rule = allowed(request.endpoint, request.method)
    if g.council and current_user.is_authenticated:
        g.roles = people.list_roles(
            db(), council_id=g.council.id, person_id=current_user.person.id, on=today()
        )
    if rule is None:
        abort(403)
    if rule.anyone or (rule.signed_in and current_user.is_authenticated):
        return None
    if not current_user.is_authenticated:
        if request.method not in ("GET", "HEAD"):
            return render_signed_out()
        return redirect(url_for("sign_in.ask", next=_here()))
    if not g.get("roles"):
        abort(404)  # another council's pages are not even acknowledged
    if not rule.roles & g.roles:
        abort(403)
    return None


def _here() -> str:
    return request.full_path.rstrip("?")


def _finish(response: Response) -> Response:
    headers = response.headers
    policy = "; ".join(f"{part} {allows}" for part, allows in CONTENT_SECURITY_POLICY.items())
    headers.setdefault("Content-Security-Policy", policy)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if request.endpoint not in KEPT or response.status_code >= 400:
        headers["Cache-Control"] = "no-store"
    _log_request(response)
    return response


def _log_request(response: Response) -> None:
    # The endpoint and not the path: an address may carry a link's secret.
    took = (time.perf_counter() - g.started) * 1000 if "started" in g else 0
    log.info(
        "request",
        extra={
            "method": request.method,
            "endpoint": request.endpoint,
            "status": response.status_code,
            "ms": round(took, 1),
        },
    )


def _close_session(_error: BaseException | None) -> None:
    session = g.pop("session", None)
    if session is not None:
        session.close()


def _log_and_render(error: Exception) -> Any:
    # The message may quote what somebody typed, so only the kind and the place are logged.
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    place = f"{Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}" if frame else ""
    log.error("failed", extra={"kind": type(error).__name__, "place": place, "at": str(now())})
    return render_error(InternalServerError())
