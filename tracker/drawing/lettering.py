"""How wide words are and how they break, for pictures where no browser lays out the text.

Widths are estimates, a little on the safe side for the fonts in the stack.
"""

from dataclasses import dataclass

_NARROW = frozenset("iljtfrI.,:;'|!()[]/-· \u00a0")
_WIDE = frozenset("mwMWÅÄÖGOQDHNUÆ@%—…")
_VOWELS = frozenset("aeiouyåäöAEIOUYÅÄÖ")
ELLIPSIS = "…"
SHORTEST_PART = 3


@dataclass(frozen=True, slots=True)
class Lines:
    """Text broken into lines, and whether something had to be left out."""

    lines: tuple[str, ...]
    is_whole: bool

    @property
    def length(self) -> int:
        """Return how many characters are shown."""
        return sum(len(line) for line in self.lines)


def width_of(content: str, size: float, *, bold: bool = False) -> float:
    """Estimate the width of a line at a font size."""
    ems = sum(_ems(letter) for letter in content)
    return ems * size * (1.14 if bold else 1.0)


def _ems(letter: str) -> float:
    if letter in _NARROW:
        return 0.32
    if letter.isdigit():
        return 0.6
    if letter in _WIDE or letter.isupper():
        return 0.74 if letter in _WIDE else 0.62
    return 0.55


def shorten(content: str, room: float, size: float, *, bold: bool = False) -> str:
    """Return as much of a line as fits, with an ellipsis when something is left out."""
    if width_of(content, size, bold=bold) <= room:
        return content
    while content and width_of(content + ELLIPSIS, size, bold=bold) > room:
        content = content[:-1]
    return content.rstrip(" -,") + ELLIPSIS if content.strip() else ""


def wrap(content: str, room: float, size: float, *, most: int = 2, bold: bool = False) -> Lines:
    """Break text into at most some lines, with a hyphen in words that are too long."""
    words = content.split()
    lines: list[str] = []
    is_split = False
    while words and len(lines) < most:
        line, is_split = _take_line(words, room, size, bold=bold)
        lines.append(line)
    if not words or not lines:
        return Lines(tuple(lines), is_whole=not words)
    so_far = lines[-1].removesuffix("-") if is_split else f"{lines[-1]} "
    last = shorten(so_far + words[0], room, size, bold=bold)
    if not last.endswith(ELLIPSIS):
        last = shorten(last + " " + "—" * 40, room, size, bold=bold).rstrip("—… ") + ELLIPSIS
    return Lines((*lines[:-1], last), is_whole=False)


def _take_line(words: list[str], room: float, size: float, *, bold: bool) -> tuple[str, bool]:
    """Remove from the words what fits on one line; return it and whether it ends within a word."""
    line = ""
    while words:
        wider = f"{line} {words[0]}".strip()
        if width_of(wider, size, bold=bold) <= room:
            line = wider
            words.pop(0)
        elif line:
            break
        else:
            head, tail = _split_word(words.pop(0), room, size, bold=bold)
            words[:0] = [tail] if tail else []
            return head, bool(tail)
    return line, False


def _split_word(word: str, room: float, size: float, *, bold: bool) -> tuple[str, str]:
    """Split a word that is too long, before a consonant that is followed by a vowel.

    Swedish keeps one consonant for the next line. When no such place fits, the word is cut.
    """
    fitting = [
        place
        for place in range(1, len(word))
        if width_of(word[:place] + "-", size, bold=bold) <= room
    ]
    if not fitting:
        return word, ""
    good = [
        place
        for place in fitting
        if SHORTEST_PART <= place <= len(word) - SHORTEST_PART
        and word[place] not in _VOWELS
        and word[place + 1] in _VOWELS
    ]
    place = max(good or fitting)
    head = word[:place]
    return (head if head.endswith("-") else head + "-"), word[place:]
