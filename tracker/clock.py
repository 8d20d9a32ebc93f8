"""The only caller of "now". Everywhere else the moment is a parameter."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the current instant, aware, in UTC."""
    return datetime.now(UTC)
