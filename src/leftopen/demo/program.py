"""Runs a real server program as a child: starts it, waits until it listens, and ends it with its children."""

from __future__ import annotations

import random
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from leftopen.demo import guard
from leftopen.errors import LeftopenError

LOOPBACK = "127.0.0.1"
START_LIMIT = 60.0
"""Seconds that a program has to begin to listen."""


class ProgramFailed(LeftopenError):
    """A program that ended, or did not listen in time; the text carries the end of its log."""


class ServerProgram:
    """`ports` are those that it must listen on; `log` receives its output. Not started by the constructor."""

    def __init__(
        self, command: Sequence[str], *, ports: Sequence[int], log: Path, env: Mapping[str, str] | None = None
    ) -> None:
        self._command = [sys.executable, "-I", guard.__file__, *command]
        self._ports = tuple(ports)
        self._log = log
        self._env = None if env is None else dict(env)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, limit: float = START_LIMIT) -> None:
        """Returns when every port accepts a connection. Raises ProgramFailed, leaving nothing running."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=self._env,
                cwd=self._log.parent,
                start_new_session=True,
            )
        try:
            self._wait(time.monotonic() + limit)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Ends it and waits; no error when it was never started or has ended."""
        if self._process is None:
            return
        process, self._process = self._process, None
        if process.stdin is not None:
            process.stdin.close()
        try:
            process.wait(guard.GRACE + 5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def said(self) -> str:
        """The end of its log, on one line."""
        return " ".join(self._log.read_text(errors="replace").split())[-600:]

    def _wait(self, until: float) -> None:
        for port in self._ports:
            while not _accepts(port):
                if not self.running:
                    raise ProgramFailed(f"{self._log.stem} ended at once: {self.said()}")
                if time.monotonic() > until:
                    raise ProgramFailed(f"{self._log.stem} does not listen on port {port}: {self.said()}")
                time.sleep(0.03)
        if not self.running:
            raise ProgramFailed(f"{self._log.stem} ended; something else has its port: {self.said()}")


def free_ports(count: int, rng: random.Random) -> list[int]:
    """Free ports of loopback, all different.

    Below 32768, the start of the kernel's ephemeral ports: a scan of this machine can't take one while its
    server restarts.
    """
    held: list[socket.socket] = []
    try:
        while len(held) < count:
            candidate = socket.socket()
            held.append(candidate)
            _bind_any(candidate, rng)
        return [int(one.getsockname()[1]) for one in held]
    finally:
        for one in held:
            one.close()


def _bind_any(candidate: socket.socket, rng: random.Random) -> None:
    for _ in range(500):
        try:
            candidate.bind((LOOPBACK, rng.randrange(20_000, 32_768)))
            return
        except OSError:
            continue
    raise LeftopenError("no free port on 127.0.0.1 between 20000 and 32767")


def _accepts(port: int) -> bool:
    """A loopback connection whose two ends are equal is the kernel's self-connect."""
    with socket.socket() as attempt:
        attempt.settimeout(1.0)
        try:
            attempt.connect((LOOPBACK, port))
        except OSError:
            return False
        ends: tuple[object, object] = (attempt.getsockname(), attempt.getpeername())
        return ends[0] != ends[1]
