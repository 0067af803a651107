"""Tells systemd, or another manager that speaks its protocol, that the service is ready, what it waits for,
and that it still works (sd_notify(3)): one datagram to the socket that `NOTIFY_SOCKET` names."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

LONGEST, LONGEST_S = 500, 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervisor:
    """`address`: of the socket, '' where there is no manager. `watchdog`: seconds without a sign of life
    until it ends and starts the service again; 0: never. Every call returns at once and never fails."""

    address: str
    watchdog: float

    def ready(self) -> None:
        self._tell("READY=1", "STATUS=")

    def waiting(self, message: str) -> None:
        """What `systemctl status` shows."""
        self._tell(f"STATUS=waiting: {' '.join(message.split())[:LONGEST]}")

    def stopping(self) -> None:
        self._tell("STOPPING=1")

    def alive(self) -> None:
        self._tell("WATCHDOG=1")

    def _tell(self, *lines: str) -> None:
        if not self.address:
            return
        # An abstract socket is written with an @.
        address = f"\0{self.address[1:]}" if self.address.startswith("@") else self.address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as out:
            # systemd reads at once; a loop must not hang on one that does not.
            out.settimeout(LONGEST_S)
            out.sendto("\n".join(lines).encode(), address)


def supervisor_of(environ: Mapping[str, str]) -> Supervisor:
    """Of this process."""
    address, of = environ.get("NOTIFY_SOCKET", ""), environ.get("WATCHDOG_PID", "")
    period = environ.get("WATCHDOG_USEC", "")
    ours = not of or of == str(os.getpid())
    watchdog = int(period) / 1e6 if address and ours and period.isdecimal() else 0.0
    return Supervisor(address=address if address.startswith(("/", "@")) else "", watchdog=watchdog)


async def report_alive(supervisor: Supervisor, idle: Callable[[], float], stop: asyncio.Event) -> None:
    """Signs of life until `stop` is set, or until this event loop stops turning. None while the worker's loop
    has not turned for half the watchdog's time: `idle` gives the seconds since it did."""
    while supervisor.watchdog and not stop.is_set():
        if idle() < supervisor.watchdog / 2:
            supervisor.alive()
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), supervisor.watchdog / 4)
