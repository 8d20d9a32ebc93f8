"""Asking Kolada, version 3 of its interface. Only the configured address is ever spoken to.

Measures: `/kpi?title=…` and `/kpi/{ids}`. Values:
`/data/kpi/{ids}/municipality/{codes}/year/{years}`, at most 25 of each. An answer is
`{"values": […], "next_url": null}`, and one that is long goes on at `next_url`. What is fetched is
untrusted: it is bounded in time and size, and read field by field.
"""

import json
import math
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote

from tracker.domain.kolada import Kpi, KpiValue, in_batches, is_kpi_id
from tracker.text import _

if TYPE_CHECKING:
    import httpx  # it takes a tenth of a second to start, and most pages ask nothing of Kolada

#: How long one answer may take altogether, and how much it may hold.
LONGEST_ANSWER = timedelta(seconds=30)
MOST_BYTES = 8 * 1024 * 1024
#: How many pages one question may have.
MOST_PAGES = 10
#: What a question about measures finds, at most.
MOST_FOUND = 50

_NOT_FOUND = 404
_TOO_MANY = 429
#: For everybody, where values are divided by gender.
_ALL = "T"


class KoladaProblem(Exception):
    """Kolada gave no answer that can be used. The message is for the person."""


class KoladaAway(KoladaProblem):
    """Kolada does not answer as it should just now: worth trying again."""

    def __init__(self, words: str, *, wait: timedelta | None = None) -> None:
        """Keep what to say, and how long Kolada asks us to wait."""
        super().__init__(words)
        self.wait = wait


class KoladaRefused(KoladaProblem):
    """The answer is nothing that we follow or understand: trying again does not help."""


class Kolada:
    """A talk with Kolada."""

    def __init__(
        self,
        address: str,
        *,
        longest_answer: timedelta = LONGEST_ANSWER,
        transport: "httpx.BaseTransport | None" = None,
    ) -> None:
        """Prepare to speak with one address, such as https://api.kolada.se/v3."""
        import httpx

        self._base = httpx.URL(address.rstrip("/"))
        self._longest = longest_answer.total_seconds()
        self._http = httpx.Client(
            follow_redirects=False,
            timeout=min(self._longest, 10),
            headers={"Accept": "application/json", "User-Agent": "arshjul"},
            transport=transport,
        )

    def __enter__(self) -> Self:
        """Begin the talk."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the talk."""
        self._http.close()

    def search(self, words: str) -> tuple[Kpi, ...]:
        """Return the measures whose title holds some words, or the one with that number.

        Raises:
            KoladaProblem: there is no answer that can be used.
        """
        if is_kpi_id(words.strip().upper()):
            return self.load_kpis([words.strip().upper()])
        answer = self._get(
            self._base.copy_with(
                path=f"{self._base.path}/kpi",
                params={"title": words.strip(), "per_page": str(MOST_FOUND)},
            )
        )
        return tuple(_kpis(answer or {"values": []}))[:MOST_FOUND]

    def load_kpis(self, ids: Sequence[str]) -> tuple[Kpi, ...]:
        """Return the measures with some numbers. One that is gone is left out.

        Raises:
            KoladaProblem: there is no answer that can be used.
        """
        return tuple(kpi for some in in_batches(ids) for kpi in self._load_some(some))

    def load_values(
        self, kpi: str, codes: Sequence[str], years: Sequence[int]
    ) -> tuple[KpiValue, ...]:
        """Return one measure's values for everybody, for at most 25 places and years.

        Raises:
            KoladaProblem: there is no answer that can be used.
        """
        wanted = ",".join(str(year) for year in years)
        pages = self._pages(f"data/kpi/{kpi}/municipality/{','.join(codes)}/year/{wanted}")
        asked, spoken = set(codes), set(years)
        return tuple(
            value
            for page in pages
            for value in _values(page)
            if value.kpi == kpi and value.code in asked and value.year in spoken
        )

    def _load_some(self, ids: Sequence[str]) -> Iterator[Kpi]:
        answer = self._get(self._address(f"kpi/{','.join(ids)}"))
        if answer is None and len(ids) > 1:  # one that is gone must not hide the others
            for kpi_id in ids:
                yield from self._load_some([kpi_id])
            return
        wanted = set(ids)
        yield from (kpi for kpi in _kpis(answer or {"values": []}) if kpi.id in wanted)

    def _address(self, path: str) -> "httpx.URL":
        return self._base.copy_with(path=f"{self._base.path}/{quote(path, safe='/,')}")

    def _pages(self, path: str) -> Iterator[dict[str, Any]]:
        address: httpx.URL | None = self._address(path)
        for _page in range(MOST_PAGES):
            if address is None:
                return
            answer = self._get(address) or {"values": []}
            yield answer
            address = self._next(answer.get("next_url"))
        raise KoladaRefused(_("Kolada's answer never ends. Try again on another day."))

    def _next(self, said: object) -> "httpx.URL | None":
        """Return where an answer goes on, if that is with Kolada itself."""
        import httpx

        if said is None or said == "":
            return None
        try:
            address = self._base.join(str(said))
        except httpx.InvalidURL:
            address = httpx.URL()
        is_ours = (
            (address.scheme, address.host, address.port)
            == (self._base.scheme, self._base.host, self._base.port)
            and not address.userinfo
            and address.path.startswith(f"{self._base.path}/")
        )
        if not is_ours:
            raise KoladaRefused(
                _("Kolada's answer goes on at another address. We do not follow it there.")
            )
        return address

    def _get(self, address: "httpx.URL") -> dict[str, Any] | None:
        """Return an answer, or None when Kolada says that there is no such thing."""
        import httpx

        began = time.monotonic()
        try:
            with self._http.stream("GET", address) as response:
                _refuse_unusable(response)
                body = self._read(response, began)
        except httpx.TimeoutException as error:
            raise _slow() from error
        except httpx.TransportError as error:
            raise KoladaAway(_("Kolada cannot be reached.")) from error
        except httpx.DecodingError as error:
            raise _garbled() from error
        return _parsed(body, is_missing=response.status_code == _NOT_FOUND)

    def _read(self, response: "httpx.Response", began: float) -> bytes:
        body = bytearray()
        for part in response.iter_bytes():
            body += part
            if len(body) > MOST_BYTES:
                raise KoladaRefused(_("Kolada's answer is too long to be right."))
            if time.monotonic() - began > self._longest:
                raise _slow()
        return bytes(body)


def _slow() -> KoladaAway:
    return KoladaAway(_("Kolada does not answer in time."))


def _garbled() -> KoladaAway:
    return KoladaAway(_("Kolada's answer cannot be read."))


def _refuse_unusable(response: "httpx.Response") -> None:
    status = response.status_code
    if response.is_redirect:
        raise KoladaRefused(_("Kolada points to another address. We do not follow it there."))
    if status == _TOO_MANY or response.is_server_error:
        words = (
            _("Kolada asks us to wait.")
            if status == _TOO_MANY
            else _("Kolada has a fault of its own (%(status)s).", status=status)
        )
        raise KoladaAway(words, wait=_wished_pause(response.headers))
    if not response.is_success and status != _NOT_FOUND:
        raise KoladaRefused(_("Kolada does not take the question (%(status)s).", status=status))


def _wished_pause(headers: "httpx.Headers") -> timedelta | None:
    """Return how long to wait: given in seconds, or as a moment beside Kolada's own clock."""
    said = headers.get("Retry-After", "").strip()
    if said.isascii() and said.isdigit():
        return timedelta(seconds=min(int(said), 10**6))
    try:
        wait = parsedate_to_datetime(said) - parsedate_to_datetime(headers.get("Date", ""))
    except (TypeError, ValueError):
        return None
    return max(timedelta(0), wait)


def _parsed(body: bytes, *, is_missing: bool) -> dict[str, Any] | None:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _garbled() from error
    if is_missing and isinstance(answer, dict):
        return None
    if not isinstance(answer, dict) or not isinstance(answer.get("values"), list):
        raise _unknown_form()
    return answer


def _unknown_form() -> KoladaRefused:
    return KoladaRefused(_("Kolada answers in a form that is not known. Nothing is saved."))


def _kpis(answer: dict[str, Any]) -> Iterator[Kpi]:
    for row in answer["values"]:
        if not isinstance(row, dict) or not isinstance(row.get("title"), str):
            raise _unknown_form()
        kpi_id = str(row.get("id", ""))
        if is_kpi_id(kpi_id):
            yield Kpi(
                id=kpi_id, title=_text(row["title"]), definition=_text(row.get("description"))
            )


def _text(said: object) -> str:
    """Return a text without what no column holds."""
    return str(said or "").replace("\0", "").strip()


def _values(answer: dict[str, Any]) -> Iterator[KpiValue]:
    for row in answer["values"]:
        try:
            kpi, code, year = str(row["kpi"]), str(row["municipality"]), int(row["period"])
            everybody = [one for one in row["values"] if one["gender"] == _ALL]
            found = [_value(kpi, code, year, one) for one in everybody]
        except (KeyError, OverflowError, TypeError, ValueError) as error:
            raise _unknown_form() from error
        yield from found


def _value(kpi: str, code: str, year: int, said: dict[str, Any]) -> KpiValue:
    is_deleted = bool(said.get("isdeleted"))
    number = None if is_deleted or said["value"] is None else float(said["value"])
    if number is not None and not math.isfinite(number):
        raise ValueError(number)
    return KpiValue(kpi=kpi, code=code, year=year, value=number, is_deleted=is_deleted)
