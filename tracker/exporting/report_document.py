"""The yearly report as finished words, numbers and shapes for the typst template.

Everything a reader sees is decided and translated here; the template only lays it out. Values
are plain JSON. The same numbers as data files are in `report_tables`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.domain.report_words import (
    decisions_wanted,
    headline,
    join_words,
    recipient_sentence,
    status_sentence,
)
from tracker.domain.reports import (
    ReportStatus,
    YearReport,
    summary_numbers,
)
from tracker.drawing import style
from tracker.exporting.report_sections import (
    Json,
    duty_rows,
    goal_rows,
    intervention_rows,
    meeting_rows,
    organisation_rows,
    paragraphs,
)
from tracker.text import (
    EN_DASH,
    _,
    current_language,
    format_date,
    format_number,
    format_percent,
    ngettext,
)

REGIONS = {"sv": "SE", "en": "GB"}


@dataclass(frozen=True)
class ChartPicture:
    """A finished picture of a chart. `alt` tells the finding, not the looks."""

    title: str
    alt: str
    content: bytes
    #: "svg" or "png".
    format: str = "svg"
    #: Two small ones share a line, after the others. Their title stands in the picture itself.
    is_small: bool = False
    #: What must be read with it, as sentences under it.
    notes: tuple[str, ...] = ()


def report_title(report: YearReport) -> str:
    """Name the report: "Årsrapport 2026"."""
    return _("Yearly report %(year)s", year=report.year)


def report_document(report: YearReport, charts: Mapping[str, ChartPicture] | None) -> Json:
    """Return the whole report as JSON values, in the current language.

    `charts` is None when pictures could not be made.
    """
    lead, rest = headline(report)
    return {
        "language": current_language(),
        "region": REGIONS[current_language()],
        "title": report_title(report),
        "author": ", ".join(filter(None, (report.council_name, report.municipality))),
        "description": f"{lead} {rest}".strip(),
        "keywords": [report.municipality, str(report.year)],
        "date": [report.generated_on.year, report.generated_on.month, report.generated_on.day],
        "colours": _colours(),
        "header": " · ".join(filter(None, (report.municipality, report.council_name))),
        "marks": _marks(report),
        "footer": " · ".join(
            filter(None, (report.municipality, report_title(report), report.registry_number))
        ),
        "page": _("Page %(page)s of %(all)s", page="{page}", all="{all}"),
        "subtitle": f"{recipient_sentence(report)} {status_sentence(report)}",
        "registry": _registry(report),
        "lead": lead,
        "rest": rest,
        "summary": paragraphs(report.summary),
        "fulfilment": _fulfilment_bar(report),
        "numbers": _numbers(report),
        "decisions": _decisions(report),
        "goals": goal_rows(report),
        "duties": duty_rows(report.duties),
        "meetings": meeting_rows(report.meetings),
        "organisations": organisation_rows(report.interventions),
        "lessons": _lessons(report),
        "changes": _changes(report),
        "charts": _charts(charts),
        "interventions": intervention_rows(report.interventions),
        "notes": _notes(report),
    }


# Parts -----------------------------------------------------------------------------------


def _colours() -> Json:
    return {
        "ink": style.INK,
        "ink2": style.INK_2,
        "ink3": style.INK_3,
        "line": style.LINE,
        "surface": style.SURFACE,
        "ok": style.OK,
        "warn": style.WARN,
        "err": style.ERR,
        "better": style.BETTER,
        "worse": style.WORSE,
    }


def _marks(report: YearReport) -> list[str]:
    """Say on every page what the paper is not."""
    marks = []
    if report.status is not ReportStatus.ADOPTED:
        marks.append(_("Draft, not adopted"))
    if report.is_invented:
        marks.append(_("Invented figures"))
    return marks


def _registry(report: YearReport) -> list[list[str]]:
    return [
        [_("Council"), report.council_name],
        [_("Registry number"), report.registry_number or _("Not assigned")],
        [_("Figures as of"), format_date(report.generated_on)],
    ]


def _fulfilment_bar(report: YearReport) -> Json:
    numbers = summary_numbers(report)
    parts = [
        ("met", numbers.met, ngettext("%(num)s goal met", "%(num)s goals met", numbers.met)),
        ("partly", numbers.partly, _("%(count)s partly", count=numbers.partly)),
        (
            "not_met",
            numbers.not_met,
            ngettext("%(num)s goal not met", "%(num)s goals not met", numbers.not_met),
        ),
        (
            "unassessed",
            numbers.not_assessed,
            _("%(count)s cannot be assessed", count=numbers.not_assessed),
        ),
    ]
    return {
        "label": ngettext("Fulfilment, %(num)s goal", "Fulfilment, %(num)s goals", numbers.goals),
        "parts": [
            {"kind": kind, "count": count, "text": text} for kind, count, text in parts if count
        ],
    }


def _numbers(report: YearReport) -> list[Json]:
    numbers = summary_numbers(report)
    attendance = numbers.attendance
    return [
        {
            "label": _("Meetings held"),
            "value": format_number(numbers.meetings_held),
            "more": _("of %(all)s", all=numbers.meetings_planned),
        },
        {
            "label": _("Mean attendance"),
            "value": EN_DASH if attendance is None else format_percent(attendance),
            "more": _("no attendance taken")
            if attendance is None
            else _("%(some)s of %(all)s", some=format_number(numbers.present),
                   all=format_number(numbers.invited)),
        },
        {
            "label": _("Interventions done"),
            "value": format_number(numbers.interventions_done),
            "more": _("of %(all)s", all=numbers.interventions),
        },
    ]  # fmt: skip


def _decisions(report: YearReport) -> Json:
    wanted = decisions_wanted(report)
    is_suggested = any(decision.is_suggestion for decision in wanted)
    return {
        "heading": _("Proposed decisions"),
        "rows": [{"title": item.title, "text": item.text} for item in wanted],
        "empty": _("No decisions are proposed."),
        "note": _(
            "Suggestions made from the records by plain rules. No one has taken a position on "
            "them yet."
        )
        if is_suggested
        else "",
    }


def _lessons(report: YearReport) -> Json:
    return {
        "heading": _("Lessons"),
        "rows": [
            {"title": item.title, "text": paragraphs(item.text), "small": item.source}
            for item in report.lessons
        ],
        "empty": _("No lessons are recorded."),
    }


def _changes(report: YearReport) -> Json:
    return {
        "heading": _("Proposed changes"),
        "rows": [
            {
                "title": item.title,
                "text": paragraphs(item.text),
                "small": ngettext(
                    "Concerns goal %(codes)s.",
                    "Concerns goals %(codes)s.",
                    len(item.goal_codes),
                    codes=join_words(item.goal_codes),
                )
                if item.goal_codes
                else "",
            }
            for item in report.changes
        ],
        "empty": _("No changes are proposed."),
    }


def _charts(charts: Mapping[str, ChartPicture] | None) -> Json:
    return {
        "heading": _("Charts"),
        "rows": [
            {
                "title": picture.title,
                "alt": picture.alt,
                "format": picture.format,
                "small": picture.is_small,
                "note": " ".join(picture.notes),
                "path": "",
            }
            for picture in (charts or {}).values()
        ],
        "empty": _(
            "This file has no charts. They are drawn by Chrome or Chromium, which was not found or "
            "did not answer in time. Install Chromium or name a browser in config.toml, and "
            "download the report again. The outcomes stand in the tables."
        )
        if charts is None
        else _("There are too few values to draw yet."),
    }


def _notes(report: YearReport) -> Json:
    rows = list(report.notes)
    if report.is_invented:
        rows.insert(0, _("The municipality and every figure in this report are invented."))
    rows.append(
        _(
            "Mean attendance is everyone present divided by everyone invited, over the meetings held."
        )
    )
    rows.append(_("The numbers of this report are attached to the file as CSV."))
    return {
        "heading": _("About the data"),
        "rows": rows,
        "sources_label": _("Sources"),
        "sources": list(report.sources),
    }
