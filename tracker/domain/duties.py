"""Who has something to do for a meeting, whether they are invited to it or not.

Presenters stand in the agenda as somebody wrote them, so they are known by their names alone.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from tracker.domain.reminders import Recipient
from tracker.domain.terms import MessageChoice


@dataclass(frozen=True)
class Undertaking:
    """Something that a person undertook at a meeting, and that is not done."""

    text: str
    due_on: date | None


@dataclass(frozen=True)
class Responsibility:
    """An intervention that a person answers for."""

    intervention_id: int
    title: str


@dataclass(frozen=True)
class Duties:
    """What one person has to do for one meeting."""

    person_id: int
    name: str
    email: str | None
    choice: MessageChoice = MessageChoice.SINGLE
    #: The matters that the person presents, in the agenda's order.
    matters: tuple[str, ...] = ()
    #: What the person undertook at the meeting, the soonest due first.
    items: tuple[Undertaking, ...] = ()
    interventions: tuple[Responsibility, ...] = ()
    #: Only comes to present something, and may not see the council's pages.
    is_guest: bool = False

    @property
    def item_days(self) -> tuple[date, ...]:
        """The days on which something is due."""
        return tuple(sorted({item.due_on for item in self.items if item.due_on is not None}))


def with_duties(recipients: Iterable[Recipient], duties: Iterable[Duties]) -> list[Recipient]:
    """Return the recipients with what they have to do, and those who are only known for that."""
    people = {recipient.person_id: recipient for recipient in recipients}
    for one in duties:
        known = people.get(one.person_id) or Recipient(
            one.person_id, one.name, one.email, active=False, choice=one.choice
        )
        people[one.person_id] = replace(
            known,
            name=known.name or one.name,
            email=known.email or one.email,
            is_presenter=bool(one.matters),
            item_days=one.item_days,
            has_interventions=bool(one.interventions),
        )
    return list(people.values())


#: What separates people in a list of presenters.
_BETWEEN = re.compile(r"[,;:/&+()\[\]–—|\n]|\b(?:och|samt|med|and|with)\b")
#: A letter, a figure, or what joins the parts of a name.
_PART_OF_NAME = r"[\w'’\-‐‑]"


def find_presenters(written: str, names: Mapping[int, str]) -> frozenset[int]:
    """Return who is named in an agenda's presenter text.

    A name stands there whole, whatever its case and whatever stands around it: "Eva Ek, polisen"
    names Eva Ek, and "Eva Ekman" does not. Where one name is the beginning or end of another that
    stands there, only the longer one counts. A name of a single word must stand alone between
    commas or the like. People with the same name are all meant, since nothing tells them apart.

    Args:
        written: as somebody typed it: "Eva Ek och Bo Al".
        names: {person: name} of those who may be meant.
    """
    text = _plain(written)
    alone = {part.strip() for part in _BETWEEN.split(text)}
    found = set()
    by_name: dict[str, set[int]] = {}
    for person_id, name in names.items():
        by_name.setdefault(_plain(name), set()).add(person_id)
    for name in sorted(filter(None, by_name), key=len, reverse=True):
        if " " not in name:
            is_named = name in alone
        else:
            whole = f"(?<!{_PART_OF_NAME}){re.escape(name)}(?!{_PART_OF_NAME})"
            text, number = re.subn(whole, "\0", text)
            is_named = bool(number)
        if is_named:
            found |= by_name[name]
    return frozenset(found)


def _plain(text: str) -> str:
    """Return a text without differences that do not tell names apart."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
