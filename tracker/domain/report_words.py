"""The sentences of the yearly report, made from its numbers by plain rules.

Every rule says only what is recorded: who is missing, what is late, which goals are met. None
says why, and none calls a change good or bad beyond the goal's own direction. The words are in
the language of the reader, so call these inside `tracker.text.speaking`.
"""

from collections.abc import Collection, Sequence

from tracker.domain import verdicts
from tracker.domain.effects import Caution, Change
from tracker.domain.law import DutyKey, DutyState
from tracker.domain.reports import (
    DecisionWanted,
    GoalResult,
    ReportStatus,
    SummaryNumbers,
    Trend,
    YearReport,
    summary_numbers,
)
from tracker.domain.terms import (
    Finding,
    Fulfilment,
    InterventionState,
    MeetingStatus,
)
from tracker.text import _, format_date, format_number, ngettext

MOST_NAMED = 5
#: They concern the comparison with other areas, which the trends do not rest on.
_OF_COMPARISON = frozenset(
    {Caution.COMPARISON_INCOMPLETE, Caution.COMPARISON_COVERING, Caution.COVERING_LEFT_OUT}
)


def headline(report: YearReport) -> tuple[str, str]:
    """Return the report's answer in one sentence, and the sentences that follow it."""
    numbers = summary_numbers(report)
    rest = [
        *_assessment_sentences(report, numbers),
        *_trend_sentences(report.goals),
        *_gap_sentences(report),
    ]
    return _lead(report.goals, numbers), " ".join(rest)


def suggested_decisions(report: YearReport) -> tuple[DecisionWanted, ...]:
    """Suggest what to decide: owners, duties, unwanted changes, goals without a meeting."""
    return tuple(
        DecisionWanted(title, text, is_suggestion=True)
        for title, text in [
            *_suggest_owners(report.goals),
            *_suggest_duties(report),
            *_suggest_interventions(report),
            *_suggest_meetings(report),
        ]
    )


def decisions_wanted(report: YearReport) -> tuple[DecisionWanted, ...]:
    """Return the decisions that a person has written, or the suggested ones when there are none."""
    return report.decisions or suggested_decisions(report)


def number_word(number: int) -> str:
    """Return a number as a word up to twelve, then in digits: "fyra", "13"."""
    words = (
        _("one"), _("two"), _("three"), _("four"), _("five"), _("six"),
        _("seven"), _("eight"), _("nine"), _("ten"), _("eleven"), _("twelve"),
    )  # fmt: skip
    return words[number - 1] if 1 <= number <= len(words) else format_number(number)


def sentence_case(text: str) -> str:
    """Return the text with its first letter in upper case and the rest untouched."""
    return text[:1].upper() + text[1:]


def join_words(words: Sequence[str]) -> str:
    """Join as in a sentence: "1.1", "1.1 och 1.2", "1.1, 1.2 och 3.1"."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s", first=", ".join(words[:-1]), last=words[-1])


def fulfilment_word(fulfilment: Fulfilment | None) -> str:
    """Name a fulfilment."""
    if fulfilment is None:
        return _("Cannot be assessed")
    return {
        Fulfilment.MET: _("Met"),
        Fulfilment.PARTLY: _("Partly"),
        Fulfilment.NOT_MET: _("Not met"),
    }[fulfilment]


def trend_words(trend: Trend | None) -> tuple[str, str]:
    """Return ("Minskar", "önskat"), or what an empty trend says to who cannot see that."""
    if trend is None:
        return _("Cannot be assessed"), ""
    verb = _("Decreasing") if trend.finding is Finding.DECREASED else _("Increasing")
    if trend.is_wanted is None:
        return verb, _("must be interpreted")
    return verb, _("wanted") if trend.is_wanted else _("not wanted")


def caution_words(goal: GoalResult, shared: Collection[Caution] = ()) -> str:
    """Name the reservations that stay beside a goal's trend: "Preliminära uppgifter, få år".

    Args:
        goal: the goal.
        shared: the reservations that are said once for all goals.
    """
    words = [verdicts.caution_word(one) for one in _cautions(goal) if one not in shared]
    return ", ".join([*words[:1], *(word[:1].lower() + word[1:] for word in words[1:])])


def shared_cautions(report: YearReport) -> tuple[Caution, ...]:
    """Return the reservations that all trends have, said once under the table."""
    shared = verdicts.shared_cautions(_changes(report.goals))
    return tuple(one for one in shared if one not in _OF_COMPARISON)


def trend_notes(report: YearReport) -> tuple[str, ...]:
    """Say what the trends show, what they compare, what holds for all, and what chance gives."""
    changes = _changes(report.goals)
    how = (_("Without an arrow the change cannot be assessed."), verdicts.not_proof())
    holds = [verdicts.caution_sentence(one) for one in shared_cautions(report)]
    if report.trend_periods is not None:
        before, after = report.trend_periods
        holds.insert(
            0, _("The trend compares %(after)s with %(before)s.", after=after, before=before)
        )
    chance = [verdicts.chance_sentence(changes)] if changes else []
    return tuple(filter(None, (" ".join(how), " ".join(holds), *chance)))


def state_word(state: InterventionState) -> str:
    """Name an intervention's state."""
    return {
        InterventionState.DONE: _("Done"),
        InterventionState.ONGOING: _("Ongoing"),
        InterventionState.NOT_STARTED: _("Not started"),
        InterventionState.STOPPED: _("Stopped"),
    }[state]


def meeting_word(status: MeetingStatus) -> str:
    """Name a meeting's status, as the report needs it."""
    return {
        MeetingStatus.PLANNED: _("Planned"),
        MeetingStatus.CANCELLED: _("Cancelled"),
        MeetingStatus.HELD: _("Held"),
        MeetingStatus.MINUTES_APPROVED: _("Held"),
    }[status]


def status_sentence(report: YearReport) -> str:
    """Say how far the report has come and who decides next."""
    if report.status is ReportStatus.ADOPTED:
        if report.adopted_on is None:
            return _("Adopted.")
        return _("Adopted %(day)s.", day=format_date(report.adopted_on))
    if report.council_decides_on is None:
        return _("Draft.") if report.status is ReportStatus.DRAFT else _("Ready to be adopted.")
    day = format_date(report.council_decides_on)
    if report.status is ReportStatus.DRAFT:
        return _("Draft, the council decides on it %(day)s.", day=day)
    return _("Ready, the council decides on it %(day)s.", day=day)


def recipient_sentence(report: YearReport) -> str:
    """Say to whom the report goes, and when."""
    if report.recipient_on is None:
        return _("To %(recipient)s.", recipient=report.recipient)
    return _(
        "To %(recipient)s %(day)s.",
        recipient=report.recipient,
        day=format_date(report.recipient_on),
    )


# The headline ----------------------------------------------------------------------------


def _lead(goals: Sequence[GoalResult], numbers: SummaryNumbers) -> str:
    if not goals:
        return _("The programme has no goals this year.")
    if numbers.goals == 1:
        return _only_goal(goals[0])
    every = number_word(numbers.goals)
    if numbers.not_assessed == numbers.goals:
        return _("None of %(every)s goals can be assessed.", every=every)
    if numbers.met == numbers.goals:
        return _("All %(every)s goals are met.", every=every)
    if numbers.met == 0:
        return _("None of %(every)s goals is met.", every=every)
    return ngettext(
        "%(some)s of %(every)s goals is met.",
        "%(some)s of %(every)s goals are met.",
        numbers.met,
        some=sentence_case(number_word(numbers.met)),
        every=every,
    )


def _only_goal(goal: GoalResult) -> str:
    match goal.fulfilment:
        case None:
            return _("The only goal cannot be assessed.")
        case Fulfilment.MET:
            return _("The only goal is met.")
        case Fulfilment.PARTLY:
            return _("The only goal is partly met.")
        case Fulfilment.NOT_MET:
            return _("The only goal is not met.")


def _assessment_sentences(report: YearReport, numbers: SummaryNumbers) -> list[str]:
    """Say how many goals carry no verdict, unless the lead has already said it."""
    missing = [goal.code for goal in report.goals if goal.fulfilment is None]
    if not missing or numbers.not_assessed == numbers.goals:
        return []
    return [_("%(goals)s cannot be assessed.", goals=sentence_case(_named_goals(missing)))]


def _trend_sentences(goals: Sequence[GoalResult]) -> list[str]:
    if not goals:
        return []
    trends = [(goal.code, goal.trend) for goal in goals if goal.trend is not None]
    if not trends:
        return [_("The trend cannot be assessed for any goal.")]
    wanted = [code for code, trend in trends if trend.is_wanted]
    unwanted = [code for code, trend in trends if trend.is_wanted is False]
    has_cautions = any(goal.trend is not None and _cautions(goal) for goal in goals)
    sentences = []
    if wanted:
        sentences.append(
            _("The trend is the wanted one for %(goals)s.", goals=_named_goals(wanted))
        )
    if unwanted:
        sentences.append(
            _("The trend is not the wanted one for %(goals)s.", goals=_named_goals(unwanted))
        )
    if has_cautions and sentences:
        sentences.append(_("The reservations about the trends stand with the table of goals."))
    return sentences


def _changes(goals: Sequence[GoalResult]) -> list[Change]:
    return [goal.change for goal in goals if goal.change is not None]


def _cautions(goal: GoalResult) -> list[Caution]:
    """Return the reservations about a goal's own change, in their order."""
    found = goal.change.cautions if goal.change is not None else ()
    return [one for one in Caution if one in found and one not in _OF_COMPARISON]


def _gap_sentences(report: YearReport) -> list[str]:
    """Say which goals nobody answers for, and what is late by law."""
    ownerless = [goal.code for goal in report.goals if not goal.owner]
    sentences = []
    if ownerless:
        sentences.append(_("No one is responsible for %(goals)s.", goals=_named_goals(ownerless)))
    sentences += [
        f"{duty.name}: {duty.state_text[:1].lower()}{duty.state_text[1:]}."
        for duty in report.duties
        if duty.state is DutyState.OVERDUE
    ]
    return sentences


def _named_goals(codes: Sequence[str]) -> str:
    """Name a few goals ("mål 1.1 och 2.1"), count many ("åtta mål")."""
    if len(codes) > MOST_NAMED:
        return _("%(count)s goals", count=number_word(len(codes)))
    return ngettext("goal %(codes)s", "goals %(codes)s", len(codes), codes=join_words(codes))


# Suggestions -----------------------------------------------------------------------------


def _goal_list(goals: Sequence[GoalResult]) -> str:
    return "; ".join(f"{goal.code} {goal.title}" for goal in goals) + "."


def _codes(goals: Sequence[GoalResult]) -> str:
    return join_words([goal.code for goal in goals])


def _suggest_owners(goals: Sequence[GoalResult]) -> list[tuple[str, str]]:
    found = [goal for goal in goals if not goal.owner]
    if not found:
        return []
    title = ngettext(
        "Appoint someone responsible for goal %(codes)s",
        "Appoint someone responsible for goals %(codes)s",
        len(found),
        codes=_codes(found),
    )
    return [(title, _goal_list(found))]


#: Duties without a date of their own: what lacks is most often the record.
_SHOWN_TOGETHER = {
    DutyKey.POSITION,
    DutyKey.MAPPING,
    DutyKey.INTEGRATION,
    DutyKey.LOCAL_COORDINATION,
}


def _suggest_duties(report: YearReport) -> list[tuple[str, str]]:
    """Suggest the next step of what is overdue; for what is not recorded, ask for the record."""
    found = []
    unshown = []
    for duty in report.duties:
        if duty.state is DutyState.OVERDUE:
            found.append((duty.next_step, f"{duty.state_text}. {duty.evidence}"))
        elif duty.state is DutyState.NOT_RECORDED and duty.key in _SHOWN_TOGETHER:
            unshown.append(duty.name)
        elif duty.state is DutyState.NOT_RECORDED:
            found.append(
                (duty.next_step, f"{duty.evidence} " + _("If it has been done: record it."))
            )
    if unshown:
        text = f"{'; '.join(unshown)}. " + _("If it has been done: record it.")
        found.append((_("Show how these requirements are met"), text))
    return found


def _suggest_interventions(report: YearReport) -> list[tuple[str, str]]:
    """Ask for a stand where the trend is not the wanted one and nothing is going on."""
    active = {
        code
        for item in report.interventions
        if item.state is InterventionState.ONGOING
        for code in item.goal_codes
    }
    found = [
        goal
        for goal in report.goals
        if goal.trend is not None and goal.trend.is_wanted is False and goal.code not in active
    ]
    if not found:
        return []
    title = ngettext(
        "Take a position on interventions for goal %(codes)s",
        "Take a position on interventions for goals %(codes)s",
        len(found),
        codes=_codes(found),
    )
    text = _("The trend is not the wanted one and no intervention is ongoing.")
    return [(title, text + " " + _goal_list(found))]


def _suggest_meetings(report: YearReport) -> list[tuple[str, str]]:
    found = [goal for goal in report.goals if not goal.has_meeting]
    if not found:
        return []
    title = ngettext(
        "Give goal %(codes)s a meeting of its own in %(year)s",
        "Give goals %(codes)s a meeting of their own in %(year)s",
        len(found),
        codes=_codes(found),
        year=report.year + 1,
    )
    text = _("No meeting in %(year)s was about this.", year=report.year)
    return [(title, text + " " + _goal_list(found))]
