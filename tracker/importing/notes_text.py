"""The text of old meeting notes: bytes, markup, words, dates and paragraphs.

What is about wording and markup belongs here; what is about meetings stands in `notes_parts`
(names, agenda rows) and `notes` (the whole file). Every function takes linear time.
"""

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Generic, Literal, TypeVar

from tracker.text import _

MAX_BYTES = 2_000_000
MOST_LINES = 20_000

# Markup becomes one of these, so that a tag can never be mistaken for text or for a line end.
BREAK = "\x01"
ORDERED = "\x02"
UNORDERED = "\x03"
LIST_ITEM = "\x04"
LIST_END = "\x05"
_MARKERS = re.compile(f"([{BREAK}{ORDERED}{UNORDERED}{LIST_ITEM}{LIST_END}])")

STRUCK = "~~"

_BLOCK_TAGS = "p|div|br|hr|tr|table|tbody|thead|h[1-6]|blockquote|html|body"
_INLINE_TAGS = "b|strong|i|em|u|span|font|sub|sup|small|mark|td|th|o:p"
# A closed list of names: "<anna@example.se>" and "a < b" are text and must stay.
_TAG = re.compile(
    rf"<(/?)(a|ol|ul|li|s|del|strike|{_BLOCK_TAGS}|{_INLINE_TAGS})(?=[\s/>])([^<>]*)>",
    re.IGNORECASE,
)
_BLOCK = re.compile(rf"(?:{_BLOCK_TAGS})", re.IGNORECASE)
_LINK = re.compile(r"""\bhref\s?=\s?["']([^"'\s]+)""", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200d\u2060\ufeff]")
_INVISIBLE_BUT_MARKERS = re.compile("[\x00\x06-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200d\u2060\ufeff]")
_ODD_SPACE = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_WORD = re.compile(r"[^\W_]+")

_MONTHS = (
    "januari",
    "februari",
    "mars",
    "april",
    "maj",
    "juni",
    "juli",
    "augusti",
    "september",
    "oktober",
    "november",
    "december",
)
_ISO_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)[-‑–./](\d\d)[-‑–./](\d\d)(?!\d)")
_LONG_DATE = re.compile(
    rf"(?<!\d)(\d\d?)(?::?e)?\s({'|'.join(_MONTHS)})\s((?:19|20)\d\d)(?!\d)", re.IGNORECASE
)
_CLOCK = r"(\d\d?)(?:[.:](\d\d))?(?![\d])"
_TIMES = re.compile(
    rf"(?<![\d.:/-]){_CLOCK}(?:\s?(?:[-‑–—]|till)\s?(?:kl\.?\s|klockan\s)?{_CLOCK})?",
    re.IGNORECASE,
)

_NUMBER = re.compile(r"(?<!\S)(\d\d?)[.)] (?=\S)")
_BULLETS = "-–—•·*"
_AFTER_SENTENCE = re.compile(rf"(?<=[.!?;:]) (?=[{_BULLETS}] )| (?=[•·] )")
_BEFORE_CAPITAL = re.compile(rf" (?=[{_BULLETS}] [A-ZÅÄÖ])| (?=[•·] )")

ListKind = Literal["", "number", "bullet"]


class NotNotes(ValueError):
    """The file is not meeting notes that can be read. The message is for the person."""


T = TypeVar("T")


@dataclass(frozen=True)
class Found(Generic[T]):
    """A value read from a text, and where it stood there."""

    value: T
    start: int
    end: int


@dataclass
class Block:
    """One paragraph or list item.

    `pieces` are the parts it was split into by rows and pages; `marker` is as written, such as
    "1." or "-", or "-" for a list item that only markup told of.
    """

    kind: ListKind
    marker: str
    pieces: list[str]

    @property
    def text(self) -> str:
        """The paragraph as flowing text, without its marker."""
        return " ".join(self.pieces)


# Bytes and characters --------------------------------------------------------------------


def decode_notes(data: bytes) -> str:
    """Turn a file's bytes into text.

    Reads UTF-8 with or without a byte order mark, UTF-16 with one, and Windows-1252.

    Raises:
        NotNotes: The file is larger than `MAX_BYTES`, or is not text.
    """
    if len(data) > MAX_BYTES:
        raise NotNotes(_too_large())
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in data:
        encodings = []
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _looks_binary(text):
            return text
    raise NotNotes(_("The file is not text. Save the notes as plain text and try again."))


def check_size(text: str) -> None:
    """Refuse a text that is larger than notes ever are.

    Raises:
        NotNotes: The text is longer than `MAX_BYTES` characters.
    """
    if len(text) > MAX_BYTES:
        raise NotNotes(_too_large())


def check_lines(lines: Sequence[str]) -> None:
    """Refuse a text with more lines than notes ever have.

    Raises:
        NotNotes: There are more than `MOST_LINES` lines.
    """
    if len(lines) > MOST_LINES:
        raise NotNotes(_("The file is not meeting notes: it has too many lines."))


def clean_source(source: str) -> str:
    r"""Return the text with markup turned into markers and every line end into "\n".

    Words are kept. Struck-through tags become `~~`, and the address of a link is written out
    before its text.
    """
    text = _INVISIBLE.sub("", _LINE_END.sub("\n", source))
    text = _TAG.sub(_marker_of_tag, text)
    text = _INVISIBLE_BUT_MARKERS.sub("", _ENTITY.sub(_character_of_entity, text))
    return unicodedata.normalize("NFC", _ODD_SPACE.sub(" ", text))


def words(text: str) -> list[str]:
    """Return the words and numbers of a text in order, without punctuation."""
    return _WORD.findall(text.replace(STRUCK, ""))


def split_markers(text: str) -> list[str]:
    """Return what stands between paragraph and list marks."""
    return _MARKERS.split(text)[::2]


def squeeze(text: str) -> str:
    """Return the text on one line with single spaces and without markup."""
    return " ".join(_MARKERS.sub(" ", text).split())


def _too_large() -> str:
    return _("The file is larger than %(size)s MB, and notes are not.", size=MAX_BYTES // 10**6)


def _looks_binary(text: str) -> bool:
    controls = sum(1 for character in text if character < " " and character not in "\t\n\r\x0b\x0c")
    return controls * 100 > len(text) or "\x00" in text


def _marker_of_tag(match: re.Match[str]) -> str:
    closing, name, attributes = bool(match[1]), match[2].lower(), match[3]
    if name in {"s", "del", "strike"}:
        return STRUCK
    if name in {"ol", "ul"}:
        return LIST_END if closing else ORDERED if name == "ol" else UNORDERED
    if name == "li":
        return BREAK if closing else LIST_ITEM
    if name == "a":
        link = None if closing else _LINK.search(attributes)
        return f"{link[1]} " if link else ""
    return BREAK if _BLOCK.fullmatch(name) else ""


def _character_of_entity(match: re.Match[str]) -> str:
    character = html.unescape(match[0])
    return max(character, " ")


# Dates and times -------------------------------------------------------------------------


def find_date(text: str) -> Found[date] | None:
    """Return the first date, written as 2025-02-18 or 18 februari 2025."""
    return next(find_dates(text), None)


def find_dates(text: str) -> Iterator[Found[date]]:
    """Yield every real date; an impossible one, such as 2025-02-30, is passed over."""
    found = [(match, match.groups()) for match in _ISO_DATE.finditer(text)]
    for match in _LONG_DATE.finditer(text):
        month = _MONTHS.index(match[2].lower()) + 1
        found.append((match, (match[3], str(month), match[1])))
    for match, (year, month_number, day) in sorted(found, key=lambda one: one[0].start()):
        try:
            value = date(int(year), int(month_number), int(day))
        except ValueError:
            continue
        yield Found(value, match.start(), match.end())


def find_times(text: str) -> Found[tuple[time, time | None]] | None:
    """Return start and end, written as "15.00 – 16.30", "15-16.30" or only "15.00".

    A bare number counts only when a range or "kl" stands by it. An end that is not after the
    start is left out.
    """
    bare: Found[tuple[time, time | None]] | None = None
    for match in _TIMES.finditer(text):
        starts = _time(match[1], match[2])
        if starts is None:
            continue
        ends = _time(match[3], match[4]) if match[3] else None
        found = Found((starts, ends if ends and ends > starts else None), *match.span())
        before = text[max(0, match.start() - 9) : match.start()].lower().rstrip()
        if before.endswith(("kl", "kl.", "klockan")):
            return found
        if bare is None and (match[2] or match[3]):
            bare = found
    return bare


def _time(hour: str, minute: str | None) -> time | None:
    if int(hour) > 23 or int(minute or 0) > 59:
        return None
    return time(int(hour), int(minute or 0))


# Paragraphs and lists --------------------------------------------------------------------


def split_blocks(cell: str) -> list[Block]:
    """Return the paragraphs and list items of one table cell, cleaned with `clean_source`.

    Lists are known by markup (`<ol>`, `<ul>`, `<li>`), or by running numbers or leading dashes.
    """
    blocks: list[Block] = []
    inside: ListKind = ""
    at_item = False
    for part in _MARKERS.split(cell):
        if part in {ORDERED, UNORDERED}:
            inside = "number" if part == ORDERED else "bullet"
        elif part == LIST_END:
            inside, at_item = "", False
        elif part == LIST_ITEM:
            at_item = True
        elif part != BREAK and (text := " ".join(part.split())):
            blocks += _split_paragraph(text, inside, is_item=at_item)
            at_item = False
    return blocks


def join_blocks(blocks: list[Block], more: list[Block]) -> None:
    """Append what follows after a break between rows or pages.

    A paragraph that the break cut in two becomes one again: its first half ends in no full stop,
    or its second half begins with a small letter.
    """
    if blocks and more and _is_cut(blocks[-1], more[0]):
        blocks[-1].pieces += more[0].pieces
        more = more[1:]
    blocks += more


def render_blocks(blocks: list[Block]) -> str:
    """Return paragraphs with an empty line between them; list items stand on adjacent lines."""
    parts: list[str] = []
    before: ListKind = ""
    for block in blocks:
        if parts:
            parts.append("\n" if block.kind and block.kind == before else "\n\n")
        parts.append(f"{block.marker} {block.text}".strip())
        before = block.kind
    return "".join(parts)


def _is_cut(first: Block, second: Block) -> bool:
    end = first.pieces[-1].rstrip("\"'”’)]~* ")[-1:]
    start = second.pieces[0].lstrip("\"'”’([~* ")[:1]
    if second.kind:
        return False
    if start.islower():
        return True
    return not first.kind and end not in {".", "!", "?", ":", "…"}


def _split_paragraph(text: str, inside: ListKind, *, is_item: bool) -> list[Block]:
    numbers = _running_numbers(text, inside)
    if numbers:
        return _numbered_blocks(text, numbers)
    if text[0] in _BULLETS and text[1:2] == " ":
        return [_bullet_block(part) for part in _split_bullets(text)]
    if inside and is_item:
        return [Block(inside, "-", [text])]
    return [Block("", "", [text])]


def _running_numbers(text: str, inside: ListKind) -> list[re.Match[str]]:
    """Return the list numbers that follow each other, and not any "3." in a sentence."""
    running: list[re.Match[str]] = []
    for match in _NUMBER.finditer(text):
        before = text[match.start() - 2] if match.start() else ""
        new_sentence = not before or before in ".:!?"
        if running:
            follows = int(match[1]) == int(running[-1][1]) + 1
            follows = follows and (new_sentence or inside == "number")
        else:
            follows = not before or (match[1] == "1" and new_sentence)
        if follows:
            running.append(match)
    return running if len(running) > 1 or (running and inside == "number") else []


def _numbered_blocks(text: str, numbers: list[re.Match[str]]) -> list[Block]:
    lead = text[: numbers[0].start()].strip()
    blocks = [Block("", "", [lead])] if lead else []
    ends = [number.start() for number in numbers[1:]] + [len(text)]
    for number, end in zip(numbers, ends, strict=True):
        blocks.append(Block("number", number[0].strip(), [text[number.end() : end].strip()]))
    return blocks


def _split_bullets(text: str) -> list[str]:
    """Split "- A. - B." but not the dash within "- Safe - together."."""
    by_sentence = _AFTER_SENTENCE.split(text)
    return by_sentence if len(by_sentence) > 1 else _BEFORE_CAPITAL.split(text)


def _bullet_block(text: str) -> Block:
    marker, _space, rest = text.partition(" ")
    return Block("bullet", marker, [rest])
