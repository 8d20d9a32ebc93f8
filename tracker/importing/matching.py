"""Guess which goals a theme takes up, and what kind of meeting it is. A person decides."""

import re
from collections import Counter
from collections.abc import Sequence

from tracker.domain.programmes import GoalRef
from tracker.domain.terms import MeetingKind

_WORD = re.compile(r"[^\W\d_]+")
_CODE = re.compile(r"(?<![\d.])\d{1,2}\.\d{1,2}(?![\d.])")
_SHORTEST = 4
#: Swedish joins words together: what they begin with says what they are about.
_STEM = 5
_EMPTY_WORDS = frozenset(
    {
        "alla",
        "andra",
        "arbete",
        "bland",
        "brott",
        "bättre",
        "eller",
        "fler",
        "från",
        "före",
        "genom",
        "inom",
        "inte",
        "kommun",
        "kommunen",
        "kring",
        "med",
        "mellan",
        "mindre",
        "minska",
        "minskar",
        "minskad",
        "minskat",
        "människor",
        "möte",
        "mötet",
        "ska",
        "ökad",
        "ökar",
        "öka",
        "över",
        "samverkan",
        "skapa",
        "under",
        "uppföljning",
        "utan",
        "vara",
        "vid",
        "våra",
    }
)


def _stems(text: str) -> frozenset[str]:
    words = (word.casefold() for word in _WORD.findall(text))
    return frozenset(
        word[:_STEM] for word in words if len(word) >= _SHORTEST and word not in _EMPTY_WORDS
    )


def suggest_goals(theme: str, goals: Sequence[GoalRef]) -> tuple[int, ...]:
    """Return the goals that share a telling word with a theme, or whose code it names.

    Where no goal's title does, the goals of an area whose name does are returned. A word that more
    than half of the goals have tells nothing.
    """
    codes = set(_CODE.findall(theme))
    named = tuple(goal.id for goal in goals if goal.code in codes)
    if named:
        return named
    common = Counter(stem for goal in goals for stem in _stems(goal.title))
    telling = {stem for stem in _stems(theme) if common[stem] <= max(1, len(goals) // 2)}
    by_title = tuple(goal.id for goal in goals if telling & _stems(goal.title))
    return by_title or tuple(goal.id for goal in goals if telling & _stems(goal.area_name))


def suggest_kind(theme: str) -> MeetingKind:
    """Return the kind of meeting that a theme's words point to."""
    plain = theme.casefold()
    if "lägesbild" in plain or "situation report" in plain:
        return MeetingKind.SITUATION
    if "behovsanalys" in plain or ("effekt" in plain and "behov" in plain):
        return MeetingKind.REVIEW
    if "årlig uppföljning" in plain or "annual follow-up" in plain:
        return MeetingKind.FOLLOW_UP
    return MeetingKind.EXTRA if plain.startswith(("extra", "inställt")) else MeetingKind.THEME
