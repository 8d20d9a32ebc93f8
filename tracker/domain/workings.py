"""How a figure in a review was worked out: in three sentences, and then all of it.

Pure: it reads one indicator of a review's content and gives plain words, tables and formulas. A
frozen review thus shows the workings that it was adopted with.
"""

from dataclasses import dataclass

from tracker.domain.effects import Caution, Change, Method
from tracker.domain.evidence import EvidenceQuestion
from tracker.domain.review_content import ReviewContent, ReviewedIndicator
from tracker.domain.terms import Finding
from tracker.domain.verdict_rules import RULES
from tracker.domain.verdicts import (
    against_sentence,
    caution_sentence,
    caution_word,
    evidence_sentence,
    evidence_word,
    figure_before_after,
    not_proof,
    percent_change,
    percent_interval,
    verdict,
)
from tracker.domain.workings_comparisons import (
    comparison_section,
    displacement_section,
    other_tests_section,
)
from tracker.domain.workings_months import months_section
from tracker.domain.workings_parts import (
    PlaceYears,
    Section,
    Step,
    list_places,
    place_figures,
)
from tracker.domain.workings_steps import change_steps, too_few_words
from tracker.text import _, format_date, format_percent


@dataclass(frozen=True, kw_only=True)
class Workings:
    """One indicator's workings.

    `summary` is three sentences at most, for anybody. `beside` is what must be said with them:
    how other areas moved, and that a change is not an effect. `sections` is the detail, for a
    colleague.
    """

    indicator: ReviewedIndicator
    verdict: str
    summary: tuple[str, ...]
    beside: tuple[str, ...]
    sections: tuple[Section, ...]

    @property
    def change(self) -> Change:
        """Return the change that was worked out."""
        return self.indicator.change


def work_out(content: ReviewContent, indicator: ReviewedIndicator) -> Workings:
    """Return how an indicator's figure was worked out."""
    change = indicator.change
    places = list_places(change, content.municipality)
    own = places[0]
    sections = (
        _cautions(indicator),
        _evidence(indicator),
        _figures(change, places),
        _steps(change, own),
        comparison_section(change, places),
        displacement_section(change),
        months_section(indicator),
        other_tests_section(change, own),
        _assumptions(change),
        _source(content, indicator),
    )
    return Workings(
        indicator=indicator,
        verdict=verdict(change),
        summary=_summary(change, content.municipality),
        beside=(against_sentence(change), not_proof()) if change.relative else (not_proof(),),
        sections=tuple(one for one in sections if one is not None),
    )


# In three sentences ----------------------------------------------------------------------


def _summary(change: Change, place: str) -> tuple[str, ...]:
    if change.finding is Finding.NO_DATA:
        return (
            _(
                "%(place)s has no values for one of the periods, %(first)s or %(last)s, so nothing"
                " can be compared.",
                place=place,
                first=change.period_before,
                last=change.period_after,
            ),
        )
    return _counted(change, place), _changed(change), _judged(change)


def _counted(change: Change, place: str) -> str:
    before, after = figure_before_after(change)
    values = {
        "place": place,
        "first": change.period_before,
        "last": change.period_after,
        "before": before,
        "after": after,
    }
    if change.method is Method.RATE_RATIO:
        return _(
            "The number of events in %(place)s was %(before)s in %(first)s and %(after)s in"
            " %(last)s.",
            **values,
        )
    if change.method is Method.SHARE_RATIO:
        return _(
            "The share in %(place)s was %(before)s in %(first)s and %(after)s in %(last)s.",
            **values,
        )
    return _(
        "The figure for %(place)s was %(before)s on average in %(first)s and %(after)s in %(last)s.",
        **values,
    )


def _changed(change: Change) -> str:
    if change.ratio is None:
        return _why_no_percentage(change)
    values = {
        "change": percent_change(change.ratio.estimate),
        "interval": percent_interval(change.ratio),
        "confidence": format_percent(change.confidence),
    }
    if change.method is Method.SHARE_RATIO:
        return _(
            "Relative to the earlier share the change is %(change)s, with an uncertainty"
            " (%(confidence)s) that goes from %(interval)s per cent.",
            **values,
        )
    if Caution.NO_POPULATION in change.cautions:
        return _(
            "Per year the change is %(change)s, with an uncertainty (%(confidence)s) that goes"
            " from %(interval)s per cent.",
            **values,
        )
    return _(
        "Per inhabitant and year the change is %(change)s, with an uncertainty (%(confidence)s)"
        " that goes from %(interval)s per cent.",
        **values,
    )


def _why_no_percentage(change: Change) -> str:
    if change.finding is Finding.TOO_FEW:
        return too_few_words()
    reason = Caution.NO_INTERVAL if change.method is Method.NONE else Caution.SERIES_BREAK
    return caution_sentence(reason)


def _judged(change: Change) -> str:
    word = verdict(change)
    if change.is_set_aside:
        return _(
            "When many indicators are compared some change by chance alone, and with the"
            " adjustment for that the verdict is: %(verdict)s.",
            verdict=word,
        )
    if change.ratio is None:
        return _("The verdict is therefore: %(verdict)s.", verdict=word)
    if change.ratio.covers(1):
        return _(
            "The uncertainty also covers no change at all, so chance may be the whole explanation"
            " and the verdict is: %(verdict)s.",
            verdict=word,
        )
    if change.ratio.high < 1:
        return _(
            "The whole uncertainty lies below no change, so the verdict is: %(verdict)s.",
            verdict=word,
        )
    return _(
        "The whole uncertainty lies above no change, so the verdict is: %(verdict)s.", verdict=word
    )


# The sections ----------------------------------------------------------------------------


def _figures(change: Change, places: tuple[PlaceYears, ...]) -> Section:
    return Section(
        id="figures",
        title=_("The figures behind"),
        figures=tuple(place_figures(change, place) for place in places),
    )


def _steps(change: Change, own: PlaceYears) -> Section | None:
    steps = (*change_steps(change, own), *_rules(change))
    if not steps:
        return None
    return Section(id="steps", title=_("The calculation, step by step"), steps=steps)


def _rules(change: Change) -> tuple[Step, ...]:
    """Return the rules that gave the verdict, in words."""
    chosen = _rule_ids(change)
    return tuple(
        Step(title=_("The rule: %(name)s", name=one.heading), words=one.words)
        for one in RULES
        if one.id in chosen
    )


def _rule_ids(change: Change) -> set[str]:
    if change.finding is Finding.NO_DATA:
        return set()
    if change.method is Method.NONE:
        return {"figures"}
    if Caution.SERIES_BREAK in change.cautions:
        return {"break"}
    if change.finding is Finding.TOO_FEW:
        return {"events"}
    if change.is_set_aside:
        return {"interval", "many"}
    is_found = change.finding in {Finding.DECREASED, Finding.INCREASED}
    return {"interval", "direction"} if is_found else {"interval"}


def _cautions(indicator: ReviewedIndicator) -> Section | None:
    points = tuple(
        f"{caution_word(one)}. {caution_sentence(one)}" for one in indicator.change.cautions
    )
    if not points:
        return None
    return Section(id="cautions", title=_("To bear in mind"), points=points)


def _evidence(indicator: ReviewedIndicator) -> Section:
    evidence = indicator.evidence
    return Section(
        id="evidence",
        title=_("How good is the evidence?"),
        intro=_(
            "%(grade)s. The evidence is graded apart from the change: a clear change may rest on"
            " weak evidence of what it came of.",
            grade=evidence_word(evidence.grade),
        ),
        points=tuple(
            evidence_sentence(question, evidence.answers.get(question))
            for question in EvidenceQuestion
            if question in evidence.answers
        ),
    )


def _assumptions(change: Change) -> Section | None:
    if change.method is Method.NONE or change.finding is Finding.NO_DATA:
        return None
    points = [
        _("The figures are measured in the same way in both periods."),
        _("A change does not show why. What else happened is for the council to judge."),
    ]
    if change.method is Method.RATE_RATIO:
        points[1:1] = [
            _(
                "The events come independently of each other. Series by one offender or one"
                " quarrel make the uncertainty larger than shown, unless the years' spread has"
                " caught it."
            ),
            _("Reported crimes are counted, not all that happens. A changed will to report shows."),
        ]
    else:
        points[1:1] = [
            _("Those who answered are like those who did not, and each answered independently.")
        ]
    return Section(id="assumptions", title=_("What the calculation assumes"), points=tuple(points))


def _source(content: ReviewContent, indicator: ReviewedIndicator) -> Section:
    series = indicator.series
    points = [_("Source: %(name)s", name=series.source or _("not stated")) + "."]
    if series.fetched_on:
        points.append(_("Fetched %(day)s.", day=format_date(series.fetched_on)))
    if content.adopted_on:
        points.append(
            _(
                "The figures are those that the review was adopted with %(day)s.",
                day=format_date(content.adopted_on),
            )
        )
    if indicator.left_out:
        points.append(
            _("Values for less than a year are left out: %(count)s.", count=indicator.left_out)
        )
    return Section(id="source", title=_("Source"), points=tuple(points))
