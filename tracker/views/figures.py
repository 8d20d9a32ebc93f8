"""Charts on a page: figures as JSON for the script that draws them, and what can be taken home."""

from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from json import dumps
from typing import Any, TypeAlias

from markupsafe import Markup

from tracker.domain.tables import Table
from tracker.drawing.chart_style import Figure, picture_frame
from tracker.exporting.csv_files import csv_text

#: A figure as a chart function gives it; None when there is too little to draw.
Draw: TypeAlias = Callable[..., Figure | None]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """One chart on a page.

    `data` holds {"wide": figure, "narrow": figure, "frame": what a downloaded picture has around
    the wide one} and may stand in a page as it is; None when there is nothing to draw. The wide
    figure needs `wide_from` pixels. `summary` says the same in words, `table` in numbers.
    """

    id: str
    title: str
    summary: str
    wide_from: int
    data: Markup | None
    table: Table

    @property
    def file_name(self) -> str:
        """Return the title as a file name, without its ending."""
        kept = "".join(sign if sign.isalnum() else " " for sign in self.title.casefold())
        return "-".join(kept.split())

    @property
    def csv_address(self) -> str:
        """Return the table as an address that holds the whole file: it works without a script."""
        return "data:text/csv;charset=utf-8;base64," + b64encode(
            csv_text(self.table).encode()
        ).decode("ascii")


@dataclass(frozen=True, kw_only=True)
class Caption:
    """What is said of a chart: `summary` instead of it, the rest around a picture of it.

    What the page says of the figures, such as reservations, must follow them as `notes`.
    """

    title: str
    summary: str
    unit: str = ""
    notes: Sequence[str] = ()


def chart(
    chart_id: str,
    draw: Draw,
    *values: Any,
    caption: Caption,
    table: Table,
    picture_width: int,
    wide_from: int = 0,
    has_narrow: bool = True,
    **named: Any,
) -> Chart:
    """Draw a chart for a page, wide and (where it has one) narrow, and for a picture of its own."""
    wide = draw(*values, **named)
    data = None
    if wide is not None:
        narrow = draw(*values, narrow=True, **named) if has_narrow else None
        frame = picture_frame(
            wide,
            title=caption.title,
            unit=caption.unit,
            notes=caption.notes,
            width=picture_width,
        )
        data = _inert(
            f'{{"wide":{wide.to_json()},"narrow":{narrow.to_json() if narrow else "null"},'
            f'"frame":{dumps(frame, ensure_ascii=False)}}}'
        )
    return Chart(
        id=chart_id,
        title=caption.title,
        summary=caption.summary,
        wide_from=wide_from,
        data=data,
        table=table,
    )


def _inert(text: str) -> Markup:
    """Return JSON in which a page finds no tag, so that it may stand inside a script element."""
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704
