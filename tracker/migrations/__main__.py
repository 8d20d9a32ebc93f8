"""`make migration m="what changes"`: write the next version from what the models now say."""

import sys
import tempfile
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from alembic import command
from alembic.script import ScriptDirectory

from tracker.db import create_engine
from tracker.migrations import FOLDER, make_config, upgrade_database


def write_version(message: str) -> Path:
    """Write a version that turns the newest tables into the models' tables.

    It is a draft: read it. A rename is seen as a drop and an add, and a new member of an
    enumeration (its CHECK) is not seen at all.
    """
    number = len(list(ScriptDirectory(str(FOLDER)).walk_revisions())) + 1
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/new.db")
        upgrade_database(engine)
        with engine.connect() as connection, redirect_stdout(sys.stderr):
            script = command.revision(
                make_config(connection),
                message,
                autogenerate=True,
                rev_id=f"{number:04}",
                process_revision_directives=_refuse_empty,
            )
        engine.dispose()
    if script is None or isinstance(script, list):
        raise SystemExit("No version was written.")
    return Path(script.path)


def _refuse_empty(_context: Any, _revision: Any, directives: list[Any]) -> None:
    if directives[0].upgrade_ops.is_empty():
        raise SystemExit("No version was written: the tables are as the models say.")


if __name__ == "__main__":
    if len(sys.argv) != 2 or not sys.argv[1].strip():
        raise SystemExit('Say what changes: make migration m="add the place of a meeting"')
    sys.stdout.write(f"{write_version(sys.argv[1].strip())}\n")
