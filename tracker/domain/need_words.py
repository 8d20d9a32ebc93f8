"""A problem's place, its movement and the decision on it, in words."""

from tracker.domain.needs import Need, quadrant
from tracker.domain.terms import Decision
from tracker.domain.verdicts import movement_words, quadrant_words
from tracker.text import _, format_number, mark

DECISION_WORDS = {
    Decision.KEEP: mark("Keep"),
    Decision.CHANGE: mark("Change"),
    Decision.STOP: mark("Stop"),
    Decision.NEW: mark("Start something new"),
}
#: What each decision means for the next action plan.
DECISION_HELP = {
    Decision.KEEP: mark("What is done goes on as it is."),
    Decision.CHANGE: mark("What is done is done another way, or more or less of it."),
    Decision.STOP: mark("What is done comes to an end."),
    Decision.NEW: mark("Something is begun that is not done today."),
}


def decision_word(decision: Decision | None) -> str:
    """Return the decision in a word or two; that there is none when it is None."""
    return _(DECISION_WORDS[decision]) if decision else _("No decision yet")


def place_words(need: Need) -> str:
    """Say where a problem stands now: its field, or why it has none."""
    found = quadrant(need)
    if found is not None:
        return quadrant_words(found)
    if need.harm is None:
        return _("Cannot be placed: nobody has judged how harmful it is")
    if need.per_10_000 is None:
        return _("Cannot be placed: the population is not recorded")
    return _("Cannot be placed: no event is recorded in these years")


def measures_words(place: tuple[float | None, float | None]) -> str:
    """Write (events per 10 000 inhabitants and year, harm 0–100) as a sentence."""
    per_10_000, harm = place
    common = (
        _("How common it is, is not known.")
        if per_10_000 is None
        else _(
            "%(number)s events per 10 000 inhabitants and year.",
            number=format_number(per_10_000, 0 if per_10_000 >= 100 else 1),
        )
    )
    harmful = (
        _("How harmful it is, is not judged.")
        if harm is None
        else _("Harm %(harm)s of 100 per event.", harm=format_number(harm))
    )
    return f"{common} {harmful}"


def movement_sentence(need: Need) -> str:
    """Say how a problem moved since the last review, as a sentence of its own."""
    return f"{movement_words(need)}."
