"""What a review may say about a whole priority area, drawn from its indicators by a plain rule."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tracker.domain.effects import Change
from tracker.domain.indicators import IndicatorSeries, Observation
from tracker.domain.terms import Finding
from tracker.domain.verdicts import verdict_word
from tracker.text import _

CHANGED = (Finding.DECREASED, Finding.INCREASED)


@dataclass(frozen=True, kw_only=True)
class AreaFinding:
    """An area's finding, with how many indicators it rests on.

    `finding` is None when the changed indicators went different ways. `wanted` is None when
    nobody can say, or when they do not agree on it.
    """

    finding: Finding | None
    wanted: bool | None
    changed: int
    compared: int

    @property
    def is_changed(self) -> bool:
        """Tell whether any indicator has changed."""
        return self.changed > 0


def area_finding(changes: Sequence[Change]) -> AreaFinding:
    """Return what an area's changes say together.

    Only indicators whose own interval excludes no change have a say; the others are counted
    beside. Where the direction is neutral, a change speaks for the area only when no other
    indicator changed. Those that speak must agree, or the area went different ways.
    """
    changed = [change for change in changes if change.finding in CHANGED]
    speaking = [change for change in changed if change.wanted is not None] or changed
    findings = {change.finding for change in speaking}
    wishes = {change.wanted for change in speaking}
    finding: Finding | None = Finding.CANNOT_BE_ASSESSED
    if len(findings) == 1:
        finding = findings.pop()
    elif findings:
        finding = None
    return AreaFinding(
        finding=finding,
        wanted=wishes.pop() if len(wishes) == 1 else None,
        changed=len(changed),
        compared=len(changes),
    )


def area_word(found: AreaFinding) -> str:
    """Return the finding in a word or two: Minskat, Olika håll, Kan inte bedömas."""
    if found.finding is not None:
        return verdict_word(found.finding)
    return _("Has changed") if found.wanted is not None else _("Different ways")


def area_wish(found: AreaFinding) -> str:
    """Return whether the change is the wanted one; nothing where that cannot be said."""
    if found.wanted is not None:
        return _("wanted") if found.wanted else _("not wanted")
    return _("must be interpreted") if found.finding in CHANGED else ""


def until(series: IndicatorSeries, year: int) -> IndicatorSeries:
    """Return the series as it stood when the year had ended, its comparisons too."""

    def known(observations: Sequence[Observation]) -> tuple[Observation, ...]:
        return tuple(one for one in observations if one.year <= year)

    return replace(
        series,
        observations=known(series.observations),
        comparisons={name: known(rows) for name, rows in series.comparisons.items()},
    )
