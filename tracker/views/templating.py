"""What templates can call: words, formats, and who may do what."""

import hashlib
import re
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask, g, url_for
from markupsafe import Markup, escape

from tracker import text
from tracker.domain.terms import Role
from tracker.drawing.year_wheel import marker_svg
from tracker.views.web import council_zone, house, may, me, my_roles


def set_up_templates(app: Flask) -> None:
    """Give templates the product's words and formats."""
    env = app.jinja_env
    env.trim_blocks = env.lstrip_blocks = True
    env.globals.update(
        _=text.gettext,
        ngettext=text.ngettext,
        format_date=text.format_date,
        format_short_date=text.format_short_date,
        format_weekday=text.format_weekday,
        format_long_date=text.format_long_date,
        format_week=text.format_week,
        format_times=text.format_times,
        format_clock=text.format_clock,
        format_number=text.format_number,
        format_percent=text.format_percent,
        format_signed=text.format_signed,
        format_change=text.format_change,
        local=_local,
        marker=_marker,
        may=may,
        asset=_asset,
        field_attributes=_field_attributes,
    )
    env.filters["keep_dates"] = _keep_dates
    app.context_processor(_page_context)


def _page_context() -> dict[str, Any]:
    return {
        "language": text.current_language(),
        "council": g.get("council"),
        "me": me(),
        "my_roles": my_roles(),
        "is_coordinator": Role.COORDINATOR in my_roles(),
        "is_demo_mail": house().demo is not None,
    }


def _keep_dates(text_: str) -> Markup:
    """Return a text whose dates do not break at the end of a line."""
    kept = re.sub(r"\b\d{4}-\d\d-\d\d\b", r'<span class="nowrap">\g<0></span>', str(escape(text_)))
    return Markup(kept)  # noqa: S704  (escaped above)


def _local(moment: datetime) -> datetime:
    """Return an instant as the council's wall time."""
    return moment.astimezone(council_zone())


def _field_attributes(field: Any) -> dict[str, str]:
    """Return what ties a field to its help and its message."""
    told_by = [f"{field.id}-help"] if field.description else []
    told_by += [f"{field.id}-error"] if field.errors else []
    attributes = {"aria-describedby": " ".join(told_by)} if told_by else {}
    return attributes | ({"aria-invalid": "true"} if field.errors else {})


def _marker(area_number: int, *, filled: bool = True, size: int = 14) -> Markup:
    return Markup(marker_svg(area_number, filled=filled, size=size))  # noqa: S704  (drawn by us)


_versions: dict[Path, tuple[float, str]] = {}


def _asset(name: str) -> str:
    """Return a static file's address, with its content's hash so that it may be kept for ever."""
    from flask import current_app

    path = Path(current_app.static_folder or "") / name
    changed = path.stat().st_mtime
    if _versions.get(path, (0, ""))[0] != changed:
        _versions[path] = (changed, hashlib.sha256(path.read_bytes()).hexdigest()[:12])
    return url_for("static", filename=name, v=_versions[path][1])
