"""What may be entered about the duties of the law, the organisations and the calendar."""

from tracker.domain.law_terms import DUTY_NAMES, SHOWN_BY_DOCUMENTS
from tracker.forms.fields import (
    Form,
    choice_field,
    date_field,
    long_text_field,
    reference_field,
    text_field,
    tick_field,
    yes_no_field,
)
from tracker.forms.records import PeriodForm, link_field
from tracker.text import mark


class SituationReportForm(Form):
    """A situation report."""

    title = text_field(mark("Title"), is_required=True)
    decided_on = date_field(mark("Decided or updated on"), is_required=True)
    registry_number = text_field(mark("Registry number"), length=60)
    link = link_field()
    summary = long_text_field(
        mark("Summary"), help=mark("Never secret police material: refer to it instead.")
    )
    has_mapping = yes_no_field(
        mark("Holds a mapping of crime, its extent and consequences?"), empty=mark("not said")
    )
    has_other_information = yes_no_field(
        mark("Holds other relevant information?"), empty=mark("not said")
    )
    has_analysis = yes_no_field(mark("Holds an analysis of both?"), empty=mark("not said"))


class ActionPlanForm(Form):
    """An action plan."""

    title = text_field(mark("Title"), is_required=True)
    decided_on = date_field(mark("Decided on"), is_required=True)
    followed_up_on = date_field(mark("Last followed up on"))
    review_id = reference_field(mark("Carries on the decisions of"), empty=mark("no review"))
    registry_number = text_field(mark("Registry number"), length=60)
    link = link_field()


class AgreementForm(Form):
    """A written agreement."""

    partner = text_field(mark("Partner"), is_required=True)
    purpose = long_text_field(mark("Purposes"), is_required=True)
    areas = long_text_field(
        mark("Areas"), help=mark("The Act wants purposes and areas named in the agreement.")
    )
    signed_on = date_field(mark("Signed on"), is_required=True)
    ends_on = date_field(mark("Last day"))
    registry_number = text_field(mark("Registry number"), length=60)
    link = link_field()


class AssemblyReportForm(Form):
    """A report to the assembly."""

    title = text_field(mark("Title"), is_required=True)
    reported_on = date_field(mark("Reported on"), is_required=True)
    registry_number = text_field(mark("Registry number"), length=60)
    link = link_field()


class DutyEvidenceForm(Form):
    """A decision or document that shows how a duty is met."""

    duty = choice_field(mark("Duty"), {duty: DUTY_NAMES[duty] for duty in SHOWN_BY_DOCUMENTS})
    title = text_field(mark("Decision or document"), is_required=True)
    decided_on = date_field(mark("Decided on"), is_required=True)
    registry_number = text_field(mark("Registry number"), length=60)
    link = link_field()
    note = long_text_field(
        mark("How it shows the duty"), help=mark("Such as which plan it is integrated with.")
    )


class OrganisationForm(Form):
    """A department or partner."""

    name = text_field(mark("Name"), is_required=True)
    short_name = text_field(mark("Short name"), length=40)
    is_municipal = tick_field(mark("Part of the municipality"))


class CalendarForm(PeriodForm):
    """A school break or an event of the steering cycle."""

    name = text_field(mark("Name"), is_required=True, length=60)
    starts_on = date_field(mark("First day"), is_required=True)
    ends_on = date_field(mark("Last day"), is_required=True)
