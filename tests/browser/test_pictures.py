"""Pictures as a real browser draws them: crisp, inert, offline, and in the report."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from xml.etree import ElementTree as ET

import pytest

from tests import factories
from tests.conftest import make_settings
from tests.drawing.test_charts import HOSTILE, change_of, indicator
from tests.exporting.pdf_reading import kinds, read, text_of
from tests.exporting.report_builders import empty_report
from tracker import clock
from tracker.app import create_app
from tracker.db import transaction
from tracker.domain.terms import Role
from tracker.exporting.pdf import report_pdf
from tracker.exporting.pictures import Drawing, PictureMaker
from tracker.exporting.report_charts import report_drawings
from tracker.text import speaking

YEAR = clock.now().year
COUNTS = (225, 225, 170, 169)
SVG = "{http://www.w3.org/2000/svg}"
INERT_PARTS = {
    f"{SVG}{name}" for name in ("svg", "g", "path", "rect", "text", "tspan", "defs", "clipPath")
}

#: Draws one picture, tells the process group of its browser, and waits to be killed.
DRAW_AND_WAIT = """
import sys, time
from pathlib import Path
from tracker.exporting.pictures import Drawing, PictureMaker
maker = PictureMaker(Path(sys.argv[1]))
assert maker.make({"one": Drawing(title="", alt="", figure='{"data": []}', width=300)})
print(maker._browser._process.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("pictures")


@pytest.fixture(scope="module")
def maker(folder):
    """Start a real browser once. Without one these tests fail: they are never left out."""
    maker = PictureMaker(folder, limit_seconds=90)
    yield maker
    maker.close()


def drawings(name):
    with speaking("sv"):
        return report_drawings(
            [(indicator(*COUNTS, title=name, unit=name), ())],
            [change_of(*COUNTS, title=name)],
            area=name,
        )


def parse(picture):
    return ET.fromstring(picture.content)  # noqa: S314  (drawn by us)


def test_a_figure_becomes_a_picture_of_its_size_with_swedish_words(maker):
    made = maker.make(drawings("Våldsbrott på Åvägen"))

    assert list(made) == ["effect-1", "series-0"]
    for picture, width in zip(made.values(), ("720", "345"), strict=True):
        root = parse(picture)
        assert (root.tag, root.get("width")) == (f"{SVG}svg", width)
        assert "Våldsbrott på Åvägen" in " ".join(root.itertext())


def test_a_picture_that_is_kept_needs_no_browser(maker, folder):
    made = maker.make(drawings("Rån"))

    assert PictureMaker(folder, browser="/no/such/browser").make(drawings("Rån")) == made


def test_a_hostile_title_is_only_words_in_the_picture_and_in_the_document(maker):
    made = maker.make(drawings(f"{HOSTILE} 😀 {'x' * 60}"))

    for picture in made.values():
        root = parse(picture)
        for part in root.iter():
            assert part.tag in INERT_PARTS
            assert not [name for name in part.attrib if name.startswith("on") or "href" in name]
    assert "<b>Fet</b>" in " ".join(parse(made["series-0"]).itertext())
    assert "<b>Fet</b>" in text_of(read(report_pdf(empty_report(), made)))


def test_the_browser_reaches_no_network(maker):
    asked = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Listener)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    image = {"source": f"http://127.0.0.1:{server.server_port}/spy.png", "sizex": 1, "sizey": 1}
    figure = json.dumps({"data": [], "layout": {"images": [image]}})

    maker.make({"spy": Drawing(title="", alt="", figure=figure, width=300)})

    server.shutdown()
    thread.join()
    server.server_close()
    assert asked == []


def test_the_report_holds_its_charts_with_the_words_that_tell_their_finding(
    maker, monkeypatch, sqlite_engine, tmp_path
):
    with transaction(sqlite_engine) as session:
        council = factories.make_council(session, slug="alvstad", name="Älvstads Brå")
        cilla = factories.make_member(session, council=council, role=Role.MANAGEMENT)
        programme = factories.make_programme(
            session, council=council, first_year=YEAR - 1, last_year=YEAR + 2
        )
        area = factories.make_area(session, programme=programme, number=1)
        goal = factories.make_goal(session, area=area, number=1)
        violence = factories.make_indicator(session, goal=goal, title="Våldsbrott", is_key=True)
        for year, count in zip(range(YEAR - 4, YEAR), COUNTS, strict=True):
            factories.make_measurement(session, indicator=violence, year=year, count=count)
    data_folder = tmp_path / "data"
    app = create_app(make_settings(sqlite_engine, data_folder), engine=sqlite_engine)
    asked = []
    monkeypatch.setattr(
        "tracker.views.reports.picture_maker", lambda *which: asked.append(which) or maker
    )

    client = app.test_client()
    with client.session_transaction() as web_session:
        web_session["_user_id"] = str(cilla.id)
        web_session["_fresh"] = True
    answer = client.get(f"/alvstad/reports/{YEAR}.pdf")

    reader = read(answer.data)
    told = [figure["/Alt"] for figure in kinds(reader, "/Figure")]
    assert any("1.1 Våldsbrott: Minskat, önskat, −25" in alt for alt in told)
    assert any(alt.endswith(f"169 år {YEAR - 1}.") for alt in told)
    assert "Filen saknar diagram" not in text_of(reader)
    assert [folder for folder, _browser in asked] == [data_folder.resolve() / "pictures"]


def test_the_browser_ends_with_the_process_that_started_it_even_when_that_is_killed(tmp_path):
    process = subprocess.Popen(
        [sys.executable, "-c", DRAW_AND_WAIT, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    group = int(process.stdout.readline())
    os.killpg(group, 0)  # it is there

    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()

    deadline = time.monotonic() + 20
    while is_there(group) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not is_there(group)


def is_there(group):
    """Tell whether a process group has a member that is not merely waiting to be buried."""
    listed = subprocess.run(
        ["ps", "-eo", "pgid=,stat="], capture_output=True, text=True, check=True
    ).stdout
    members = [line.split() for line in listed.splitlines()]
    return any(int(pgid) == group and not state.startswith("Z") for pgid, state in members)
