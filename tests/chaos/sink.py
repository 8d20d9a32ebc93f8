"""A mail server that outlives everything: it keeps each message on disk before it says 250.

A process of its own, `python -m tests.chaos.sink DUMP`, which ends when its input is closed. What
it has written, with which process brought it and when, is what the tests judge by.
"""

import base64
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aiosmtpd.controller import Controller

from tests.mail.test_smtp import free_port


class Dump:
    """Appends each message as a line, and waits until the disk has it."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        kept = {
            "at": time.time(),
            "brought_by": session.host_name,
            "recipient": envelope.rcpt_tos[0],
            "message": base64.b64encode(envelope.original_content).decode(),
        }
        os.write(self._file, json.dumps(kept).encode() + b"\n")
        os.fsync(self._file)
        return "250 Kept"


@dataclass(frozen=True)
class Kept:
    """A message that the mail server has taken responsibility for."""

    at: float
    brought_by: str
    recipient: str
    message: bytes


@dataclass(frozen=True)
class Judge:
    """The mail server as the tests see it: where it listens, and what it has kept."""

    port: int
    path: Path

    def read(self) -> list[Kept]:
        if not self.path.exists():
            return []
        lines = [json.loads(line) for line in self.path.read_text(encoding="utf-8").splitlines()]
        return [Kept(**{**line, "message": base64.b64decode(line["message"])}) for line in lines]


@contextmanager
def judging(folder: Path) -> Iterator[Judge]:
    """Run the mail server."""
    judge = Judge(free_port(), folder / "dump.jsonl")
    with subprocess.Popen(
        [sys.executable, "-m", "tests.chaos.sink", str(judge.path), str(judge.port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        try:
            yield judge
        finally:
            process.stdin.close()


def main() -> None:
    path, port = sys.argv[1:]
    server = Controller(Dump(path), hostname="127.0.0.1", port=int(port), server_hostname="judge")
    server.start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.read()
    server.stop(no_assert=True)


if __name__ == "__main__":
    main()
