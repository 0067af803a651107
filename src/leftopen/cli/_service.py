"""What `serve`, `worker` and `watch run` share: a log, and a start that waits for what is in its way."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import typer

from leftopen.cli._broken_stdout import UNWRITTEN
from leftopen.cli._log_lines import log_lines
from leftopen.errors import LeftopenError, StoreFailed
from leftopen.present.log_events import ERROR, INFO, log_event
from leftopen.service.operations.supervisor import Supervisor, supervisor_of
from leftopen.service.workspace.workspace import config_folder, read_settings, utc_now

T = TypeVar("T")
PAUSE_S, AGAIN_S, START_S = 5.0, 600.0, 60.0
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@contextmanager
def service(start: Callable[[ExitStack], T], *, quiet: bool, waits: bool = True) -> Iterator[T]:
    """Logs for the length of the `with`, and gives what `start` returns, which opens all that it needs in the
    stack. Where that fails for a reason that may pass, such as a port in use or a full disk, a service waits
    and tries again; with a terminal, or without `waits`, it ends at once. An error that ends it is logged
    too: exit code 1."""
    terminal = sys.stderr.isatty()
    with log_lines(utc_now, os.environ, _log_format(), quiet=quiet):
        try:
            with ExitStack() as stack:
                wait = StartRetry(supervisor=supervisor_of(os.environ), waits=waits and not terminal)
                yield wait.until_started(start, stack)
                log_event(INFO, "stopped", "stopped")
        except LeftopenError as error:
            if terminal:
                raise
            log_event(ERROR, "failed", str(error))
            raise typer.Exit(1) from None
        except Exception as error:
            if terminal or _of_output(error):
                raise
            log_event(ERROR, "bug", f"ended by a bug: {type(error).__name__}: {error}", error=error)
            raise typer.Exit(1) from None


def _log_format() -> str:
    """Also of errors before the data folder is open. That the settings can't be read is said then."""
    try:
        return read_settings(config_folder(os.environ), {}, os.environ).log_format
    except LeftopenError:
        return os.environ.get("LEFTOPEN_LOG_FORMAT", "")


@dataclass(kw_only=True)
class StartRetry:
    """Tries every five seconds, and says why once, then every ten minutes."""

    supervisor: Supervisor
    waits: bool
    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] = time.monotonic
    _said: str = ""
    _said_at: float = 0.0
    _began: float = field(init=False)

    def until_started(self, start: Callable[[ExitStack], T], stack: ExitStack) -> T:
        """What it opened is closed with `stack`, or at once where the try fails. Raises what `start` does,
        where waiting does not help."""
        self._began = self.monotonic()
        while True:
            with ExitStack() as tried:
                try:
                    started = start(tried)
                except (StoreFailed, OSError) as error:
                    if not self.waits or not _may_pass(error):
                        raise
                    self._say(str(error))
                else:
                    stack.push(tried.pop_all())
                    return started
            self.sleep(PAUSE_S)

    def _say(self, why: str) -> None:
        now = self.monotonic()
        if why != self._said or now - self._said_at >= AGAIN_S:
            self._said, self._said_at = why, now
            log_event(ERROR, "waiting", f"{why}; trying again every {PAUSE_S:.0f} seconds")
        self.supervisor.waiting(why)
        if now - self._began >= START_S:
            # The machine must not wait for it at its own start.
            self.supervisor.ready()
            self.supervisor.waiting(why)
        self.supervisor.alive()


def _may_pass(error: StoreFailed | OSError) -> bool:
    return isinstance(error, StoreFailed) or (error.errno in FULL and not _of_output(error))


def _of_output(error: Exception) -> bool:
    """Is it standard output that can't be written? An error of a file names it. The program says so itself,
    and waiting does not help."""
    return isinstance(error, OSError) and error.filename is None and error.errno in UNWRITTEN
