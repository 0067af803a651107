"""The processes of a simulated machine: started, told to work, killed, measured."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.simulation.year_child import DONE, LOOK, READY, WORK

CHILD = Path(__file__).with_name("year_child.py")
LONGEST_S = 300.0
"""For one step, on a machine that does other things."""


class Gone(Exception):
    """The process ended."""


@dataclass(slots=True, kw_only=True)
class YearProcess:
    """One command of the program. Its log goes to a file that is never emptied."""

    machine: Path
    log: Path
    words: tuple[str, ...]
    environ: Mapping[str, str]
    version: str = "0.1.0"
    process: subprocess.Popen[bytes] = field(init=False)
    starts: int = 0

    def start(self, older: str = "") -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(CHILD), str(self.machine), self.version, older, *self.words],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env=dict(self.environ),
            )  # fmt: skip
        self.starts += 1

    def ready(self) -> None:
        self._until(READY)

    def work(self) -> None:
        self._say(WORK)

    def worked(self) -> None:
        """Raises Gone where it died meanwhile."""
        self._until(DONE)

    def look(self) -> None:
        """It only looks at the clock."""
        self._say(LOOK)
        self._until(DONE)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self._end(-signal.SIGKILL)

    def stop(self) -> None:
        """As systemd does."""
        self.process.send_signal(signal.SIGTERM)
        self._end(0)

    def ended(self, code: int) -> None:
        """It ends by itself."""
        self._end(code)

    def _end(self, code: int) -> None:
        try:
            ended = self.process.wait(60)
        finally:
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            for pipe in (self.process.stdin, self.process.stdout):
                if pipe:
                    pipe.close()
        assert ended == code, f"{self.words[0]} ended with {ended}: {self.said()}"

    def said(self) -> str:
        return self.log.read_text(errors="replace")[-3000:]

    def _say(self, word: bytes) -> None:
        assert self.process.stdin
        try:
            self.process.stdin.write(word + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise Gone(self.said()) from None

    def _until(self, wanted: bytes) -> None:
        assert self.process.stdout
        end = time.monotonic() + LONGEST_S
        while time.monotonic() < end:
            there, _, _ = select.select([self.process.stdout], [], [], 1.0)
            if there:
                line = os.read(self.process.stdout.fileno(), 100)
                if line == wanted:
                    return
                raise Gone(f"{self.words[0]} said {line!r}: {self.said()}")
        raise AssertionError(f"{self.words[0]} does not end a step: {self.said()}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Footprint:
    """Of one process: resident kB, and open file descriptors."""

    rss_kb: int
    descriptors: int


def footprint(pid: int) -> Footprint:
    """Raises OSError where it is gone."""
    status = Path(f"/proc/{pid}/status").read_text()
    [rss] = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS")]
    return Footprint(rss_kb=int(rss), descriptors=len(os.listdir(f"/proc/{pid}/fd")))


def engine_of(data: Path) -> int:
    """The process of the engine of this folder; 0 where none runs."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if str(data).encode() in words and any(b"store.engine.process" in word for word in words):
                return int(entry.name)
    return 0
