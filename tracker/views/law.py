"""The Act, duty by duty: what it asks, how it stands, and the documents that show it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask import Blueprint, render_template, url_for

from tracker.domain import law as rules
from tracker.domain.law import Duty, DutyKey, DutyState
from tracker.domain.law_terms import SHOWN_BY_DOCUMENTS
from tracker.models import (
    ActionPlan,
    Agreement,
    AssemblyReport,
    DutyEvidence,
    Review,
    SituationReport,
)
from tracker.queries import law as queries
from tracker.queries.law import LawRecords
from tracker.queries.reviews import list_reviews, years_of
from tracker.text import _, format_date, gettext, mark
from tracker.views.web import council, db, today

blueprint = Blueprint("law", __name__, url_prefix="/<slug>/law")

#: The Act's own headings, and the duties under each.
CHAPTERS: Mapping[str, tuple[DutyKey, ...]] = {
    mark("The aim of the Act"): (DutyKey.POSITION,),
    mark("Situation report and action plan"): (
        DutyKey.MAPPING,
        DutyKey.PLAN_DECIDED,
        DutyKey.SITUATION_REPORT,
        DutyKey.PLAN_FOLLOWED_UP,
        DutyKey.INTEGRATION,
    ),
    mark("Responsibility for coordination"): (
        DutyKey.LOCAL_COORDINATION,
        DutyKey.AGREEMENTS,
        DutyKey.COUNCIL,
    ),
    mark("The coordination function"): (DutyKey.COORDINATION,),
    mark("How the work is led"): (DutyKey.ASSEMBLY_REPORT,),
}


@dataclass(frozen=True)
class Paper:
    """A document that shows how a duty is met, ready to be read."""

    name: str
    sentences: tuple[str, ...]
    registry_number: str = ""
    #: Where the document is.
    link: str = ""
    #: The page about it here.
    page: str = ""
    #: The form that corrects it.
    form: str = ""


@dataclass(frozen=True)
class Way:
    """A form or a page where something about a duty can be done."""

    words: str
    address: str


@dataclass(frozen=True)
class DutyCard:
    """A duty with its documents and what can be done about it."""

    duty: Duty
    papers: tuple[Paper, ...]
    #: What a coordinator may do, the most likely first.
    ways: tuple[Way, ...]


def duties_today() -> tuple[Duty, ...]:
    """Return every duty as it stands today."""
    return _judge(queries.load_records(db(), council_id=council().id))


@blueprint.get("/")
def show() -> str:
    """Show every duty of the Act with its evidence."""
    records = queries.load_records(db(), council_id=council().id)
    reviews = list_reviews(db(), council_id=council().id)
    duties = {duty.key: duty for duty in _judge(records)}
    papers = _papers(records, reviews)
    return render_template(
        "law/show.html",
        chapters={
            gettext(heading): [
                DutyCard(duties[key], tuple(papers.get(key, ())), _ways(key, records))
                for key in keys
            ]
            for heading, keys in CHAPTERS.items()
        },
        in_order=sum(duty.state is DutyState.IN_ORDER for duty in duties.values()),
        count=len(duties),
        to_do=[duty for duty in duties.values() if duty.state is not DutyState.IN_ORDER],
        act=rules.ACT,
    )


def _judge(records: LawRecords) -> tuple[Duty, ...]:
    facts = queries.load_facts(db(), council_id=council().id, today=today(), records=records)
    return rules.duties(facts, today(), interval_months=council().update_interval_months)


# Documents -------------------------------------------------------------------------------


def _papers(records: LawRecords, reviews: Sequence[Review]) -> dict[DutyKey, list[Paper]]:
    """Return the documents of each duty, the latest first."""
    of_reviews = {review.id: review for review in reviews}
    documents = sorted(records.documents, key=lambda row: row.duty)
    papers = {
        key: [_evidence_paper(row) for row in rows]
        for key, rows in groupby(documents, key=lambda row: row.duty)
    }
    papers[DutyKey.POSITION] = [
        *(_review_paper(review) for review in reviews if review.adopted_on),
        *papers.get(DutyKey.POSITION, []),
    ]
    plans = [_plan_paper(row, of_reviews.get(row.review_id or 0)) for row in records.action_plans]
    return papers | {
        DutyKey.SITUATION_REPORT: [_report_paper(row) for row in records.situation_reports],
        DutyKey.PLAN_DECIDED: plans,
        DutyKey.AGREEMENTS: [_agreement_paper(row) for row in records.agreements],
        DutyKey.ASSEMBLY_REPORT: [_assembly_paper(row) for row in records.assembly_reports],
    }


def _evidence_paper(row: DutyEvidence) -> Paper:
    sentences = (_("Decided %(day)s.", day=format_date(row.decided_on)), row.note)
    return _paper("duty-evidence", row, row.title, sentences)


def _review_paper(review: Review) -> Paper:
    return Paper(
        name=_("The review of %(years)s", years=years_of(review)),
        sentences=_said(
            _("Adopted %(day)s.", day=format_date(review.adopted_on)) if review.adopted_on else ""
        ),
        registry_number=review.registry_number,
        page=url_for("reviews.show", review_id=review.id),
    )


def _report_paper(row: SituationReport) -> Paper:
    sentences = (
        _("Decided or updated %(day)s.", day=format_date(row.decided_on)),
        row.summary,
    )
    return _paper("situation-reports", row, row.title, sentences)


def _plan_paper(row: ActionPlan, review: Review | None) -> Paper:
    followed_up = (
        _("Last followed up %(day)s.", day=format_date(row.followed_up_on))
        if row.followed_up_on
        else _("Not followed up yet.")
    )
    carries_on = (
        _("Carries on the decisions of the review %(years)s", years=years_of(review)) + "."
        if review
        else ""
    )
    sentences = (
        _("Decided %(day)s.", day=format_date(row.decided_on)),
        followed_up,
        carries_on,
    )
    page = url_for("needs.plan", review_id=review.id) if review else ""
    return _paper("action-plans", row, row.title, sentences, page)


def _agreement_paper(row: Agreement) -> Paper:
    signed = format_date(row.signed_on)
    validity = (
        _("Signed %(day)s, valid until %(last)s.", day=signed, last=format_date(row.ends_on))
        if row.ends_on
        else _("Signed %(day)s.", day=signed)
    )
    areas = _("Areas: %(areas)s", areas=row.areas) if row.areas else ""
    return _paper("agreements", row, row.partner, (row.purpose, areas, validity))


def _assembly_paper(row: AssemblyReport) -> Paper:
    sentences = (_("Reported %(day)s.", day=format_date(row.reported_on)),)
    return _paper("assembly-reports", row, row.title, sentences)


def _paper(kind: str, row: Any, name: str, sentences: Iterable[str], page: str = "") -> Paper:
    return Paper(
        name=name,
        sentences=_said(*sentences),
        registry_number=row.registry_number,
        link=row.link,
        page=page,
        form=url_for("records.edit", kind=kind, record_id=row.id),
    )


def _said(*sentences: str) -> tuple[str, ...]:
    return tuple(sentence for sentence in sentences if sentence)


# What can be done ------------------------------------------------------------------------


def _ways(key: DutyKey, records: LawRecords) -> tuple[Way, ...]:
    """Return the forms and pages where something about a duty can be done."""
    ways = [make(records) for make in _WAYS.get(key, ())]
    if key in SHOWN_BY_DOCUMENTS:
        address = url_for("records.new", kind="duty-evidence", duty=key.value)
        ways.append(Way(_("Add a decision or document"), address))
    return tuple(ways)


def _add(kind: str, words: str) -> Callable[[LawRecords], Way]:
    return lambda _records: Way(gettext(words), url_for("records.new", kind=kind))


def _go(endpoint: str, words: str) -> Callable[[LawRecords], Way]:
    return lambda _records: Way(gettext(words), url_for(endpoint))


def _say_what_it_holds(records: LawRecords) -> Way:
    reports = records.situation_reports
    if not reports:
        return _add("situation-reports", mark("Add a situation report"))(records)
    return Way(
        _("Say what the latest situation report holds"),
        url_for("records.edit", kind="situation-reports", record_id=reports[0].id),
    )


def _note_follow_up(records: LawRecords) -> Way:
    plans = records.action_plans
    if not plans:
        return _add("action-plans", mark("Add an action plan"))(records)
    return Way(
        _("Note when the action plan was followed up"),
        url_for("records.edit", kind="action-plans", record_id=plans[0].id),
    )


_WAYS: Mapping[DutyKey, tuple[Callable[[LawRecords], Way], ...]] = {
    DutyKey.POSITION: (_go("reviews.index", mark("Go to the reviews")),),
    DutyKey.MAPPING: (_say_what_it_holds,),
    DutyKey.PLAN_DECIDED: (_add("action-plans", mark("Add an action plan")),),
    DutyKey.SITUATION_REPORT: (_add("situation-reports", mark("Add a situation report")),),
    DutyKey.PLAN_FOLLOWED_UP: (_note_follow_up,),
    DutyKey.AGREEMENTS: (_add("agreements", mark("Add an agreement")),),
    DutyKey.COUNCIL: (_go("meetings.index", mark("Go to the meetings")),),
    DutyKey.COORDINATION: (_go("people.index", mark("Go to the people")),),
    DutyKey.ASSEMBLY_REPORT: (
        _add("assembly-reports", mark("Add a report to the assembly")),
        _go("reports.index", mark("Go to the yearly reports")),
    ),
}
