"""The words for what effects and needs found: one place, so that page, report and mail agree."""

from collections.abc import Sequence

from tracker.domain.effects import (
    Against,
    Caution,
    Change,
    Interval,
    Method,
    expected_by_chance,
    is_yearly,
    measured_years,
)
from tracker.domain.evidence import EvidenceGrade, EvidenceQuestion
from tracker.domain.indicators import format_value
from tracker.domain.needs import FEWEST_EVENTS, Need, Quadrant, Shift, frequency_shift, harm_shift
from tracker.domain.terms import Finding
from tracker.domain.verdict_rules import ENOUGH_EVENTS, SHORTEST_BASELINE
from tracker.text import _, format_change, format_number, format_signed, mark, ngettext

_WORDS = {
    Finding.DECREASED: mark("Decreased"),
    Finding.INCREASED: mark("Increased"),
    Finding.CANNOT_BE_ASSESSED: mark("Cannot be assessed"),
    Finding.TOO_FEW: mark("Too few events"),
    Finding.NO_DATA: mark("No values"),
}
_SENTENCES = {
    (Finding.DECREASED, True): mark("Decreased, wanted"),
    (Finding.DECREASED, False): mark("Decreased, not wanted"),
    (Finding.INCREASED, True): mark("Increased, wanted"),
    (Finding.INCREASED, False): mark("Increased, not wanted"),
}
_CAUTIONS = {
    Caution.SERIES_BREAK: mark("Measured another way from the break on"),
    Caution.NO_INTERVAL: mark("No counts behind the figures"),
    Caution.SET_ASIDE: mark("Set aside: many were tested"),
    Caution.PEAK_BASELINE: mark("The first period was out of the ordinary"),
    Caution.PRELIMINARY: mark("Preliminary figures"),
    Caution.MISSING_YEARS: mark("Years are missing"),
    Caution.UNEQUAL_PERIODS: mark("Periods of unequal length"),
    Caution.OVERLAPPING_PERIODS: mark("Overlapping survey years"),
    Caution.OVERDISPERSED: mark("Varies much between years"),
    Caution.FEW_YEARS: mark("Few years to judge the variation by"),
    Caution.NO_POPULATION: mark("Population is missing"),
    Caution.COMPARISON_INCOMPLETE: mark("Comparison municipalities lack values"),
    Caution.COMPARISON_COVERING: mark("Compared with a county or the country"),
    Caution.COVERING_LEFT_OUT: mark("A county or the country is not counted in"),
    Caution.SHORT_BASELINE: mark("Baseline shorter than three years"),
}
_EXPLANATIONS = {
    Caution.SERIES_BREAK: mark(
        "The way of measuring changed between the periods. They cannot be compared."
    ),
    Caution.NO_INTERVAL: mark(
        "There are no counts or sample sizes behind the figures, so the uncertainty cannot be"
        " worked out."
    ),
    Caution.SET_ASIDE: mark(
        "Seen alone the indicator has changed, but so many were tested that chance can explain it."
    ),
    Caution.PEAK_BASELINE: mark(
        "The first period differs from the years before it, and the change leads back. Part of it"
        " may be a return to the usual."
    ),
    Caution.PRELIMINARY: mark("Some values are preliminary and may be revised."),
    Caution.MISSING_YEARS: mark("Some years have no value. Only the measured years are counted."),
    Caution.UNEQUAL_PERIODS: mark(
        "The periods differ in length. The change is worked out per year."
    ),
    Caution.OVERLAPPING_PERIODS: mark(
        "The survey's years overlap, so the periods are not independent of each other."
    ),
    Caution.OVERDISPERSED: mark(
        "The years differ more than chance explains. The uncertainty is widened accordingly."
    ),
    Caution.FEW_YEARS: mark(
        "With so few years it is hardly known by how much they vary. A chance finding is more"
        " likely than stated."
    ),
    Caution.NO_POPULATION: mark(
        "The population is missing for some year. The change is worked out per year and not per"
        " inhabitant."
    ),
    Caution.COMPARISON_INCOMPLETE: mark(
        "Comparison municipalities without values for the same years are left out."
    ),
    Caution.COMPARISON_COVERING: mark(
        "The area compared with may hold the municipality itself. The difference then looks"
        " smaller than it is."
    ),
    Caution.COVERING_LEFT_OUT: mark(
        "A county or the country is not among the areas compared with, since it may hold the"
        " municipality itself and the other areas too."
    ),
    Caution.SHORT_BASELINE: mark(
        "The first period is shorter than three years. A chance peak or dip can look like a change."
    ),
}
_AGAINST = {
    Against.LOWER: mark(
        "Has gone down more, or up less, than the comparison areas: %(change)s against them"
        " (%(limits)s)."
    ),
    Against.HIGHER: mark(
        "Has gone up more, or down less, than the comparison areas: %(change)s against them"
        " (%(limits)s)."
    ),
    Against.NO_DIFFERENCE: mark(
        "Cannot be told apart from the change in the comparison areas: %(change)s against them"
        " (%(limits)s)."
    ),
    Against.NOT_COMPARED: mark("Not compared with other areas."),
}
_GRADES = {
    EvidenceGrade.GOOD: mark("Good evidence"),
    EvidenceGrade.SOME: mark("Fair evidence"),
    EvidenceGrade.WEAK: mark("Weak evidence"),
}
_ANSWERS = {
    EvidenceQuestion.COMPARISON: {
        True: mark("There are areas to compare with."),
        False: mark("There is no area to compare with."),
        None: mark("It is not known whether there is an area to compare with."),
    },
    EvidenceQuestion.YEARS: {
        True: mark("The first period has at least %(years)s measured years."),
        False: mark("The first period has fewer than %(years)s measured years."),
        None: mark("It is not known how many years the first period has."),
    },
    EvidenceQuestion.CASES: {
        True: mark(
            "At least %(cases)s cases in the first period, counted over as long a time as the"
            " second. A decrease by 40 %% would probably be seen."
        ),
        False: mark(
            "Fewer than %(cases)s cases in the first period, counted over as long a time as the"
            " second. Even a decrease by 40 %% can go unseen."
        ),
        None: mark("It is not known how many cases there were."),
    },
    EvidenceQuestion.MECHANISM: {
        True: mark("It is described why the interventions should work."),
        False: mark("It is not described for every intervention why it should work."),
        None: mark("Nobody has said why the interventions should work."),
    },
    EvidenceQuestion.AS_PLANNED: {
        True: mark("The interventions were carried out as planned."),
        False: mark("Not every intervention was carried out as planned."),
        None: mark("Nobody has said whether the interventions were carried out as planned."),
    },
}
_QUADRANTS = {
    Quadrant.PRIORITISE: mark("Common and harmful: prioritise"),
    Quadrant.BE_PREPARED: mark("Uncommon but harmful: be prepared"),
    Quadrant.REDUCE: mark("Common, less harmful: reduce the number"),
    Quadrant.WATCH: mark("Uncommon, less harmful: watch"),
}
_SHORT_QUADRANTS = {
    Quadrant.PRIORITISE: mark("Prioritise"),
    Quadrant.BE_PREPARED: mark("Be prepared"),
    Quadrant.REDUCE: mark("Reduce the number"),
    Quadrant.WATCH: mark("Keep watch"),
}
_MOVEMENTS = {
    (Shift.MORE, Shift.MORE): mark("More common and more harmful"),
    (Shift.MORE, Shift.UNCHANGED): mark("More common, equally harmful"),
    (Shift.MORE, Shift.LESS): mark("More common but less harmful"),
    (Shift.UNCHANGED, Shift.MORE): mark("About as common, more harmful"),
    (Shift.UNCHANGED, Shift.UNCHANGED): mark("About as common and harmful as before"),
    (Shift.UNCHANGED, Shift.LESS): mark("About as common, less harmful"),
    (Shift.LESS, Shift.MORE): mark("Less common but more harmful"),
    (Shift.LESS, Shift.UNCHANGED): mark("Less common, equally harmful"),
    (Shift.LESS, Shift.LESS): mark("Less common and less harmful"),
}


def verdict_word(finding: Finding) -> str:
    """Return the finding in a word or two: Minskat, Kan inte bedömas."""
    return _(_WORDS[finding])


def wanted_word(change: Change) -> str:
    """Return wanted or not wanted, or nothing when neither can be said."""
    if change.wanted is None:
        return ""
    return _("wanted") if change.wanted else _("not wanted")


def verdict(change: Change) -> str:
    """Return the whole verdict: Minskat, önskat; Kan inte bedömas."""
    if change.wanted is None:
        return verdict_word(change.finding)
    return _(_SENTENCES[change.finding, change.wanted])


def reason_not_shown(change: Change) -> str:
    """Say why a change has no percentage; an empty text when it has one."""
    if change.ratio is not None:
        return ""
    if change.finding is Finding.TOO_FEW:
        return _("Fewer than 10 events in one period. Not shown.")
    if change.finding is Finding.NO_DATA:
        return _("Values are missing for one of the periods.")
    if Caution.SERIES_BREAK in change.cautions:
        return _("New way of measuring. Cannot be compared.")
    return _("The uncertainty cannot be worked out.")


def caution_word(caution: Caution) -> str:
    """Return a caution in a few words, for a chart or a cell."""
    return _(_CAUTIONS[caution])


def caution_sentence(caution: Caution) -> str:
    """Return a caution as a full sentence."""
    return _(_EXPLANATIONS[caution])


def against_sentence(change: Change) -> str:
    """Say how the change stands against the comparison areas'; nothing of why."""
    if change.relative is None:
        return _(_AGAINST[Against.NOT_COMPARED])
    said = _(
        _AGAINST[change.against],
        change=percent_change(change.relative.estimate),
        limits=percent_interval(change.relative),
    )
    is_apart = change.against in {Against.LOWER, Against.HIGHER}
    if is_apart and change.finding is Finding.CANNOT_BE_ASSESSED:
        return " ".join([said, _("Seen alone the municipality cannot be assessed.")])
    return said


def displacement_sentences(change: Change) -> tuple[str, ...]:
    """Say how the municipality and the nearby place went together, and whether it moved there."""
    found = change.displacement
    if found is None:
        return ()
    difference = found.difference
    numbers = {
        "nearby": found.nearby,
        "events": format_signed(difference.estimate),
        "low": format_signed(difference.low),
        "high": format_signed(difference.high),
    }
    total = _(
        "Together with %(nearby)s: %(events)s events against what the comparison areas lead to"
        " expect (%(low)s to %(high)s).",
        **numbers,
    )
    if difference.covers(0):
        return total, _("It cannot be told whether anything has moved.")
    return total, _moved(found.nearby, found.quotient)


def _moved(nearby: str, quotient: float | None) -> str:
    """Say what the displacement quotient means."""
    if quotient is None:
        return _("The municipality did no better than the comparison areas: nothing has moved.")
    values = {"nearby": nearby, "quotient": format_number(quotient, 2)}
    if quotient >= 0:
        return _("Nothing suggests that it moved to %(nearby)s (WDQ %(quotient)s).", **values)
    if quotient >= -1:
        return _(
            "Some may have moved to %(nearby)s, but less than was gained here (WDQ %(quotient)s).",
            **values,
        )
    return _("More may have moved to %(nearby)s than was gained here (WDQ %(quotient)s).", **values)


def chance_sentence(changes: Sequence[Change]) -> str:
    """Say how many of those tested seem changed, and how many chance alone would give."""
    tested = [change for change in changes if change.ratio is not None]
    if not tested:
        return _("No indicator could be tested.")
    aside = sum(change.is_set_aside for change in tested)
    found = sum(change.finding in {Finding.DECREASED, Finding.INCREASED} for change in tested)
    said = [
        _(
            "%(found)s of %(tested)s tested indicators seem changed when each is looked at alone."
            " If nothing had changed, chance would on average give about %(chance)s such, and more"
            " where the years vary more than shows.",
            found=found + aside,
            tested=len(tested),
            chance=format_number(expected_by_chance(tested), 1),
        )
    ]
    if aside:
        said.append(
            ngettext(
                "%(num)s finding is set aside since so many were tested.",
                "%(num)s findings are set aside since so many were tested.",
                aside,
            )
        )
    elif all(change.is_adjusted for change in tested):
        said.append(_("The findings hold although many were tested."))
    return " ".join(said)


def evidence_word(grade: EvidenceGrade) -> str:
    """Return the grade in two words: Visst stöd."""
    return _(_GRADES[grade])


def evidence_sentence(question: EvidenceQuestion, answer: bool | None) -> str:
    """Say what is known on a question about the evidence."""
    return _(_ANSWERS[question][answer], years=SHORTEST_BASELINE, cases=ENOUGH_EVENTS)


def not_proof() -> str:
    """Return the sentence that always stands with a change."""
    return _("A change does not by itself show that an intervention has had an effect.")


def how_to_read() -> str:
    """Return the sentence that says when a change is one."""
    return _(
        "When the whole line lies on one side of zero we can say that something has decreased or"
        " increased. Otherwise the change cannot be assessed."
    )


def shared_cautions(changes: Sequence[Change]) -> tuple[Caution, ...]:
    """Return the cautions that every change with a percentage has: said once, not in each row."""
    drawn = [set(change.cautions) for change in changes if change.ratio is not None]
    shared = set.intersection(*drawn) if len(drawn) > 1 else set()
    return tuple(one for one in Caution if one in shared)


def percent_change(ratio: float) -> str:
    """Write a ratio as a change: 0.81 is −19 %. Small ones get a decimal, so that 0 means 0."""
    share = ratio - 1
    return format_change(share, 1 if 0 < abs(share) < 0.0095 else 0)


def percent_interval(interval: Interval) -> str:
    """Write an interval's limits as changes: −31 till −4."""

    def limit(ratio: float) -> str:
        change = (ratio - 1) * 100
        if change == float("inf"):
            return _("unlimited")
        if change == 0 or abs(change) >= 0.95:
            return format_signed(change)
        # Never rounded to 0: on which side of it a limit lies is what the verdict goes by.
        return format_signed(change, 1 if abs(change) >= 0.05 else 2)

    return _("%(low)s to %(high)s", low=limit(interval.low), high=limit(interval.high))


def figure_before_after(change: Change) -> tuple[str, str]:
    """Write the two periods' figures; an en dash where nothing was measured.

    Counts are sums, but the yearly mean when the periods have unlike numbers of years: sums would
    then say something else than the change.
    """
    years = [len(part) for part in measured_years(change)]

    def figure(value: float | None, many: int) -> str:
        if value is None or change.method is not Method.RATE_RATIO:
            return format_value(change.series, value)
        if not is_yearly(change):
            return format_number(value)
        return _("%(number)s/year", number=format_number(value / many, 0 if value > 99 else 1))

    return figure(change.before, years[0]), figure(change.after, years[1])


def quadrant_words(quadrant: Quadrant, *, short: bool = False) -> str:
    """Return a field's name, in a word or two when short."""
    return _((_SHORT_QUADRANTS if short else _QUADRANTS)[quadrant])


def movement_words(need: Need) -> str:
    """Say how a need moved since the last review."""
    if need.uncertain:
        return _why_uncertain(need)
    if need.previous is None:
        return _("Not in the last review")
    moved = _MOVEMENTS.get((frequency_shift(need), harm_shift(need)))
    return _(moved) if moved else _("Cannot be placed")


def _why_uncertain(need: Need) -> str:
    if need.population is None and need.affected is None:
        return _("Uncertain: neither the population nor the number of people affected is recorded")
    if need.events < FEWEST_EVENTS:
        return _("Uncertain: too few events to say")
    return _("Uncertain, as the group sees it")
