"""What may be entered about the programme: goals, indicators, interventions."""

from typing import Any

from wtforms import ValidationError

from tracker.domain.terms import Direction, Fulfilment, IndicatorKind, InterventionState
from tracker.forms.fields import (
    Form,
    TickedReferences,
    choice_field,
    date_field,
    long_text_field,
    name_field,
    number_field,
    reference_field,
    text_field,
    tick_field,
    whole_number_field,
    yes_no_field,
)
from tracker.forms.records import PeriodForm, link_field
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
    nearby = name_field(
        mark("Nearby place"),
        empty=mark("none"),
        help=mark(
            "Where the problem may move to, or the good effect spread: one of the places that "
            "you have entered values for. It is then not used for comparison."
        ),
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
    responsible_id = reference_field(
        mark("Responsible"),
        empty=mark("nobody yet"),
        help=mark("Is asked what came of it before the annual follow-up."),
    )
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
    is_as_planned = yes_no_field(
        mark("Carried out as planned?"),
        empty=mark("not said"),
        help=mark("The effect-and-needs review asks it of every intervention."),
    )
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
