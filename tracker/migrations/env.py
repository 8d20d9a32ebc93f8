"""What Alembic runs for each command. The connection is handed over by the caller."""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import tracker.models
from tracker.db import UTCDateTime

#: Imported so that every table is known below.
_TABLES = tracker.models.__all__


def render_item(kind: str, item: Any, _autogen: AutogenContext) -> str | Literal[False]:
    """Write the project's own column types as plain ones, so that old versions never change."""
    if kind != "type":
        return False
    if isinstance(item, UTCDateTime):
        return "sa.DateTime()"
    if isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    if isinstance(item, sa.Enum):
        members = "".join(f"{value!r}, " for value in item.enums)
        return (
            f"sa.Enum({members}name={item.name!r}, native_enum=False, "
            f"create_constraint=True, length={item.length})"
        )
    return False


connection = context.config.attributes.get("connection")
if connection is None:
    raise SystemExit("Use `arshjul migrate`, or `make migration` for a new version.")

context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    render_item=render_item,
    compare_server_default=True,
    transactional_ddl=True,  # on SQLite too: tracker.db says BEGIN itself
)
context.run_migrations()
