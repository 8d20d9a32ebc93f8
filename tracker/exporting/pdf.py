"""The yearly report as PDF/A-3a and PDF/UA-1, set by typst.

The words and numbers are made in `report_document`; the layout is `report.typ`. The report goes
in as one JSON string, so nothing that a person wrote can be read as markup.
"""

import json
import tempfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import typst

from tracker.domain.reports import YearReport
from tracker.exporting.csv_files import csv_text
from tracker.exporting.fonts import FAMILY, font_files, printable
from tracker.exporting.report_document import ChartPicture, report_document
from tracker.exporting.report_tables import report_tables
from tracker.text import DEFAULT_LANGUAGE, speaking

TEMPLATE = Path(__file__).with_name("report.typ")
STANDARDS: "list[typst.PDFStandard]" = ["a-3a", "ua-1"]
BLANK = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'


class DocumentError(RuntimeError):
    """The document could not be set as an accessible, archivable PDF."""


def report_pdf(
    report: YearReport,
    charts: Mapping[str, ChartPicture] | None = None,
    *,
    language: str = DEFAULT_LANGUAGE,
) -> bytes:
    """Return the report as a PDF. The same report, charts and language give the same bytes.

    Args:
        report: What the report says.
        charts: Finished pictures in their order. Empty when there is nothing to draw, None when
            the pictures could not be made; the document says which.
        language: "sv" or "en".

    Raises:
        DocumentError: If typst refuses the document, such as for a broken picture.
    """
    pictures = charts or {}
    with speaking(language):
        document = _only_printable(report_document(report, charts))
        document["attachments"] = [
            {"name": f"{name}.csv", "description": table.caption, "text": csv_text(table)}
            for name, table in report_tables(report).items()
            if table.rows
        ]
    with tempfile.TemporaryDirectory(prefix="report-") as folder:
        root = Path(folder)
        for index, picture in enumerate(pictures.values()):
            name = f"chart-{index}.{picture.format}"
            (root / name).write_bytes(picture.content)
            document["charts"]["rows"][index]["path"] = name
        document |= {"font": FAMILY, "blank": BLANK}
        return _compile(document, root, made_on=report.generated_on)


def _compile(document: dict[str, Any], root: Path, *, made_on: date) -> bytes:
    fonts_folder = root / "fonts"
    fonts_folder.mkdir()
    for file in font_files():
        (fonts_folder / file.name).write_bytes(file.read_bytes())
    midnight = datetime.combine(made_on, time(), tzinfo=UTC)
    try:
        content, warnings = typst.compile_with_warnings(
            _template_in(root),
            root=root,
            font_paths=typst.Fonts(
                include_system_fonts=False,
                include_embedded_fonts=False,
                font_paths=[fonts_folder],
            ),
            ignore_system_fonts=True,
            sys_inputs={"report": json.dumps(document, ensure_ascii=False, sort_keys=True)},
            format="pdf",
            pdf_standards=STANDARDS,
            timestamp=midnight,
        )
    except typst.TypstError as error:
        raise DocumentError(_reason(error)) from error
    # A missing typeface is only a warning to typst, and gives a document without letters.
    if warnings:
        raise DocumentError("; ".join(warning.message for warning in warnings))
    return content


def _template_in(root: Path) -> Path:
    """Place the template among its pictures, since typst reads files below its root only."""
    path = root / TEMPLATE.name
    path.write_bytes(TEMPLATE.read_bytes())
    return path


def _reason(error: typst.TypstError) -> str:
    return " ".join([error.message, *error.hints])


def _only_printable(value: Any) -> Any:
    """Make every string of the document printable, to any depth; drawings stay as they are."""
    match value:
        case str():
            return printable(value)
        case dict():
            return {
                key: inner if key == "svg" else _only_printable(inner)
                for key, inner in value.items()
            }
        case list():
            return [_only_printable(inner) for inner in value]
        case _:
            return value
