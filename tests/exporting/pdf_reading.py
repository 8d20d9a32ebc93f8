"""Reading a PDF back: its text, its structure, and where its letters stand."""

import io
import re

import pypdf

#: The sides of a page, in points.
MARGIN = 20 / 25.4 * 72


def read(content):
    return pypdf.PdfReader(io.BytesIO(content))


def text_of(reader):
    """Return all text as one line, with words joined again where a line broke."""
    text = " ".join(page.extract_text() for page in reader.pages)
    return re.sub(r"\s+", " ", text)


def elements(reader):
    """Return every structure element of the document, in reading order."""
    found = []

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for kid in node:
                walk(kid)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(node)
            if "/K" in node:
                walk(node["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


def kinds(reader, *wanted):
    return [element for element in elements(reader) if element["/S"] in wanted]


def letter_widths(font):
    """Return {glyph: width in thousandths} of an embedded font."""
    entries = iter(font["/DescendantFonts"][0].get_object()["/W"])
    widths = {}
    for first in entries:
        second = next(entries)
        if isinstance(second, list):
            widths |= {first + place: float(width) for place, width in enumerate(second)}
        else:
            widths |= dict.fromkeys(range(first, second + 1), float(next(entries)))
    return widths


def text_ends(page):
    """Return where every piece of text on the page ends: points from the left and from below."""
    fonts = {name: font.get_object() for name, font in page["/Resources"]["/Font"].items()}
    widths = {name: letter_widths(font) for name, font in fonts.items()}
    now, ends = {}, []

    def look(operator, operands, cm, tm):
        if operator == b"Tf":
            now["widths"], now["size"] = widths[operands[0]], float(operands[1])
        if operator in (b"TJ", b"Tj"):
            pieces = operands[0] if operator == b"TJ" else operands
            length = 0.0
            for piece in pieces:
                if isinstance(piece, (int, float)):
                    length -= float(piece)
                else:
                    raw = getattr(piece, "original_bytes", piece)
                    glyphs = [int.from_bytes(raw[n : n + 2]) for n in range(0, len(raw), 2)]
                    length += sum(now["widths"][glyph] for glyph in glyphs)
            starts = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            below = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            ends.append((starts + length / 1000 * now["size"] * tm[0] * cm[0], below))

    page.extract_text(visitor_operand_before=look)
    return ends


def assert_within_margins(reader):
    """Check that no text of a page runs out of its margins."""
    for page in reader.pages:
        ends = text_ends(page)
        assert max(right for right, _below in ends) <= float(page.mediabox.width) - MARGIN + 0.5
        assert min(below for _right, below in ends) >= 20
