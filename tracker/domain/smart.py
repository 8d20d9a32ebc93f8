"""Five questions about a goal (SMART), and what the data answers. A help, never a gate."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.text import _, ngettext


@dataclass(frozen=True)
class SmartIndicator:
    """An indicator of a goal, as far as the questions go."""

    title: str
    #: As they are read, such as "250" and "högst 190"; empty where there is none.
    latest: str = ""
    target: str = ""
    target_year: int | None = None


@dataclass(frozen=True, kw_only=True)
class SmartFacts:
    """What is recorded about a goal."""

    #: The last year that it is for.
    last_year: int
    #: Whether that is the goal's own year, and not only the programme's.
    has_own_year: bool = False
    owner: str = ""
    indicators: tuple[SmartIndicator, ...] = ()
    #: How many interventions serve it.
    interventions: int = 0
    #: Whom they are for, as written, each once.
    target_groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class SmartAnswer:
    """One question, and what the data says."""

    question: str
    says: str
    #: Whether the data answers it; else people have to.
    is_answered: bool


def check_goal(facts: SmartFacts) -> tuple[SmartAnswer, ...]:
    """Return the five questions, in their order, with what the data answers."""
    return (
        SmartAnswer(
            _("Specific: does the goal say what is to change, for whom and where?"),
            *_specific(facts),
        ),
        SmartAnswer(_("Measurable: can it be seen whether it is reached?"), *_measurable(facts)),
        SmartAnswer(_("Accepted: do those who do the work stand behind it?"), *_accepted(facts)),
        SmartAnswer(_("Realistic: can it be reached with what is done?"), *_realistic(facts)),
        SmartAnswer(_("Time-bound: when is it to be reached?"), *_time_bound(facts)),
    )


def _specific(facts: SmartFacts) -> tuple[str, bool]:
    if facts.target_groups:
        groups = "; ".join(facts.target_groups)
        return _("The interventions are for: %(groups)s.", groups=groups), True
    return _("No intervention says whom it is for. Read the goal aloud and ask."), False


def _measurable(facts: SmartFacts) -> tuple[str, bool]:
    count = len(facts.indicators)
    if not count:
        return _("No indicator shows whether the goal is reached."), False
    with_target = len(_with_target(facts))
    says = ngettext("One indicator", "%(num)s indicators", count)
    if not with_target:
        return _("%(indicators)s, without a target.", indicators=says), False
    return _("%(indicators)s, %(count)s with a target.", indicators=says, count=with_target), True


def _accepted(facts: SmartFacts) -> tuple[str, bool]:
    if not facts.owner:
        return _("Nobody answers for the goal yet."), False
    return _("%(owner)s answers for the goal.", owner=facts.owner), True


def _realistic(facts: SmartFacts) -> tuple[str, bool]:
    done = (
        ngettext(
            "One intervention serves the goal.",
            "%(num)s interventions serve the goal.",
            facts.interventions,
        )
        if facts.interventions
        else _("No intervention serves the goal.")
    )
    compared = [one for one in _with_target(facts) if one.latest]
    if not compared:
        return _("There is no value and target to compare.") + " " + done, False
    first = compared[0]
    ahead = _(
        "%(title)s is %(latest)s, and the target is %(target)s.",
        title=first.title,
        latest=first.latest,
        target=first.target,
    )
    return f"{ahead} {done}", bool(facts.interventions)


def _time_bound(facts: SmartFacts) -> tuple[str, bool]:
    years = sorted({one.target_year for one in facts.indicators if one.target_year})
    if years:
        return _("The targets are for %(years)s.", years=", ".join(map(str, years))), True
    if facts.has_own_year:
        return _("The goal is for the years until %(year)s.", year=facts.last_year), True
    return _("No target has a year. The programme ends in %(year)s.", year=facts.last_year), False


def _with_target(facts: SmartFacts) -> Sequence[SmartIndicator]:
    return [one for one in facts.indicators if one.target]
