"""Plain data kept for good: as compressed JSON with its hash, read back the same or not at all.

Kept so and not as copies of rows: it must read the same in ten years, whatever becomes of the
tables.
"""

import gzip
import hashlib
from typing import Generic, TypeVar

from pydantic import TypeAdapter
from pydantic_core import to_json

Content = TypeVar("Content")


class Freezer(Generic[Content]):
    """Freezes and thaws one kind of content: a frozen dataclass of plain data."""

    def __init__(self, kind: type[Content], what: str) -> None:
        """Keep the kind, and what it is called in errors, such as `review`."""
        self._adapter = TypeAdapter(kind)
        self._what = what

    def freeze(self, content: Content) -> tuple[bytes, str]:
        """Return the content as compressed JSON, and the SHA-256 of the JSON in hexadecimal.

        The same content always gives the same bytes.

        Raises:
            ValueError: The content could not be given back as it is.
        """
        read = self._adapter.validate_json(_as_json(content))
        if read != content:
            raise ValueError(f"The {self._what} cannot be frozen: it would not read back the same.")
        # As read: a whole number where there may be decimals is then always written one way.
        text = _as_json(read)
        return gzip.compress(text, mtime=0), hashlib.sha256(text).hexdigest()

    def thaw(self, frozen: bytes, content_hash: str) -> Content:
        """Return frozen content.

        Raises:
            ValueError: The bytes are not those that were frozen.
        """
        text = gzip.decompress(frozen)
        if hashlib.sha256(text).hexdigest() != content_hash:
            raise ValueError(f"The frozen {self._what} is not as it was adopted.")
        return self._adapter.validate_json(text)


def _as_json(content: object) -> bytes:
    # An interval may have no upper limit: infinity is written as such.
    return to_json(content, inf_nan_mode="constants")
