"""The simple records' forms: one class a table, its fields named as the columns.

A field whose column refers to another table is a `reference_field`; the view fills its choices
through `CHOICES`. `link_goals` is not a column and is saved on its own.
"""

from typing import Any
from urllib.parse import urlsplit

from wtforms import StringField, ValidationError
from wtforms.validators import Optional

from tracker.domain.terms import (
    ActionState,
    Decision,
    Direction,
    Fulfilment,
    IndicatorKind,
    InterventionState,
)
from tracker.forms.fields import (
    Form,
    Says,
    TickedReferences,
    at_most,
    choice_field,
    date_field,
    long_text_field,
    number_field,
    one_line,
    reference_field,
    strip,
    text_field,
    tick_field,
    whole_number_field,
)
from tracker.text import _, mark

DIRECTION_WORDS = {
    Direction.LOWER_BETTER: mark("Lower is better"),
    Direction.HIGHER_BETTER: mark("Higher is better"),
    Direction.NEUTRAL: mark("Neutral: must be interpreted"),
}
INDICATOR_KIND_WORDS = {
    IndicatorKind.COUNT: mark("Number of events, with population"),
    IndicatorKind.SHARE: mark("Share, with number of respondents"),
    IndicatorKind.RATE: mark("Published rate without its numbers"),
    IndicatorKind.SCALE: mark("Value on a scale"),
}
INTERVENTION_STATE_WORDS = {
    InterventionState.NOT_STARTED: mark("Not started"),
    InterventionState.ONGOING: mark("Ongoing"),
    InterventionState.DONE: mark("Done"),
    InterventionState.STOPPED: mark("Stopped"),
}
FULFILMENT_WORDS = {
    Fulfilment.MET: mark("Met"),
    Fulfilment.PARTLY: mark("Partly met"),
    Fulfilment.NOT_MET: mark("Not met"),
}
ACTION_STATE_WORDS = {
    ActionState.NOT_STARTED: mark("Not started"),
    ActionState.ONGOING: mark("Ongoing"),
    ActionState.DONE: mark("Done"),
}
DECISION_WORDS = {
    Decision.KEEP: mark("Keep"),
    Decision.CHANGE: mark("Change"),
    Decision.STOP: mark("Stop"),
    Decision.NEW: mark("Start something new"),
}
NO_CHOICE = mark("No choice made")


def link_field() -> Any:
    """Return a field for where a document is found."""
    return StringField(
        mark("Link to the document"),
        [
            Optional(),
            at_most(500),
            one_line,
            Says(is_web_address, mark("Write a web address that begins with https://.")),
        ],
        filters=[strip],
    )


def is_web_address(value: str) -> bool:
    """Tell whether a text is an address of the web, and so may become a link."""
    parts = urlsplit(value)
    return parts.scheme in ("http", "https") and bool(parts.netloc)


class PeriodForm(Form):
    """A form with a first and a last day."""

    def validate_ends_on(self, field: Any) -> None:
        """Refuse a period that ends before it starts."""
        starts = self["starts_on"].data
        if field.data and starts and field.data < starts:
            raise ValidationError(_("The last day is before the first. Change one of them."))


# Meetings --------------------------------------------------------------------------------


class AgendaItemForm(Form):
    """One matter on the agenda."""

    position = whole_number_field(mark("Place on the agenda"), is_required=True, least=1, most=99)
    title = text_field(mark("Matter"), is_required=True)
    minutes = whole_number_field(mark("Minutes"), least=1, most=600)
    purpose = text_field(
        mark("Extent"), length=60, help=mark("Such as information, discussion or decision.")
    )
    presenter = text_field(mark("Presenter"), help=mark("May be somebody outside the council."))
    notes = long_text_field(mark("What was said and decided"))


class QuestionForm(Form):
    """A set question."""

    position = whole_number_field(mark("Order"), is_required=True, least=1, most=99)
    text = long_text_field(mark("Question"), is_required=True)


class ContributionForm(Form):
    """What was said on a question."""

    text = long_text_field(mark("What was said"), is_required=True)
    said_by = text_field(mark("Group or organisation"))
    goal_id = reference_field(mark("Goal"), empty=mark("no goal"))


class ActionItemForm(Form):
    """Something to do after the meeting."""

    text = long_text_field(mark("What is to be done"), is_required=True)
    goal_id = reference_field(mark("Goal"), empty=mark("no goal"))
    responsible_id = reference_field(mark("Responsible"), empty=mark("nobody yet"))
    due_on = date_field(mark("Done by"))
    state = choice_field(mark("State"), ACTION_STATE_WORDS)


# The programme ---------------------------------------------------------------------------


class ProgrammeForm(Form):
    """A crime-prevention programme."""

    name = text_field(mark("Name"), is_required=True)
    first_year = whole_number_field(mark("First year"), is_required=True, least=2000, most=2100)
    last_year = whole_number_field(mark("Last year"), is_required=True, least=2000, most=2100)
    adopted_on = date_field(mark("Adopted on"))
    registry_number = text_field(mark("Registry number"), length=60)
    link = link_field()

    def validate_last_year(self, field: Any) -> None:
        """Refuse a programme that ends before it begins."""
        if field.data and self.first_year.data and field.data < self.first_year.data:
            raise ValidationError(_("The last year is before the first. Change one of them."))


class AreaForm(Form):
    """A priority area."""

    number = whole_number_field(
        mark("Number"),
        is_required=True,
        least=1,
        most=20,
        help=mark("Decides the area's colour and marker."),
    )
    name = text_field(mark("Name"), is_required=True, length=60)
    description = long_text_field(mark("Description"))


class GoalForm(Form):
    """A goal."""

    number = whole_number_field(mark("Number within the area"), is_required=True, least=1, most=99)
    title = text_field(mark("Goal"), is_required=True)
    description = long_text_field(mark("Description"))
    owner_id = reference_field(mark("Answers for the goal"), empty=mark("nobody yet"))


class AssessmentForm(Form):
    """How far a goal was met in a year."""

    year = whole_number_field(mark("Year"), is_required=True, least=2000, most=2100)
    fulfilment = choice_field(
        mark("Goal fulfilment"), FULFILMENT_WORDS, empty=mark("Cannot be assessed")
    )
    comment = long_text_field(mark("Comment"))


class IndicatorForm(Form):
    """An indicator."""

    title = text_field(mark("Indicator"), is_required=True)
    kind = choice_field(mark("Kind of number"), INDICATOR_KIND_WORDS)
    unit = text_field(mark("Unit"), length=60, help=mark("Such as reports a year."))
    direction = choice_field(
        mark("Wanted direction"),
        DIRECTION_WORDS,
        help=mark(
            "Choose neutral where more reports may mean that more is discovered, "
            "as with drugs and violence at home."
        ),
    )
    target = number_field(
        mark("Target"), help=mark("A share is written as a decimal, such as 0,87.")
    )
    target_year = whole_number_field(mark("Target year"), least=2000, most=2100)
    is_key = tick_field(mark("Key indicator"), help=mark("Shown first."))
    source = text_field(
        mark("Source"), help=mark("Such as Brå, Kolada or the municipality's survey.")
    )


class MeasurementForm(PeriodForm):
    """A value."""

    municipality = text_field(
        mark("Municipality"), help=mark("Empty for the municipality's own value.")
    )
    starts_on = date_field(mark("First day"), is_required=True)
    ends_on = date_field(mark("Last day"), is_required=True)
    count = whole_number_field(mark("Number of events"), least=0)
    population = whole_number_field(mark("Population"), least=1)
    value = number_field(
        mark("Value"), help=mark("For shares, rates and scales. A share is written as 0,83.")
    )
    sample_size = whole_number_field(mark("Number of respondents"), least=1)
    is_preliminary = tick_field(
        mark("Preliminary"), help=mark("May still be revised by its source.")
    )
    is_series_break = tick_field(
        mark("Series break"), help=mark("Not comparable with the periods before.")
    )
    source = text_field(mark("Source"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Ask for one number or the other, besides what each field asks for."""
        is_right = bool(super().validate(extra_validators))
        if is_right and self.value.data is None and self.count.data is None:
            self.value.errors = [_("Fill in the number of events or a value.")]
            return False
        return is_right


class InterventionForm(PeriodForm):
    """An intervention."""

    title = text_field(mark("Intervention"), is_required=True)
    organisation_id = reference_field(mark("Department or partner"), empty=mark("nobody yet"))
    link_goals = TickedReferences(mark("Goals that it serves"))
    target_group = text_field(mark("Target group"))
    description = long_text_field(mark("What is done"))
    mechanism = long_text_field(mark("Why it is expected to work"))
    state = choice_field(mark("State"), INTERVENTION_STATE_WORDS)
    starts_on = date_field(mark("First day"))
    ends_on = date_field(mark("Last day"))


class FollowUpForm(Form):
    """A year's follow-up of an intervention."""

    year = whole_number_field(mark("Year"), is_required=True, least=2000, most=2100)
    production = long_text_field(
        mark("Production"), help=mark("Was it done? How often? How many were reached?")
    )
    # Not `process`: that is what every form does with what was sent.
    how_it_went = long_text_field(
        mark("Process"),
        help=mark("How did it go? What hindered? What did it cost?"),
        name="process",
    )
    effect = long_text_field(
        mark("Effect"), help=mark("Did the problem change, as far as you can see?")
    )
    lesson = long_text_field(mark("Lesson"))
    proposed_change = long_text_field(mark("Proposed change"))

    def __init__(self, *args: Any, obj: Any = None, **kwargs: Any) -> None:
        """Show the follow-up as it is."""
        data = {"how_it_went": obj.process} if obj is not None else None
        super().__init__(*args, obj=obj, data=data, **kwargs)


# The law and the calendar ----------------------------------------------------------------


class SituationReportForm(Form):
    """A situation report."""

    title = text_field(mark("Title"), is_required=True)
    decided_on = date_field(mark("Decided or updated on"), is_required=True)
    registry_number = text_field(mark("Registry number"), length=60)
    link = link_field()
    summary = long_text_field(
        mark("Summary"), help=mark("Never secret police material: refer to it instead.")
    )


class ActionPlanForm(Form):
    """An action plan."""

    title = text_field(mark("Title"), is_required=True)
    decided_on = date_field(mark("Decided on"), is_required=True)
    followed_up_on = date_field(mark("Last followed up on"))
    registry_number = text_field(mark("Registry number"), length=60)
    link = link_field()


class AgreementForm(Form):
    """A written agreement."""

    partner = text_field(mark("Partner"), is_required=True)
    purpose = long_text_field(mark("Purposes and areas"), is_required=True)
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


# Reviews ---------------------------------------------------------------------------------


class ReviewForm(Form):
    """A biennial review's periods."""

    first_year = whole_number_field(mark("First year"), is_required=True, least=2000, most=2100)
    last_year = whole_number_field(mark("Last year"), is_required=True, least=2000, most=2100)
    baseline_first_year = whole_number_field(
        mark("Compared with, first year"), is_required=True, least=2000, most=2100
    )
    baseline_last_year = whole_number_field(
        mark("Compared with, last year"), is_required=True, least=2000, most=2100
    )
    decision_on = date_field(mark("The council decides on"))
    adopted_on = date_field(mark("Adopted on"), help=mark("Empty while the review is a draft."))
    registry_number = text_field(mark("Registry number"), length=60)

    def validate_last_year(self, field: Any) -> None:
        """Refuse a period that ends before it begins."""
        if field.data and self.first_year.data and field.data < self.first_year.data:
            raise ValidationError(_("The last year is before the first. Change one of them."))

    def validate_baseline_last_year(self, field: Any) -> None:
        """Refuse a comparison period that is turned around or overlaps the review."""
        first = self.baseline_first_year.data
        if field.data and first and field.data < first:
            raise ValidationError(_("The last year is before the first. Change one of them."))
        if field.data and self.first_year.data and field.data >= self.first_year.data:
            raise ValidationError(_("The comparison must end before the review's first year."))


class ConclusionForm(Form):
    """What is concluded about an area."""

    priority_area_id = reference_field(mark("Priority area"))
    text = long_text_field(mark("Conclusion"), is_required=True)


class NeedForm(Form):
    """A need."""

    name = text_field(mark("Problem"), is_required=True)
    priority_area_id = reference_field(mark("Priority area"), empty=mark("none"))
    per_10_000 = number_field(
        mark("Events per 10 000 inhabitants and year"), is_required=True, least=0.01
    )
    harm = number_field(
        mark("Harm per event"),
        is_required=True,
        least=0,
        most=100,
        help=mark("The group's judgement, from 0 to 100."),
    )
    affected = whole_number_field(mark("Number of people affected"), least=0)
    is_uncertain = tick_field(
        mark("Uncertain"), help=mark("The numbers are too weak to place it safely.")
    )
    note = long_text_field(mark("Causes and comments"))
    decision = choice_field(mark("Decision"), DECISION_WORDS, empty=NO_CHOICE)
    reason = long_text_field(mark("Reason for the decision"))
