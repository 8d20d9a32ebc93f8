"""What a review may say about a whole priority area, drawn from its indicators by a plain rule."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.domain.effects import Change
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
    """Return the finding in a word or two: Har ändrats, Olika håll, Kan inte bedömas.

    Never increased or decreased: what an indicator counts may be the opposite of the problem, as
    when more people got help.
    """
    if not found.is_changed:
        return verdict_word(Finding.CANNOT_BE_ASSESSED)
    if found.finding is None and found.wanted is None:
        return _("Different ways")
    return _("Has changed")


def area_wish(found: AreaFinding) -> str:
    """Return whether it changed the wanted way; nothing where there is nothing to say."""
    if found.wanted is not None:
        return _("the wanted way") if found.wanted else _("not the wanted way")
    return _("must be interpreted") if found.finding in CHANGED else ""
