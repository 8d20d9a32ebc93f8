"""The kinds of simple records: what each is, its form, and where it is shown.

To add a kind, add a line to KINDS.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import url_for

from tracker import models
from tracker.domain.law import DutyKey
from tracker.forms import agenda, follow_ups, law, needs, programmes
from tracker.forms.fields import Form
from tracker.models.base import CouncilRow
from tracker.queries.records import find_record
from tracker.text import mark
from tracker.views.web import db, today


@dataclass(frozen=True)
class Place:
    """A page, or a part of one."""

    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)
    anchor: str | None = None

    @property
    def address(self) -> str:
        """The address within this council."""
        return url_for(self.endpoint, _anchor=self.anchor, **self.values)


@dataclass(frozen=True)
class Kind:
    """One kind of simple record."""

    model: type[CouncilRow]
    form: type[Form]
    #: What it is called in a heading, a marked word.
    word: str
    #: Where it is shown.
    shown: Callable[[Any], Place]
    #: The column that names what it belongs to, and that table.
    parent: str | None = None
    parent_model: type[CouncilRow] | None = None
    #: Where one is before it is there and after it is gone, when that is another page. The row
    #: may be a blank one that only knows what it belongs to.
    listed: Callable[[Any], Place] | None = None

    def list_of(self, row: Any) -> Place:
        """Return where the record stands among its like."""
        return (self.listed or self.shown)(row)


def _programmes_page(_row: Any) -> Place:
    return Place("programmes.show")


#: What each part of a programme belongs to, and the column that names it.
_ABOVE: dict[type[CouncilRow], tuple[str, type[CouncilRow]]] = {
    models.GoalAssessment: ("goal_id", models.Goal),
    models.Indicator: ("goal_id", models.Goal),
    models.Goal: ("priority_area_id", models.PriorityArea),
    models.PriorityArea: ("programme_id", models.Programme),
}


def _programme_page(row: CouncilRow) -> Place:
    """Return where a row's programme shows it: its goal, in the year that it is about."""
    part: CouncilRow | None = row
    anchor = None
    while part is not None and type(part) in _ABOVE:
        if isinstance(part, models.Goal) and part.id:
            anchor = f"goal-{part.id}"
        column, model = _ABOVE[type(part)]
        part = find_record(
            db(), model=model, council_id=row.council_id, record_id=getattr(part, column)
        )
    if part is None:
        return Place("programmes.show")
    year = {"year": row.year} if isinstance(row, models.GoalAssessment) and row.year else {}
    return Place("programmes.show", {"programme": part.id, **year}, anchor)


def _law_page(duty: DutyKey) -> Callable[[Any], Place]:
    return lambda _row: Place("law.show", anchor=duty.value)


def _evidence_page(row: models.DutyEvidence) -> Place:
    return Place("law.show", anchor=row.duty.value if row.duty else None)


def _meeting_page(row: Any) -> Place:
    return Place("meetings.show", {"meeting_id": row.meeting_id})


def _question_page(row: models.Contribution) -> Place:
    question = find_record(
        db(), model=models.Question, council_id=row.council_id, record_id=row.question_id
    )
    meeting_id = question.meeting_id if question else 0
    return Place("meetings.show", {"meeting_id": meeting_id}, "discussion")


def _indicator_page(row: models.Indicator) -> Place:
    return Place("programmes.indicator", {"indicator_id": row.id})


def _measurement_page(row: models.Measurement) -> Place:
    return Place("programmes.indicator", {"indicator_id": row.indicator_id})


def _intervention_page(row: models.Intervention) -> Place:
    return Place("programmes.intervention", {"intervention_id": row.id})


def _follow_up_page(row: models.FollowUp) -> Place:
    return Place("programmes.intervention", {"intervention_id": row.intervention_id})


def _review_part_page(row: models.NeedAssessment) -> Place:
    return Place("reviews.show", {"review_id": row.review_id}, "needs")


def _need_page(row: models.NeedAssessment) -> Place:
    return Place("needs.show", {"review_id": row.review_id, "need_id": row.id})


def _people_page(_row: Any) -> Place:
    return Place("people.index", anchor="organisations")


def _calendar_page(row: Any) -> Place:
    year = row.starts_on.year if row.starts_on else today().year
    return Place("year_wheels.show", {"year": year}, "calendar")


KINDS: dict[str, Kind] = {
    "agenda-items": Kind(
        models.AgendaItem,
        agenda.AgendaItemForm,
        mark("Matter"),
        _meeting_page,
        "meeting_id",
        models.Meeting,
    ),
    "questions": Kind(
        models.Question,
        agenda.QuestionForm,
        mark("Question"),
        _meeting_page,
        "meeting_id",
        models.Meeting,
    ),
    "contributions": Kind(
        models.Contribution,
        agenda.ContributionForm,
        mark("What was said"),
        _question_page,
        "question_id",
        models.Question,
    ),
    "action-items": Kind(
        models.ActionItem,
        agenda.ActionItemForm,
        mark("To do after the meeting"),
        _meeting_page,
        "meeting_id",
        models.Meeting,
    ),
    "programmes": Kind(
        models.Programme,
        programmes.ProgrammeForm,
        mark("Programme"),
        _programme_page,
        listed=_programmes_page,
    ),
    "areas": Kind(
        models.PriorityArea,
        programmes.AreaForm,
        mark("Priority area"),
        _programme_page,
        "programme_id",
        models.Programme,
    ),
    "goals": Kind(
        models.Goal,
        programmes.GoalForm,
        mark("Goal"),
        _programme_page,
        "priority_area_id",
        models.PriorityArea,
    ),
    "assessments": Kind(
        models.GoalAssessment,
        programmes.AssessmentForm,
        mark("Goal fulfilment"),
        _programme_page,
        "goal_id",
        models.Goal,
    ),
    "indicators": Kind(
        models.Indicator,
        programmes.IndicatorForm,
        mark("Indicator"),
        _indicator_page,
        "goal_id",
        models.Goal,
        _programme_page,
    ),
    "measurements": Kind(
        models.Measurement,
        programmes.MeasurementForm,
        mark("Value"),
        _measurement_page,
        "indicator_id",
        models.Indicator,
    ),
    "interventions": Kind(
        models.Intervention,
        programmes.InterventionForm,
        mark("Intervention"),
        _intervention_page,
        listed=_programmes_page,
    ),
    "follow-ups": Kind(
        models.FollowUp,
        follow_ups.FollowUpForm,
        mark("Follow-up"),
        _follow_up_page,
        "intervention_id",
        models.Intervention,
    ),
    "situation-reports": Kind(
        models.SituationReport,
        law.SituationReportForm,
        mark("Situation report"),
        _law_page(DutyKey.SITUATION_REPORT),
    ),
    "action-plans": Kind(
        models.ActionPlan,
        law.ActionPlanForm,
        mark("Action plan"),
        _law_page(DutyKey.PLAN_DECIDED),
    ),
    "agreements": Kind(
        models.Agreement, law.AgreementForm, mark("Agreement"), _law_page(DutyKey.AGREEMENTS)
    ),
    "assembly-reports": Kind(
        models.AssemblyReport,
        law.AssemblyReportForm,
        mark("Report to the assembly"),
        _law_page(DutyKey.ASSEMBLY_REPORT),
    ),
    "duty-evidence": Kind(
        models.DutyEvidence,
        law.DutyEvidenceForm,
        mark("Decision or document"),
        _evidence_page,
    ),
    "organisations": Kind(
        models.Organisation, law.OrganisationForm, mark("Organisation"), _people_page
    ),
    "school-breaks": Kind(
        models.SchoolBreak, law.CalendarForm, mark("School break"), _calendar_page
    ),
    "steering-events": Kind(
        models.SteeringEvent, law.CalendarForm, mark("Steering-cycle event"), _calendar_page
    ),
    "needs": Kind(
        models.NeedAssessment,
        needs.NeedForm,
        mark("Need"),
        _need_page,
        "review_id",
        models.Review,
        _review_part_page,
    ),
}
