"""What a service says on standard error, as one JSON object a line, where the setting `log_format` asks for
it."""

from __future__ import annotations

import io
import logging
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, TextIO

from leftopen.present.timestamps import format_utc

if TYPE_CHECKING:
    from leftopen.service.workspace import Workspace

OWN = "leftopen: "


class JsonLines(io.TextIOBase):
    """A stream that writes each line of text as `{"at": …, "level": …, "said": …}`. Thread-safe."""

    def __init__(self, stream: TextIO, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._stream, self._clock = stream, clock
        self._rest = ""
        self._guard = threading.Lock()

    def write(self, text: str) -> int:
        with self._guard:
            *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            self.say("info", line.removeprefix(OWN))
        return len(text)

    def say(self, level: str, said: str, trace: str = "") -> None:
        import msgspec

        if not said.strip():
            return
        line = {"at": format_utc(self._clock()), "level": level, "said": said}
        text = msgspec.json.encode(line | ({"trace": trace} if trace else {})).decode()
        with self._guard:
            self._stream.write(text + "\n")
            self._stream.flush()

    def flush(self) -> None:
        self._stream.flush()

    def isatty(self) -> bool:
        return False

    def fileno(self) -> int:
        return self._stream.fileno()


class _Handler(logging.Handler):
    """What is logged, with its traceback in the same object."""

    def __init__(self, lines: JsonLines) -> None:
        super().__init__(logging.WARNING)
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        trace = "" if error is None else "".join(traceback.format_exception(error))
        self._lines.say(record.levelname.lower(), record.getMessage(), trace)


@contextmanager
def log_lines(opened: Workspace) -> Iterator[None]:
    """For the length of the `with`."""
    if opened.settings.log_format != "json":
        yield
        return
    before, root = sys.stderr, logging.getLogger()
    lines = JsonLines(before, opened.clock)
    handler = _Handler(lines)
    sys.stderr = lines
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        sys.stderr = before
