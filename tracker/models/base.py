"""What every table shares.

No `from __future__ import annotations` in this room: SQLModel reads annotations at run time.
"""

import re
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import declared_attr
from sqlmodel import Field, SQLModel


class Row(SQLModel):
    """A row with a number of its own."""

    @declared_attr.directive
    @classmethod
    def __tablename__(cls) -> str:
        """Name the table as the class, in snake_case."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    id: int = Field(default=None, primary_key=True)


class CouncilRow(Row):
    """A row that belongs to one council."""

    #: The council that owns the row. Every query names it.
    council_id: int = Field(foreign_key="council.id", index=True, ondelete="CASCADE")


def reference(column: str, *, ondelete: str = "CASCADE", **kwargs: Any) -> Any:
    """Return a required, indexed reference to another table's column."""
    return Field(foreign_key=column, index=True, ondelete=ondelete, **kwargs)  # type: ignore[call-overload]


def optional_reference(column: str) -> Any:
    """Return a reference that empties when what it points at is removed."""
    return Field(default=None, foreign_key=column, index=True, ondelete="SET NULL", nullable=True)


def long_text() -> Any:
    """Return a text of any length, empty by default."""
    return Field(default="", sa_type=sa.Text)
