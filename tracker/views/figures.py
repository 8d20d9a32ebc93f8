"""Charts on a page: figures as JSON for the script that draws them."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeAlias

from markupsafe import Markup

from tracker.domain.tables import Table
from tracker.text import current_language

#: A figure as a chart function gives it; None when there is too little to draw.
Draw: TypeAlias = Callable[..., Any]

KEPT = 200


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One chart on a page.

    `data` holds {"wide": figure, "narrow": figure} and may stand in a page as it is; None when
    there is nothing to draw. The wide figure needs `wide_from` pixels. `summary` says the same in
    words.
    """

    id: str
    summary: str
    wide_from: int
    data: Markup | None
    table: Table | None = None


class FigureStore:
    """Figures already drawn, by what they were drawn from.

    Plotly checks every property of a figure, which takes longer than all else on the page. What
    people change gives another key, so nothing here grows old; the least used goes first.
    """

    def __init__(self, most: int = KEPT) -> None:
        """Keep at most so many figures."""
        self._figures: OrderedDict[str, str] = OrderedDict()
        self._most = most
        self._lock = Lock()

    def json(self, draw: Draw, *values: Any, **named: Any) -> str:
        """Return the figure that `draw` makes of the values as JSON; "null" when it makes none.

        The values are plain data, whose `repr` says everything about them.
        """
        said = repr((draw.__module__, draw.__qualname__, current_language(), values, named))
        key = hashlib.sha256(said.encode()).hexdigest()
        with self._lock:
            if key in self._figures:
                self._figures.move_to_end(key)
                return self._figures[key]
        figure = draw(*values, **named)
        text = "null" if figure is None else str(figure.to_json())
        with self._lock:
            self._figures[key] = text
            while len(self._figures) > self._most:
                self._figures.popitem(last=False)
        return text


_store = FigureStore()


def chart(
    chart_id: str,
    draw: Draw,
    *values: Any,
    summary: str,
    wide_from: int,
    table: Table | None = None,
    has_narrow: bool = True,
    **named: Any,
) -> Chart:
    """Draw a chart for a page, wide and (where it has one) narrow."""
    wide = _store.json(draw, *values, **named)
    narrow = _store.json(draw, *values, narrow=True, **named) if has_narrow else "null"
    data = None if wide == "null" else Markup(_inert(f'{{"wide":{wide},"narrow":{narrow}}}'))  # noqa: S704
    return Chart(id=chart_id, summary=summary, wide_from=wide_from, data=data, table=table)


def _inert(text: str) -> str:
    """Return JSON in which a page finds no tag, so that it may stand inside a script element."""
    return text.translate({ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})
