"""What the coverage chart shows, as a table and as sentences."""

from collections.abc import Sequence

from tracker.domain.goal_coverage import Cover, goal_coverages, without_goal
from tracker.domain.report_words import state_word
from tracker.domain.review_content import ReviewedGoal, ReviewedIntervention
from tracker.domain.tables import Table
from tracker.domain.terms import InterventionState
from tracker.text import EN_DASH, _, ngettext

Goals = Sequence[ReviewedGoal]
Interventions = Sequence[ReviewedIntervention]


def goal_label(goal: ReviewedGoal) -> str:
    """Return a goal's code and title."""
    return f"{goal.code} {goal.title}"


def cover_word(cover: Cover) -> str:
    """Say in two words what a goal lacks; nothing when an intervention is ongoing."""
    return {
        Cover.NONE: _("No intervention"),
        Cover.NONE_ONGOING: _("None ongoing"),
        Cover.ONGOING: "",
    }[cover]


def coverage_table(goals: Goals, interventions: Interventions) -> Table:
    """Return a row for each goal and intervention that belong together, and for each gap."""
    rows = []
    for found in goal_coverages(goals, interventions):
        label = goal_label(found.goal)
        rows += [_row(label, one) for one in found.interventions]
        if not found.interventions:
            rows.append((label, cover_word(Cover.NONE), EN_DASH, EN_DASH))
    rows += [_row(_("No goal"), one) for one in without_goal(goals, interventions)]
    return Table(
        caption=_("Which interventions serve which goals"),
        headers=(_("Goal"), _("Intervention"), _("Organisation"), _("State")),
        rows=tuple(rows),
    )


def coverage_summary(goals: Goals, interventions: Interventions) -> str:
    """Say in words what the chart shows: how many serve the goals, and which goals lack any."""
    if not goals:
        return _("The programme has no goals yet.")
    if not interventions:
        return _("No intervention is entered. No goal has one.")
    found = goal_coverages(goals, interventions)
    sentences = [
        ngettext("%(num)s intervention.", "%(num)s interventions.", len(interventions)),
        *(
            f"{state_word(state)}: {count}."
            for state in InterventionState
            if (count := sum(one.state is state for one in interventions))
        ),
        *gap_sentences(goals, interventions),
    ]
    if all(one.cover is Cover.ONGOING for one in found):
        sentences.append(_("Every goal has an ongoing intervention."))
    return " ".join(sentences)


def gap_sentences(goals: Goals, interventions: Interventions) -> tuple[str, ...]:
    """Name the goals without any intervention, those where none is ongoing, and the rest."""
    found = goal_coverages(goals, interventions)

    def names(cover: Cover) -> str:
        return ", ".join(goal_label(one.goal) for one in found if one.cover is cover)

    missing, waiting = names(Cover.NONE), names(Cover.NONE_ONGOING)
    others = ", ".join(one.title for one in without_goal(goals, interventions))
    return tuple(
        sentence
        for there, sentence in (
            (missing, _("Goals without any intervention: %(names)s.", names=missing)),
            (waiting, _("Goals where no intervention is ongoing: %(names)s.", names=waiting)),
            (others, _("Interventions without a goal: %(names)s.", names=others)),
        )
        if there
    )


def _row(label: str, one: ReviewedIntervention) -> tuple[str, ...]:
    return label, one.title, one.organisation or EN_DASH, state_word(one.state)
