"""The program as a process of its own, and what it printed before it ended, in whatever way it ended."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Line = dict[str, Any]
MAIN = "from leftopen.cli import main; main()"
# A busy machine takes a minute for what a free one does in three seconds.
LONGEST_S = 180.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A data folder, its keys apart from it, and settings for the environment."""

    root: Path
    settings: Mapping[str, object]

    @property
    def data(self) -> Path:
        return self.root / "data"

    def environ(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LEFTOPEN_")}
        given = {f"LEFTOPEN_{name.upper()}": str(value) for name, value in self.settings.items()}
        return {**kept, **given, "LEFTOPEN_CONFIG": str(self.root / "config")}


class Run:
    """One started command. Standard output goes to a file: what was written is there, also after a kill."""

    def __init__(self, folder: Folder, *words: str) -> None:
        folder.root.mkdir(exist_ok=True)
        self._out = folder.root / f"out{time.monotonic_ns()}"
        self._err = self._out.with_suffix(".err")
        self.began = time.monotonic()
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self.process = subprocess.Popen(
                [sys.executable, "-c", MAIN, *words, "--data", str(folder.data)],
                stdout=out,
                stderr=err,
                stdin=subprocess.DEVNULL,
                env=folder.environ(),
            )

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    def wait(self, seconds: float = LONGEST_S) -> int:
        """The exit code; the process is ended, and the test fails, when it takes longer."""
        try:
            return self.process.wait(seconds)
        finally:
            if self.running:
                self.process.kill()
                self.process.wait()

    def kill_at(self, moment: float) -> bool:
        """kill -9 when `moment` (monotonic) comes; False when it had ended by itself before."""
        try:
            self.process.wait(max(0.0, moment - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGKILL)
            return self.process.wait() == -signal.SIGKILL
        return False

    def spoke(self) -> float:
        """The moment (monotonic) when its first line was there, or it had ended without one."""
        while self.running and not self.lines() and time.monotonic() < self.began + LONGEST_S:
            time.sleep(0.01)
        return time.monotonic()

    def lines(self) -> list[Line]:
        """The whole lines of standard output; half a line was never printed."""
        whole = self._out.read_bytes().rpartition(b"\n")[0]
        return [json.loads(line) for line in whole.splitlines()]

    def until(self, kind: str, seconds: float = 60.0) -> None:
        """Waits until it has printed a line of that type."""
        end = time.monotonic() + seconds
        while not any(line["type"] == kind for line in self.lines()):
            assert self.running, f"it ended before it printed a {kind}: {self.said()}"
            assert time.monotonic() < end, f"no {kind} within {seconds} s"
            time.sleep(0.02)

    def printed(self) -> str:
        """Standard output as text."""
        return self._out.read_text(errors="replace")

    def said(self) -> str:
        """What it wrote to standard error."""
        return self._err.read_text(errors="replace")


def done(folder: Folder, *words: str) -> list[Line]:
    """Runs a command to its end, which must be a good one, and gives its lines."""
    run = Run(folder, *words)
    code = run.wait()
    assert code == 0, f"exit {code}: {run.said()}"
    return run.lines()
