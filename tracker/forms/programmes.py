"""What may be entered about the programme: goals, indicators, interventions."""

from typing import Any

from wtforms import ValidationError

from tracker.domain import programme_words
from tracker.domain.interventions import APPROACH_WORDS, TERM_WORDS
from tracker.domain.terms import Fulfilment, IndicatorKind
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
)
from tracker.forms.records import PeriodForm, YearsForm, from_year_field, link_field
from tracker.text import _, mark

DIRECTION_WORDS = programme_words.DIRECTION_WORDS
INDICATOR_KIND_WORDS = programme_words.INDICATOR_KIND_WORDS
INTERVENTION_STATE_WORDS = programme_words.INTERVENTION_STATE_WORDS
FULFILMENT_WORDS = {
    Fulfilment.MET: mark("Met"),
    Fulfilment.PARTLY: mark("Partly met"),
    Fulfilment.NOT_MET: mark("Not met"),
}


class ProgrammeForm(YearsForm):
    """A crime-prevention programme."""

    name = text_field(mark("Name"), is_required=True)
    first_year = whole_number_field(mark("First year"), is_required=True, least=2000, most=2100)
    last_year = whole_number_field(mark("Last year"), is_required=True, least=2000, most=2100)
    adopted_on = date_field(mark("Adopted on"))
    registry_number = text_field(mark("Registry number"), length=60)
    link = link_field()


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
    from_year = from_year_field()


class GoalForm(YearsForm):
    """A goal."""

    number = whole_number_field(mark("Number within the area"), is_required=True, least=1, most=99)
    title = text_field(mark("Goal"), is_required=True)
    description = long_text_field(mark("Description"))
    owner_id = reference_field(mark("Answers for the goal"), empty=mark("nobody yet"))
    first_year = whole_number_field(
        mark("First year"), least=2000, most=2100, help=mark("Empty: the programme's years.")
    )
    last_year = whole_number_field(mark("Last year"), least=2000, most=2100)
    from_year = from_year_field()


class AssessmentForm(Form):
    """How far a goal was met in a year."""

    year = whole_number_field(mark("Year"), is_required=True, least=2000, most=2100)
    fulfilment = choice_field(
        mark("Goal fulfilment"), FULFILMENT_WORDS, empty=mark("Cannot be assessed")
    )
    comment = long_text_field(mark("Comment"))


def check_share(field: Any, *, is_share: bool) -> None:
    """Refuse a share outside 0–1, which is most often a percentage, and other numbers in percent.

    Raises:
        ValidationError: it is one of them.
    """
    if field.data is None:
        return
    if is_share and not 0 <= field.data <= 1:
        raise ValidationError(_("A share is written as 0.83 or 83 %, from 0 to 100 %."))
    if field.is_percent and not is_share:
        raise ValidationError(_("Only a share is written with %. Write the number alone."))


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
    target = number_field(mark("Target"), help=mark("A share is written as 0,87 or 87 %."))
    target_year = whole_number_field(mark("Target year"), least=2000, most=2100)
    baseline_first_year = whole_number_field(
        mark("Baseline, first year"),
        least=1900,
        most=2100,
        help=mark("The years that the target starts from. Choose at least three."),
    )
    baseline_last_year = whole_number_field(mark("Baseline, last year"), least=1900, most=2100)
    last_year = whole_number_field(
        mark("Followed until"), least=1900, most=2100, help=mark("Empty while it still is.")
    )
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
    definition = long_text_field(
        mark("Definition"),
        help=mark(
            "What is counted, as the source defines it. Another definition is another indicator."
        ),
    )
    source_name = text_field(
        mark("Called in the source's files"),
        help=mark("To be known again when a file is imported."),
    )

    from_year = from_year_field()

    def validate_target(self, field: Any) -> None:
        """Take a target in percent for a share only."""
        check_share(field, is_share=self.kind.data is IndicatorKind.SHARE)

    def validate_baseline_first_year(self, field: Any) -> None:
        """Ask for both years of the baseline. A field that is left empty is not asked itself."""
        if field.data is not None and self.baseline_last_year.data is None:
            raise ValidationError(_("Fill in both the first and the last year, or neither."))

    def validate_baseline_last_year(self, field: Any) -> None:
        """Ask for both years of the baseline, in order."""
        if field.data is None:
            return
        first = self.baseline_first_year.data
        if first is None:
            raise ValidationError(_("Fill in both the first and the last year, or neither."))
        if field.data < first:
            raise ValidationError(_("The last year is before the first. Change one of them."))


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
        mark("Value"),
        help=mark("For shares, rates and scales. A share is written as 0,83 or 83 %."),
    )
    sample_size = whole_number_field(mark("Number of respondents"), least=1)
    low = number_field(
        mark("Lower limit of the source's 95 % interval"),
        help=mark("Where the source gives one, in the same unit as the value."),
    )
    high = number_field(mark("Upper limit of the source's 95 % interval"))
    is_preliminary = tick_field(
        mark("Preliminary"), help=mark("May still be revised by its source.")
    )
    is_series_break = tick_field(
        mark("Series break"), help=mark("Not comparable with the periods before.")
    )
    source = text_field(mark("Source"))

    def validate_value(self, field: Any) -> None:
        """Take a value in percent for a share only."""
        self._check_share(field)

    def validate_low(self, field: Any) -> None:
        """Ask for both limits. A field that is left empty is not asked itself."""
        self._check_share(field)
        if field.data is not None and self.high.data is None:
            raise ValidationError(_("Fill in both limits of the interval, or neither."))

    def validate_high(self, field: Any) -> None:
        """Ask for both limits, in order."""
        self._check_share(field)
        if field.data is None:
            return
        if self.low.data is None:
            raise ValidationError(_("Fill in both limits of the interval, or neither."))
        if field.data < self.low.data:
            raise ValidationError(_("The upper limit is below the lower. Change one of them."))

    def _check_share(self, field: Any) -> None:
        is_share = getattr(self.parent, "kind", None) is IndicatorKind.SHARE
        check_share(field, is_share=is_share)

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
    approach = choice_field(
        mark("Kind of prevention"),
        APPROACH_WORDS,
        empty=mark("not said"),
        help=mark(
            "Situational: the place or the occasion makes crime harder. Social: fewer people "
            "want to commit it."
        ),
    )
    term = choice_field(
        mark("When it is expected to show"),
        TERM_WORDS,
        empty=mark("not said"),
        help=mark("Short term: within about two years."),
    )
    cost = whole_number_field(
        mark("Cost a year, kronor"), least=0, help=mark("Empty where nobody knows. 0 is no cost.")
    )
    state = choice_field(mark("State"), INTERVENTION_STATE_WORDS)
    starts_on = date_field(mark("First day"))
    ends_on = date_field(mark("Last day"))
