"""A loopback of its own for each process of a run, where this user may make one: ports of one process can't
meet those of another, and a sweep of every port finds only what its own process started."""

from __future__ import annotations

import ctypes
import os
import subprocess

from tests.servers.need import missing, program

_NEWNET = 0x40000000


def lacking() -> str:
    """'' or why there can be none."""
    return "a network namespace needs root" if os.geteuid() else missing("ip")


def move() -> None:
    """The calling thread, and all that it starts from now on, into a new namespace with loopback only.
    Raises OSError, CalledProcessError."""
    if ctypes.CDLL(None, use_errno=True).unshare(_NEWNET):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    subprocess.run([program("ip"), "link", "set", "lo", "up"], check=True, timeout=20)
