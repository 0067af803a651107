"""The log of a service on standard error: one line for each event, as text, or as one JSON object where the
setting `log_format` asks for it. Under systemd's journal each line begins with its priority, so that
`journalctl --priority warning` shows what matters."""

from __future__ import annotations

import io
import logging
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TextIO

from leftopen.present.log_events import (
    ERROR,
    EVENT,
    FIELDS,
    INFO,
    LOG,
    PLAIN,
    WARNING,
    log_event,
    sentence,
    trace,
)
from leftopen.present.timestamps import format_utc

OWN = "leftopen: "
PRIORITY = {ERROR: 3, WARNING: 4, INFO: 6}
"""Of syslog, by our levels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """How lines look. `journal`: the journal reads them, and has a clock of its own. `terminal`: a person
    does."""

    json: bool
    journal: bool
    terminal: bool

    def lines(self, record: logging.LogRecord, now: datetime) -> Iterator[str]:
        priority = f"<{PRIORITY[_level(record)]}>" if self.journal else ""
        text = _json(record, now) if self.json else self._text(record, now)
        return (priority + line for line in text.splitlines())

    def _text(self, record: logging.LogRecord, now: datetime) -> str:
        level, message = _level(record), sentence(record)
        if self.terminal:
            word = "" if level == INFO else f"{_name(level)}: "
            return f"{word}{message}\n{trace(record)}"
        at = "" if self.journal else f"{format_utc(now)[:19]}Z "
        fields = " ".join([_event(record), *(f"{name}={value}" for name, value in _fields(record).items())])
        return f"{at}{_name(level)}: {message} [{fields}]\n{trace(record)}"


def form_of(environ: Mapping[str, str], stream: TextIO, log_format: str) -> Form:
    """What the journal says of itself (`JOURNAL_STREAM`) counts only where it is this very stream."""
    try:
        own = os.fstat(stream.fileno())
        journal = environ.get("JOURNAL_STREAM") == f"{own.st_dev}:{own.st_ino}"
    except (OSError, ValueError):
        journal = False
    return Form(json=log_format == "json", journal=journal, terminal=stream.isatty())


class LogLines(logging.Handler):
    """Writes every record to the stream in its form. `least`: the lowest level that is written."""

    def __init__(self, stream: TextIO, clock: Callable[[], datetime], form: Form, least: int = INFO) -> None:
        super().__init__(least)
        self._stream, self._clock, self.form = stream, clock, form

    def emit(self, record: logging.LogRecord) -> None:
        text = "".join(f"{line}\n" for line in self.form.lines(record, self._clock()))
        # Where nobody reads it any more, the service goes on.
        with suppress(OSError, ValueError):
            self._stream.write(text)
            self._stream.flush()


class _OtherLines(io.TextIOBase):
    """Standard error for whatever does not use the log: each line is a warning, since it says no level."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream, self._rest = stream, ""

    def write(self, text: str) -> int:
        *lines, self._rest = (self._rest + text).split("\n")
        for line in filter(str.strip, lines):
            log_event(WARNING, "stderr", line.removeprefix(OWN))
        return len(text)

    def flush(self) -> None:
        self._stream.flush()

    def isatty(self) -> bool:
        return False

    def fileno(self) -> int:
        return self._stream.fileno()


@contextmanager
def log_lines(
    clock: Callable[[], datetime], environ: Mapping[str, str], log_format: str, *, quiet: bool = False
) -> Iterator[None]:
    """For the length of the `with`, what is logged is written to standard error; with `quiet` warnings and
    errors alone."""
    before, root = sys.stderr, logging.getLogger()
    form = form_of(environ, before, log_format)
    handler = LogLines(before, clock, form, WARNING if quiet else INFO)
    level = LOG.level
    LOG.removeHandler(PLAIN)
    LOG.setLevel(INFO)
    root.addHandler(handler)
    if not form.terminal:
        sys.stderr = _OtherLines(before)
    try:
        yield
    finally:
        sys.stderr = before
        root.removeHandler(handler)
        LOG.setLevel(level)
        LOG.addHandler(PLAIN)


def _level(record: logging.LogRecord) -> int:
    return ERROR if record.levelno >= ERROR else WARNING if record.levelno >= WARNING else INFO


def _name(level: int) -> str:
    return logging.getLevelName(level).lower()


def _event(record: logging.LogRecord) -> str:
    """Another program's line has the name of its log."""
    return str(getattr(record, EVENT, record.name))


def _fields(record: logging.LogRecord) -> dict[str, object]:
    return dict(getattr(record, FIELDS, {}))


def _json(record: logging.LogRecord, now: datetime) -> str:
    import msgspec

    line: dict[str, object] = {"at": format_utc(now), "level": _name(_level(record))}
    line |= {"event": _event(record), "said": sentence(record), **_fields(record)}
    if text := trace(record):
        line["trace"] = text
    return msgspec.json.encode(line).decode()
