"""Kolada's interface, version 3, spoken over loopback as its documentation describes it.

What it holds is invented. A test may let it fail in every way that a server on the Internet does.
"""

import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

#: As Kolada: so many rows are one page, unless the question says less.
PER_PAGE = 5000
#: As Kolada: no more than so many in one list.
MOST_AT_ONCE = 25


@dataclass
class Fault:
    """How to answer one question instead of as usual."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    #: Seconds before each byte of the body.
    drip: float = 0
    #: Hang up without a word.
    is_cut: bool = False


@dataclass
class KoladaBook:
    """What the server holds, what it was asked, and how it is to fail."""

    kpis: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: {(measure, code, year): [by gender]}.
    values: dict[tuple[str, str, int], list[dict[str, Any]]] = field(default_factory=dict)
    #: The paths that were asked for.
    asked: list[str] = field(default_factory=list)
    #: How to answer the next questions; then as usual.
    faults: deque[Fault | None] = field(default_factory=deque)
    per_page: int = PER_PAGE
    #: What to say instead of the address of the next page.
    next_url: str | None = None
    #: Called with each path before it is answered.
    before: Any = None

    def put_kpi(self, kpi_id: str, title: str, description: str = "Antal dividerat.") -> None:
        """Add or change a measure."""
        self.kpis[kpi_id] = {
            "id": kpi_id,
            "title": title,
            "description": description,
            "auspice": "X",
            "has_ou_data": False,
            "is_divided_by_gender": 1,
            "municipality_type": "K",
            "operating_area": "Brottsförebyggande",
            "perspective": "Övrigt",
            "prel_publication_date": None,
            "publ_period": "2025",
            "publication_date": "2026-04-01",
        }

    def put(self, kpi_id: str, code: str, values: dict[int, float | None], **more: Any) -> None:
        """Add or revise a measure's values: {year: value}."""
        for year, value in values.items():
            total = {"gender": "T", "count": 1, "status": "", "value": value, "isdeleted": False}
            self.values[kpi_id, code, year] = [
                {**total, "gender": "K", "value": -1.0},
                {**total, "gender": "M", "value": -2.0},
                {**total, **more},
            ]

    def answer(self, path: str, query: dict[str, list[str]]) -> tuple[int, dict[str, Any]]:
        """Return a status and an answer."""
        rows: list[dict[str, Any]] | None = None
        match path.strip("/").split("/"):
            case ["v3", "kpi"]:
                words = query.get("title", [""])[0].casefold()
                rows = [one for one in self.kpis.values() if words in one["title"].casefold()]
            case ["v3", "kpi", ids]:
                rows = [self.kpis[one] for one in ids.split(",") if one in self.kpis]
                if not rows:
                    return 404, {"detail": "Not found"}
            case ["v3", "data", "kpi", ids, "municipality", codes, "year", years]:
                lists = [ids.split(","), codes.split(","), years.split(",")]
                if any(len(one) > MOST_AT_ONCE for one in lists):
                    return 422, {"detail": "too many"}
                rows = [
                    {"kpi": kpi, "period": year, "municipality": code, "values": values}
                    for (kpi, code, year), values in sorted(self.values.items())
                    if kpi in lists[0] and code in lists[1] and str(year) in lists[2]
                ]
        if rows is None:
            return 404, {"detail": "Not found"}
        return 200, self._page(path, query, rows)

    def _page(
        self, path: str, query: dict[str, list[str]], rows: list[dict[str, Any]]
    ) -> dict[str, Any]:
        number = int(query.get("page", ["1"])[0])
        size = min(self.per_page, int(query.get("per_page", [str(PER_PAGE)])[0]))
        some = rows[(number - 1) * size : number * size]
        has_more = number * size < len(rows)
        following = f"{{base}}{path}?page={number + 1}&per_page={size}"
        return {
            "values": some,
            "count": len(some),
            "next_url": (self.next_url or following) if has_more else None,
            "previous_url": None,
        }


def fault(status: int = 200, body: str | bytes = b"", **more: Any) -> Fault:
    """Return a fault; `more` as `Fault` names it."""
    return Fault(status, body.encode() if isinstance(body, str) else body, **more)


class _Server(ThreadingHTTPServer):
    """The server, with its book."""

    daemon_threads = True

    def __init__(self, book: KoladaBook) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.book = book
        self.stopping = threading.Event()


class _Handler(BaseHTTPRequestHandler):
    """One talk with the server."""

    server: _Server

    def do_GET(self) -> None:
        """Answer a question, or fail as planned."""
        book = self.server.book
        parts = urlsplit(self.path)
        path = unquote(parts.path)
        book.asked.append(path)
        if book.before:
            book.before(path)
        planned = book.faults.popleft() if book.faults else None
        if planned is None:
            status, said = book.answer(path, parse_qs(parts.query))
            base = f"http://{self.headers['Host']}"
            text = json.dumps(said, ensure_ascii=False).replace("{base}", base)
            planned = Fault(status, text.encode(), {"Content-Type": "application/json"})
        if planned.is_cut:
            self.close_connection = True
            return
        self._send(planned)

    def _send(self, answer: Fault) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        size = 1 if answer.drip else max(1, len(answer.body))
        try:
            for at in range(0, len(answer.body), size):
                if answer.drip and self.server.stopping.wait(answer.drip):
                    return
                self.wfile.write(answer.body[at : at + size])
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the other end had enough

    def log_message(self, *_words: Any) -> None:
        """Say nothing."""


@contextmanager
def kolada_server(book: KoladaBook) -> Iterator[str]:
    """Serve a book on a port of this machine. Yields the address that ends in /v3."""
    server = _Server(book)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v3"
    finally:
        server.stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()
