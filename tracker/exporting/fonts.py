"""The typeface of documents, and which characters it can show.

PDF/A and PDF/UA forbid a character without a glyph, so a single odd character in somebody's
notes would otherwise cost the whole report.
"""

import re
import struct
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

FAMILY = "Source Sans Pro"
# Only TrueType and only these two: with its OpenType twins in the same folder it would depend on
# the order of the file system which one a document gets.
FACES = ("SourceSansPro-Regular.ttf", "SourceSansPro-Bold.ttf")
LONGEST_WORD = 40
PIECE = 12

_CMAP_FORMAT_12 = 12
_GROUP = struct.Struct(">III")


def font_files() -> tuple[Path, ...]:
    """Return the font files, from the installed `font-source-sans-pro` package.

    Raises:
        FileNotFoundError: If the package or one of its files is missing.
    """
    spec = find_spec("font_source_sans_pro")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("The package font-source-sans-pro is not installed")
    files = tuple(Path(spec.origin).parent / "files" / face for face in FACES)
    for file in files:
        if not file.is_file():
            raise FileNotFoundError(f"The package font-source-sans-pro lacks {file.name}")
    return files


@cache
def shown_characters() -> frozenset[int]:
    """Return the code points that every face can show."""
    covered = [frozenset(_code_points(file.read_bytes())) for file in font_files()]
    return frozenset.intersection(*covered)


def printable(text: str) -> str:
    """Return the text with only characters that a document can show.

    Letters and accents are joined (NFC), invisible control characters go, other white space
    becomes a plain space, and what has no glyph becomes a lozenge, so that a reader sees
    that something stood there. Very long words may be broken.
    """
    joined = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    shown = "".join(_shown(character) for character in joined)
    return re.sub(rf"\S{{{LONGEST_WORD},}}", _breakable, shown)


def _shown(character: str) -> str:
    if character == "\n" or ord(character) in shown_characters():
        return "" if unicodedata.category(character) in ("Cf", "Co") else character
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    return "" if category in ("Cc", "Cf", "Cs", "Mn", "Me") else "\N{LOZENGE}"


def _breakable(word: re.Match[str]) -> str:
    """Let a word that would run out of its column break."""
    return "\N{ZERO WIDTH SPACE}".join(
        re.findall(rf".{{1,{PIECE}}}", word.group(), flags=re.DOTALL)
    )


def _code_points(font: bytes) -> Iterator[int]:
    """Read the code points with a glyph from a TrueType font (OpenType 1.9, table cmap)."""
    cmap = _table(font, b"cmap")
    (count,) = struct.unpack_from(">H", font, cmap + 2)
    for index in range(count):
        (place,) = struct.unpack_from(">I", font, cmap + 4 + 8 * index + 4)
        (kind,) = struct.unpack_from(">H", font, cmap + place)
        if kind == _CMAP_FORMAT_12:
            (groups,) = struct.unpack_from(">I", font, cmap + place + 12)
            for group in range(groups):
                first, last, _glyph = _GROUP.unpack_from(
                    font, cmap + place + 16 + _GROUP.size * group
                )
                yield from range(first, last + 1)
            return
    raise ValueError("The font has no cmap of format 12")


def _table(font: bytes, name: bytes) -> int:
    """Return where a table of the font starts."""
    (count,) = struct.unpack_from(">H", font, 4)
    for index in range(count):
        tag, _checksum, offset, _length = struct.unpack_from(">4sIII", font, 12 + 16 * index)
        if tag == name:
            return int(offset)
    raise ValueError(f"The font has no table {name.decode()}")
