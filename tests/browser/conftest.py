"""A real browser, and the demonstration served to it on a loopback port."""

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from sqlalchemy.engine import Engine
from werkzeug.serving import make_server

from tests.conftest import make_settings
from tests.walk import Walk, put_feed, put_figures, put_mail, put_tables
from tracker import clock
from tracker.app import create_app
from tracker.db import create_engine, open_session, transaction
from tracker.demo.seed import fill_demo
from tracker.domain.terms import Role
from tracker.queries import councils
from tracker.views.web import DemoMail

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the machine's own browser. Without one the tests fail: they are never left out."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.fail("No Chrome or Chromium was found. On Debian: apt-get install chromium")
    as_root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS + as_root)
        yield browser
        browser.close()


@dataclass(frozen=True)
class Live:
    """A running server, and ways to visit it."""

    app: Flask
    engine: Engine
    url: str
    mail_folder: Path

    def open_walk(self) -> Walk:
        """Return a walk over the demo council."""
        session = open_session(self.engine, read_only=True)
        council = councils.list_councils(session)[0]
        return Walk(self.app, session, council, self.mail_folder)

    def sign_in(self, context: BrowserContext, role: Role) -> None:
        """Give a browser the cookie of somebody with a role."""
        walk = self.open_walk()
        person = walk.find_person(role)
        walk.session.close()
        serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]
        cookie = serializer.dumps({"_user_id": str(person.id), "_fresh": True})
        context.add_cookies(
            [{"name": self.app.config["SESSION_COOKIE_NAME"], "value": cookie, "url": self.url}]
        )


@pytest.fixture(scope="session")
def live(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """Serve the demonstration, with one message in its post office."""
    folder = tmp_path_factory.mktemp("live")
    shutil.copy(sqlite_template, folder / "arshjul.db")
    engine = create_engine(f"sqlite:///{folder / 'arshjul.db'}")
    with transaction(engine) as session:
        now = clock.now()
        fill_demo(session, today=now.date(), now=now)
        put_feed(session)
        put_tables(session)
        put_figures(session)
    put_mail(folder / "mail")
    with serve(engine, folder) as live:
        yield live
    engine.dispose()


@contextmanager
def serve(engine: Engine, folder: Path) -> Iterator[Live]:
    """Serve a database on a loopback port."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    settings = make_settings(engine, folder / "data", base_url=url, port=port)
    app = create_app(settings, demo=DemoMail(folder / "mail"), engine=engine)
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Live(app, engine, url, folder / "mail")
    server.shutdown()
    thread.join()
    server.server_close()
