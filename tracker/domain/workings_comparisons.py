"""What a change was set against: other areas, a nearby place, other tests."""

from collections.abc import Sequence

from tracker.domain.comparison_areas import other_tests
from tracker.domain.effects import Change, Displacement, Method
from tracker.domain.intervals import Interval
from tracker.domain.period_samples import pool
from tracker.domain.tables import Table
from tracker.domain.verdicts import (
    against_sentence,
    displacement_sentences,
    percent_interval,
)
from tracker.domain.workings_parts import (
    PlaceYears,
    Role,
    Section,
    Step,
    decimal,
    p_value,
    whole,
)
from tracker.domain.workings_steps import ratio_line
from tracker.text import EN_DASH, _, format_number, format_percent, format_signed, mark


def comparison_section(change: Change, places: Sequence[PlaceYears]) -> Section | None:
    """Return how the change stands against the areas compared with; None where none is named."""
    others = [place for place in places if place.role is Role.COMPARISON]
    if not change.series.comparisons or change.method is Method.NONE:
        return None
    title = _("Against the comparison areas")
    points = _not_counted(places)
    if not others:
        return Section(
            id="comparison",
            title=title,
            intro=_("No area has values for the same years, so nothing can be compared."),
            points=points,
        )
    if change.comparison is None:
        return Section(
            id="comparison",
            title=title,
            intro=_(
                "%(names)s together have too few events for a comparison.",
                names=", ".join(place.place for place in others),
            )
            if change.ratio is not None
            else _("Without a change of its own there is nothing to compare."),
            points=points,
        )
    return Section(
        id="comparison",
        title=title,
        intro=against_sentence(change),
        steps=(
            _pooled(change, others, change.comparison),
            *_relative(change),
        ),
        points=points,
    )


def _not_counted(places: Sequence[PlaceYears]) -> tuple[str, ...]:
    """Say which places are not among the areas compared with, and why."""

    def names(role: Role) -> str:
        return ", ".join(place.place for place in places if place.role is role)

    points = []
    if names(Role.COVERING):
        points.append(
            _(
                "Not counted, since they hold the municipality: %(names)s.",
                names=names(Role.COVERING),
            )
        )
    if names(Role.LEFT_OUT):
        points.append(
            _(
                "Left out, since they lack the same years or changed their way of measuring:"
                " %(names)s.",
                names=names(Role.LEFT_OUT),
            )
        )
    return tuple(points)


def _pooled(change: Change, others: Sequence[PlaceYears], pooled: Interval) -> Step:
    (y1, y2), (s1, s2) = change.comparison_events or (0, 0), change.comparison_exposures or (1, 1)
    if change.method is Method.SHARE_RATIO:
        shares = format_percent(y1 / s1, 1), format_percent(y2 / s2, 1)
        formulas = (
            f"P₁ = {whole(y1)} / {whole(s1)} = {shares[0]}",
            f"P₂ = {whole(y2)} / {whole(s2)} = {shares[1]}",
            ratio_line("K = P₂ / P₁", f"{shares[1]} / {shares[0]}", pooled.estimate),
        )
    else:
        values = f"({whole(y2)} / {whole(s2)}) / ({whole(y1)} / {whole(s1)})"
        formulas = (
            f"y₁ = {whole(y1)}, s₁ = {whole(s1)}",
            f"y₂ = {whole(y2)}, s₂ = {whole(s2)}",
            ratio_line("K = (y₂ / s₂) / (y₁ / s₁)", values, pooled.estimate),
        )
    names = ", ".join(place.place for place in others)
    if change.comparison_widening == 1:
        words = _(
            "The same years of %(names)s are added and worked out in the same way.", names=names
        )
    else:
        words = _(
            "The same years of %(names)s are added and worked out in the same way. They spread more"
            " than chance explains about the change they share, so the limits are moved %(times)s"
            " times as far outwards.",
            names=names,
            times=decimal(change.comparison_widening, 2),
        )
    return Step(
        title=_("The areas together"), words=words, formulas=(*formulas, _limits(pooled, change))
    )


def _relative(change: Change) -> tuple[Step, ...]:
    if change.relative is None or change.ratio is None or change.comparison is None:
        return ()
    relative = change.relative
    values = f"{decimal(change.ratio.estimate)} / {decimal(change.comparison.estimate)}"
    return (
        Step(
            title=_("The own change against theirs"),
            words=_(
                "The own ratio is divided by theirs: what remains is the change that they did not"
                " have too. The uncertainty of both is put together, widened where the years"
                " spread more than chance. The field calls the inverse the relative effect size"
                " (RES): above 1 it went down more here than there."
            ),
            formulas=(
                ratio_line("k / K", values, relative.estimate),
                *_variance(change),
                _limits(relative, change),
                f"RES = K / k = {decimal(1 / relative.estimate)}",
            ),
        ),
    )


def _variance(change: Change) -> tuple[str, ...]:
    """Show the variance of the relative effect size; shares have none of that kind."""
    if change.method is not Method.RATE_RATIO or change.comparison_events is None:
        return ()
    own, others = (change.before or 0, change.after or 0), change.comparison_events
    times = change.widening, change.comparison_widening
    total = sum(
        wide**2 * (1 / x1 + 1 / x2) for wide, (x1, x2) in zip(times, (own, others), strict=True)
    )
    terms = " + ".join(
        f"{decimal(wide, 2)}² · (1/{whole(x1)} + 1/{whole(x2)})"
        for wide, (x1, x2) in zip(times, (own, others), strict=True)
    )
    return (f"VAR(ln RES) = w₁² (1/a + 1/b) + w₂² (1/c + 1/d) = {terms} = {decimal(total, 5)}",)


def _limits(interval: Interval, change: Change) -> str:
    return _(
        "%(confidence)s per cent confidence: %(low)s to %(high)s, as a change %(change)s per cent",
        confidence=format_number(change.confidence * 100),
        low=decimal(interval.low),
        high=decimal(interval.high),
        change=percent_interval(interval),
    )


# A nearby place --------------------------------------------------------------------------


def displacement_section(change: Change) -> Section | None:
    """Return whether the problem may have moved nearby; None where no place is named."""
    if not change.series.nearby:
        return None
    title = _("May the problem have moved?")
    found = change.displacement
    if found is None:
        return Section(
            id="displacement",
            title=title,
            intro=_(
                "%(place)s is named as the place where the problem may move, but that or the"
                " comparison areas lack the figures that the calculation needs.",
                place=change.series.nearby,
            ),
        )
    return Section(
        id="displacement",
        title=title,
        intro=" ".join(displacement_sentences(change)),
        steps=(_displacement_step(found),),
    )


def _displacement_step(found: Displacement) -> Step:
    difference = found.difference
    (n1, n2), (y1, y2) = found.nearby_events, found.comparison_events
    formulas = [
        _(
            "Events nearby: %(before)s before, %(after)s now; in the comparison areas:"
            " %(first)s before, %(last)s now",
            before=whole(n1),
            after=whole(n2),
            first=whole(y1),
            last=whole(y2),
        ),
        _(
            "WDD = %(events)s events, %(low)s to %(high)s (%(chance)s)",
            events=format_signed(difference.estimate, 1),
            low=format_signed(difference.low, 1),
            high=format_signed(difference.high, 1),
            chance=p_value(found.p_value),
        ),
    ]
    if found.quotient is not None:
        formulas.append(f"WDQ = {decimal(found.quotient, 2)}")
    formulas.append(
        _("Total net effect: %(events)s events", events=format_signed(found.net_effect, 1))
    )
    return Step(
        title=_("The municipality and %(place)s together", place=found.nearby),
        words=_(
            "The weighted displacement difference (WDD, Wheeler and Ratcliffe 2018) is the change"
            " here and nearby together, less the change in %(names)s times %(weight)s, for they"
            " are not as large. Below 0 there are fewer events than expected. The weighted"
            " displacement quotient (WDQ, Bowers and Johnson 2003) sets the nearby change against"
            " the change here: below −1 more has moved than was gained, above 0 the nearby place"
            " gained too. A total net effect above 0 is fewer events than expected.",
            names=", ".join(found.comparison_names),
            weight=decimal(found.comparison_weight),
        ),
        formulas=tuple(formulas),
    )


# Other tests -----------------------------------------------------------------------------

#: The names that are not the same in every language.
_TESTS = {
    "Score": mark("Score"),
    "Square root": mark("Square root"),
    "Exact conditional": mark("Exact conditional"),
}


def other_tests_section(change: Change, own: PlaceYears) -> Section | None:
    """Return what other tests say of the same counts; None where there are too few of them."""
    if change.method is not Method.RATE_RATIO or change.ratio is None:
        return None
    total = pool(change.method, [own.sides])
    (x1, x2), (t1, t2) = total.events, total.exposures
    found = other_tests(int(x1), t1, int(x2), t2)
    if not found:
        return None
    rows = tuple(
        (
            _test_name(one.name),
            EN_DASH if one.statistic is None else decimal(one.statistic, 2),
            p_value(one.p_value),
        )
        for one in found
    )
    return Section(
        id="tests",
        title=_("Other tests of the same numbers"),
        intro=_(
            "The verdict rests on the exact uncertainty above. Other tests are here so that a"
            " colleague can see whether the choice matters. None of them is widened for a spread"
            " between the years."
        ),
        table=Table(
            caption=_("The tests with their p-values"),
            headers=(_("Test"), _("Statistic"), _("p-value, two-sided")),
            rows=rows,
            numeric=frozenset({1, 2}),
        ),
    )


def _test_name(name: str) -> str:
    return _(_TESTS[name]) if name in _TESTS else name
