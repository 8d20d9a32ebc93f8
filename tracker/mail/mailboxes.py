"""Our own mailbox as it lies on the disk, read without changing anything in it."""

import hashlib
import mailbox
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from tracker.mail.incoming import MAX_BYTES


@dataclass(frozen=True)
class Item:
    """A message in the mailbox: what it is remembered by, and how to get it."""

    key: str
    #: Returns the message's bytes, of one too big only so many that this can be seen; None when
    #: somebody has taken it away meanwhile.
    read: Callable[[], bytes | None]


def list_items(path: Path) -> Iterator[Item]:
    """Yield the messages of a Maildir folder or an mbox file, the oldest first.

    In a folder a message is known by its file's name, which is its own for ever, so those that
    have been read need not be opened again. In a file it is known by its content.

    Raises:
        OSError: the mailbox cannot be read.
    """
    yield from _list_folder(path) if path.is_dir() else _list_file(path)


def _list_folder(path: Path) -> Iterator[Item]:
    folder = mailbox.Maildir(path, create=False)
    for name in sorted(folder.keys()):
        yield Item(_hash(name.encode(errors="surrogateescape")), partial(_read, folder, name))


def _list_file(path: Path) -> Iterator[Item]:
    file = mailbox.mbox(path, create=False)
    try:
        for number in sorted(file.keys()):
            raw = _read(file, number)
            if raw is not None:
                yield Item(_hash(raw), partial(bytes, raw))
    finally:
        file.close()  # which writes nothing, since nothing was changed


def _read(box: "mailbox.Maildir | mailbox.mbox", key: str) -> bytes | None:
    try:
        with box.get_file(key) as file:
            return bytes(file.read(MAX_BYTES + 1))
    except (KeyError, FileNotFoundError):
        return None


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
