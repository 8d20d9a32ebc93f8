"""What the scores' charts show, as tables and as sentences. No scorer is named in any of them."""

from collections.abc import Sequence

from tracker.domain.need_scores import (
    FEWEST_SCORERS,
    Agreement,
    Scores,
    Spread,
    criterion_word,
    spread_words,
    spreads,
)
from tracker.domain.tables import Table
from tracker.text import EN_DASH, _, ngettext

#: (name, scores) of each need: two needs may have the same name.
NeedScores = Sequence[tuple[str, Scores]]


def is_enough(scores: Scores) -> bool:
    """Tell whether any criterion has opinions to set beside each other."""
    return any(one.count >= FEWEST_SCORERS for one in spreads(scores))


def scores_table(scores: Scores) -> Table:
    """Return each criterion's scores, median and span for one need."""
    return Table(
        caption=_("The scorers' opinions by criterion"),
        headers=(_("Criterion"), *_headers()),
        rows=tuple((criterion_word(one.criterion), *_cells(one)) for one in spreads(scores)),
        numeric=frozenset({2, 3, 4}),
    )


def all_scores_table(needs: NeedScores) -> Table:
    """Return the same for several needs, by their names."""
    return Table(
        caption=_("The scorers' opinions by need and criterion"),
        headers=(_("Problem"), _("Criterion"), *_headers()),
        rows=tuple(
            (name, criterion_word(one.criterion), *_cells(one))
            for name, scores in needs
            for one in spreads(scores)
        ),
        numeric=frozenset({3, 4, 5}),
    )


def scores_summary(scores: Scores) -> str:
    """Say in words where the scorers of one need agree and where they do not."""
    if not is_enough(scores):
        return _("Too few scores for a chart: at least two scorers are needed.")
    found = spreads(scores)
    sentences = [
        ngettext("%(num)s scorer.", "%(num)s scorers.", len(scores)),
        *(
            _(
                "%(criterion)s: median %(median)s, from %(low)s to %(high)s.",
                criterion=criterion_word(one.criterion),
                median=spread_words(one).median,
                low=one.scores[0],
                high=one.scores[-1],
            )
            for one in found
            if one.count >= FEWEST_SCORERS
        ),
    ]
    apart = [criterion_word(one.criterion) for one in found if one.agreement is Agreement.DISAGREE]
    if apart:
        sentences.append(_("The scorers disagree on: %(criteria)s.", criteria=", ".join(apart)))
    return " ".join(sentences)


def all_scores_summary(needs: NeedScores) -> str:
    """Say in words on which needs the scorers disagree, and about what."""
    if not any(is_enough(scores) for _name, scores in needs):
        return _("Too few scores for a chart: at least two scorers are needed.")
    sentences = [ngettext("%(num)s need is scored.", "%(num)s needs are scored.", len(needs))]
    for name, scores in needs:
        apart = [
            criterion_word(one.criterion)
            for one in spreads(scores)
            if one.agreement is Agreement.DISAGREE
        ]
        if apart:
            sentences.append(
                _(
                    "%(need)s: the scorers disagree on %(criteria)s.",
                    need=name,
                    criteria=", ".join(apart),
                )
            )
    if len(sentences) == 1:
        sentences.append(_("The scorers agree on the whole."))
    return " ".join(sentences)


def scores_notes() -> tuple[str, ...]:
    """Return what must follow every chart of scores."""
    return (
        _("1 is not at all, 5 very much so."),
        _("Each dot is a scorer. The line reaches from the lowest score to the highest."),
        _("The scores are a start for the discussion. They are never added up."),
    )


def all_scores_notes() -> tuple[str, ...]:
    """Return what must follow the chart of all needs' scores."""
    return (
        scores_notes()[0],
        _("A larger dot is more scorers. The line reaches from the lowest score to the highest."),
        _("A dash means that fewer than two have an opinion."),
        scores_notes()[-1],
    )


def median_and_span(spread: Spread) -> str:
    """Write a criterion's median and span, such as median 4, 2–5."""
    told = spread_words(spread)
    if spread.scores and spread.scores[0] == spread.scores[-1]:
        return _("all gave %(score)s", score=told.span)
    return _("median %(median)s, %(span)s", median=told.median, span=told.span)


def _headers() -> Sequence[str]:
    return _("Scores"), _("Scorers"), _("Median"), _("From–to"), _("Consensus")


def _cells(spread: Spread) -> tuple[str, ...]:
    told = spread_words(spread)
    return (
        ", ".join(map(str, spread.scores)) or EN_DASH,
        str(told.count),
        told.median,
        told.span,
        told.agreement,
    )
