"""Structured logs: one JSON object a line. Names of things and numbers, never personal data."""

import logging
import sys

from pythonjsonlogger.json import JsonFormatter

FIELDS = "%(levelname)s %(name)s %(message)s"


def set_up_logs(level: int = logging.INFO) -> None:
    """Send this program's logs to standard error as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter(FIELDS, timestamp=True, json_ensure_ascii=False))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in ("tracker", "jobs"):
        logging.getLogger(name).setLevel(level)
