"""How a member may want reminders, in words."""

from tracker.domain.terms import MessageChoice
from tracker.text import mark

CHOICE_WORDS = {
    MessageChoice.SINGLE: mark("One message for each reminder"),
    MessageChoice.WEEKLY: mark("A weekly digest"),
    MessageChoice.ESSENTIAL: mark("No reminders"),
}

#: What each choice means.
CHOICE_HELP = {
    MessageChoice.SINGLE: mark("It comes when it is time."),
    MessageChoice.WEEKLY: mark(
        "The reminders come together on Monday morning. What turns up during the week comes by "
        "itself."
    ),
    MessageChoice.ESSENTIAL: mark("You get only what always comes."),
}
