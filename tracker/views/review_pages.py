"""What the pages of a review share: finding it, its lock and files, its steps, areas, evidence."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import abort, make_response, render_template, request, url_for
from werkzeug.wrappers import Response

from tracker.domain import reviews as rules
from tracker.domain import verdicts
from tracker.domain.effects import Caution
from tracker.domain.review_content import ReviewContent, ReviewedArea, ReviewedIndicator
from tracker.domain.review_process import ProcessStep, Step, StepState, process_steps
from tracker.models import Review
from tracker.queries import reviews as queries
from tracker.text import _, format_date, ngettext
from tracker.views.web import council, db, may

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class AreaLine:
    """One line of the conclusions."""

    area: ReviewedArea
    found: rules.AreaFinding
    word: str
    wish: str


@dataclass(frozen=True)
class StepLine:
    """A step of the process as it is shown. `address` leads to where it is done."""

    state: StepState
    word: str
    note: str
    address: str


def get_review(review_id: int) -> Review:
    """Return one of the council's reviews, or answer that it is not there."""
    found = queries.find_review(db(), council_id=council().id, review_id=review_id)
    if found is None:
        abort(404)
    return found


def locked(review: Review) -> str:
    """Say that a review is adopted, or refuse to change it."""
    return locked_part(
        _("Effect-and-needs review"), back=url_for("reviews.show", review_id=review.id)
    )


def locked_part(word: str, *, back: str) -> str:
    """Say of something in an adopted review that it is locked, or refuse to change it."""
    if request.method == "POST":
        abort(409)
    return render_template("records/locked.html", word=word, back=back)


def spreadsheet(book: bytes, name: str) -> Response:
    """Return a spreadsheet to save under a name, which needs no ending."""
    response = make_response(book)
    response.headers["Content-Type"] = XLSX
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


def area_lines(content: ReviewContent) -> list[AreaLine]:
    """Return each area with what its indicators say together."""
    return [area_line(content, area) for area in content.areas]


def area_line(content: ReviewContent, area: ReviewedArea) -> AreaLine:
    """Return an area with what its indicators say together."""
    found = rules.area_finding([one.change for one in content.in_area(area.number)])
    return AreaLine(area, found, rules.area_word(found), rules.area_wish(found))


def step_lines(review: Review, content: ReviewContent) -> list[StepLine]:
    """Return the steps of a review, each with what is left and a way to do it."""
    return [
        StepLine(step.state, _step_word(step), _step_note(step), _step_address(step, review))
        for step in process_steps(content, data_checked_on=review.data_checked_on)
    ]


def _step_word(step: ProcessStep) -> str:
    words = {
        Step.OPENED: _("Opened"),
        Step.DATA_CHECKED: _("Data is checked"),
        Step.AREAS_CONCLUDED: _("Areas gone through"),
        Step.NEEDS_DECIDED: _("Needs decided"),
        Step.ADOPTED: _("Review adopted"),
    }
    return words[step.step]


def _step_note(step: ProcessStep) -> str:
    if step.on is not None:
        return format_date(step.on)
    if step.state is StepState.DONE:
        return ""
    if step.step in (Step.AREAS_CONCLUDED, Step.NEEDS_DECIDED) and step.left:
        return ngettext("one of %(all)s left", "%(num)s of %(all)s left", step.left, all=step.of)
    empty = {
        Step.DATA_CHECKED: _("not yet"),
        Step.AREAS_CONCLUDED: _("the programme has no areas"),
        Step.NEEDS_DECIDED: _("no need is entered"),
        Step.ADOPTED: _("not yet"),
    }
    return empty.get(step.step, "")


def _step_address(step: ProcessStep, review: Review) -> str:
    """Return where a step is done; nothing for one whom it is not for."""
    endpoints = {
        Step.OPENED: "reviews.edit",
        Step.DATA_CHECKED: "reviews.check",
        Step.AREAS_CONCLUDED: "reviews.present",
        Step.NEEDS_DECIDED: "reviews.present",
        Step.ADOPTED: "reviews.adopt",
    }
    endpoint = endpoints[step.step]
    if not may(endpoint):
        return ""
    if not step.of and endpoint == "reviews.present":
        return url_for("reviews.show", review_id=review.id, _anchor="needs")
    if step.step is Step.NEEDS_DECIDED:
        return url_for(endpoint, review_id=review.id, step="needs")
    return url_for(endpoint, review_id=review.id)


def list_left(content: ReviewContent) -> Sequence[str]:
    """Say what an adoption would leave undone, a sentence each."""
    said = []
    areas = [area.name for area in content.areas if not area.conclusion]
    needs = [one.need.name for one in content.needs if one.need.decision is None]
    if areas:
        said.append(_("Areas without a conclusion: %(names)s.", names=", ".join(areas)))
    if needs:
        said.append(_("Needs without a decision: %(names)s.", names=", ".join(needs)))
    if not content.areas:
        said.append(_("The programme has no areas for these years."))
    if not content.needs:
        said.append(_("No need is placed yet."))
    return said


@dataclass(frozen=True)
class EvidenceLine:
    """What stands under the forest chart about an indicator, in words."""

    id: int
    area_number: int
    label: str
    verdict: str
    #: Against the places compared with, and whether the problem may have moved nearby.
    against: str
    grade: str
    #: What was asked of the evidence, and the answers.
    answers: tuple[str, ...]
    cautions: tuple[str, ...]
    #: How many of the cautions the other indicators do not share.
    own_cautions: int


def evidence_lines(content: ReviewContent) -> list[EvidenceLine]:
    """Return every indicator with how good its evidence is and what to bear in mind."""
    shared = verdicts.shared_cautions(content.changes)
    return [evidence_line(one, shared) for one in content.indicators]


def evidence_line(one: ReviewedIndicator, shared: Collection[Caution] = ()) -> EvidenceLine:
    """Return an indicator with how good its evidence is and what to bear in mind.

    Args:
        one: the indicator.
        shared: the cautions that are said once for all.
    """
    return EvidenceLine(
        id=one.id,
        area_number=one.series.area_number,
        label=one.series.label,
        verdict=verdicts.verdict(one.change),
        against=" ".join(
            (verdicts.against_sentence(one.change), *verdicts.displacement_sentences(one.change))
        ),
        grade=verdicts.evidence_word(one.evidence.grade),
        answers=tuple(
            verdicts.evidence_sentence(question, answer)
            for question, answer in one.evidence.answers.items()
        ),
        cautions=tuple(verdicts.caution_sentence(caution) for caution in one.change.cautions),
        own_cautions=sum(caution not in shared for caution in one.change.cautions),
    )
