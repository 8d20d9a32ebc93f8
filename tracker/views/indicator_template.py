"""Our own form for values of indicators, to download."""

from flask import Blueprint, Response

from tracker.text import _
from tracker.views.web import council, today

blueprint = Blueprint("indicator_template", __name__, url_prefix="/<slug>/imports")

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/template.xlsx")
def workbook() -> Response:
    """Give the form as a workbook."""
    from tracker.exporting.indicator_template import template_workbook

    content = template_workbook(council().municipality, today().year - 1)
    return _file(content, _XLSX, "xlsx")


@blueprint.get("/template.csv")
def text() -> Response:
    """Give the form as CSV."""
    from tracker.exporting.indicator_template import template_csv

    return _file(template_csv(), "text/csv; charset=utf-8", "csv")


def _file(content: bytes, kind: str, ending: str) -> Response:
    name = _("values-of-indicators")
    return Response(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}.{ending}"'},
    )
