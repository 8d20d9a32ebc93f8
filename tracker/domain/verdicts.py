"""The words for what effects and needs found: one place, so that page, report and mail agree."""

from collections.abc import Sequence

from tracker.domain.effects import Caution, Change, Interval, Method
from tracker.domain.indicators import format_value
from tracker.domain.needs import Need, Quadrant, Shift, frequency_shift, harm_shift
from tracker.domain.terms import Finding
from tracker.text import _, format_change, format_number, format_signed, mark

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
    Caution.PRELIMINARY: mark("Preliminary figures"),
    Caution.MISSING_YEARS: mark("Years are missing"),
    Caution.UNEQUAL_PERIODS: mark("Periods of unequal length"),
    Caution.OVERLAPPING_PERIODS: mark("Overlapping survey years"),
    Caution.OVERDISPERSED: mark("Varies much between years"),
    Caution.NO_POPULATION: mark("Population is missing"),
    Caution.COMPARISON_INCOMPLETE: mark("Comparison municipalities lack values"),
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
    Caution.NO_POPULATION: mark(
        "The population is missing for some year. The change is worked out per year and not per"
        " inhabitant."
    ),
    Caution.COMPARISON_INCOMPLETE: mark(
        "Comparison municipalities without values for the same years are left out."
    ),
    Caution.SHORT_BASELINE: mark(
        "The first period is shorter than three years. A chance peak or dip can look like a change."
    ),
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
        return _("Fewer than 10 events per period. Not shown.")
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
        return format_signed(change, 1 if 0 < abs(change) < 0.95 else 0)

    return _("%(low)s to %(high)s", low=limit(interval.low), high=limit(interval.high))


def figure_before_after(change: Change) -> tuple[str, str]:
    """Write the two periods' figures; an en dash where nothing was measured."""

    def figure(value: float | None) -> str:
        if value is not None and change.method is Method.RATE_RATIO:
            return format_number(value)
        return format_value(change.series, value)

    return figure(change.before), figure(change.after)


def quadrant_words(quadrant: Quadrant, *, short: bool = False) -> str:
    """Return a field's name, in a word or two when short."""
    return _((_SHORT_QUADRANTS if short else _QUADRANTS)[quadrant])


def movement_words(need: Need) -> str:
    """Say how a need moved since the last review."""
    if need.uncertain:
        return _("Uncertain: too few events to say")
    if need.previous is None:
        return _("Not in the last review")
    moved = _MOVEMENTS.get((frequency_shift(need), harm_shift(need)))
    return _(moved) if moved else _("Cannot be placed")
