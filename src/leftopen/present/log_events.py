"""One line of a log: an event's name, a sentence for a person, and fields for programs.

A service decides the form of its lines (`cli/_log_lines.py`). Elsewhere warnings and errors are one line on
standard error, and all else is left out.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Mapping

from leftopen.present.printable import printable

LOG = logging.getLogger("leftopen")
INFO, WARNING, ERROR = logging.INFO, logging.WARNING, logging.ERROR
Field = str | int | float
EVENT, FIELDS, DETAILS = "event", "fields", "details"
"""The attributes of a record."""
LONGEST = 1000
_WHO = re.compile(r"""[^\s<>"'(),;@]+@(?=[\w\[])""")


def log_event(
    level: int,
    event: str,
    message: str,
    fields: Mapping[str, Field] | None = None,
    *,
    error: BaseException | None = None,
    details: str = "",
) -> None:
    """`details`: lines that belong to it, such as a traceback; that of `error` is added. Name no person in
    it; of mail addresses in `said` only the host is written."""
    LOG.log(
        level, "%s", message, exc_info=error, extra={EVENT: event, FIELDS: fields or {}, DETAILS: details}
    )


def sentence(record: logging.LogRecord) -> str:
    """What a line says, safe to show, without who mail addresses and URLs name."""
    return printable(" ".join(_anonymous(record.getMessage()).split()), LONGEST)


def trace(record: logging.LogRecord) -> str:
    """Its details and traceback, '' without any."""
    error = record.exc_info[1] if record.exc_info else None
    text = "" if error is None else "".join(traceback.format_exception(error))
    return printable(_anonymous(getattr(record, DETAILS, "") + text), lines=True)


def _anonymous(text: str) -> str:
    return _WHO.sub("…@", text)


class PlainHandler(logging.Handler):
    """For commands that are no service."""

    def __init__(self) -> None:
        super().__init__(WARNING)

    def emit(self, record: logging.LogRecord) -> None:
        # Where pytest or another program takes over, standard error may be another one each time.
        text = f"leftopen: {sentence(record)}\n{trace(record)}"
        sys.stderr.write(text.rstrip("\n") + "\n")
        sys.stderr.flush()


PLAIN = PlainHandler()
LOG.addHandler(PLAIN)
