"""A council's own words in a message: plain text with placeholders for what differs.

A placeholder is a Swedish name within braces, as {tema}. The names are the same whatever language
the pages speak, since the texts are. Nothing is ever formatted by Python's own rules: what stands
within braces is looked up as it is written, or left alone.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tracker.text import gettext, mark


class Placeholder(StrEnum):
    """What a council may leave to be filled in."""

    THEME = "tema"
    DAY = "dag"
    DATE = "datum"
    TIME = "tid"
    PLACE = "plats"
    COUNCIL = "råd"
    NAME = "namn"
    ANSWER_BY = "svara_senast"


PLACEHOLDER_WORDS = {
    Placeholder.THEME: mark("the meeting's theme"),
    Placeholder.DAY: mark("its weekday"),
    Placeholder.DATE: mark("its date"),
    Placeholder.TIME: mark("when it begins and ends"),
    Placeholder.PLACE: mark("where it is held"),
    Placeholder.COUNCIL: mark("the council's name"),
    Placeholder.NAME: mark("the recipient's name"),
    Placeholder.ANSWER_BY: mark("the last day to answer or send material"),
}

#: A pair of braces with what stands between them, or a brace that has no fellow.
_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
#: Of what somebody wrote within braces, so much is said back.
_LENGTH_SAID = 40


@dataclass(frozen=True)
class Wording:
    """A council's own subject and text for one kind of message. Empty: the usual ones."""

    subject: str = ""
    text: str = ""


#: The words that a message has when a council has none of its own.
USUAL = Wording()


def find_fault(text: str) -> str | None:
    """Say what is wrong with the placeholders of a text, or return None when they can be filled."""
    for found in _BRACES.finditer(text):
        name = found[1]
        if name is None:
            return gettext(
                "A brace stands alone: %(brace)s. Braces are only for %(names)s.",
                brace=found[0],
                names=list_placeholders(),
            )
        if name not in set(Placeholder):
            return gettext(
                "%(name)s is nothing that can be filled in. Use %(names)s.",
                name=f"{{{name[:_LENGTH_SAID]}}}",
                names=list_placeholders(),
            )
    return None


def list_placeholders() -> str:
    """Return every placeholder as it is written."""
    return ", ".join(f"{{{one}}}" for one in Placeholder)


def fill(text: str, values: Mapping[Placeholder, str]) -> str:
    """Return a text with its placeholders filled, in one pass.

    What a value holds is never looked at, and what has no value stays as it is written.
    """
    known: dict[str | None, str] = {one.value: value for one, value in values.items()}
    return _BRACES.sub(lambda found: known.get(found[1], found[0]), text)
