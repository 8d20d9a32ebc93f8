"""What may be entered about a meeting: its agenda, discussion and what was agreed."""

from tracker.domain.terms import ActionState
from tracker.forms.fields import (
    Form,
    choice_field,
    date_field,
    long_text_field,
    reference_field,
    text_field,
    whole_number_field,
)
from tracker.text import mark

ACTION_STATE_WORDS = {
    ActionState.NOT_STARTED: mark("Not started"),
    ActionState.ONGOING: mark("Ongoing"),
    ActionState.DONE: mark("Done"),
}


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
