"""The processor time of the servers of a bench: of every process that shares its network namespace."""

from __future__ import annotations

import os
from pathlib import Path

TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")


def servers() -> frozenset[int]:
    """The processes of this network namespace, without this one."""
    here = os.stat("/proc/self/ns/net").st_ino
    found = set()
    for entry in _PROC.iterdir():
        try:
            if entry.name.isdigit() and os.stat(entry / "ns" / "net").st_ino == here:
                found.add(int(entry.name))
        except OSError:
            continue
    return frozenset(found - {os.getpid()})


def milliseconds(of: frozenset[int]) -> float:
    """What these have used until now, with their children: those that ended, and those that they have now."""
    used = 0.0
    for entry in _PROC.iterdir():
        try:
            if not entry.name.isdigit():
                continue
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        # From proc_pid_stat(5), counted from the state: parent, then utime, stime, cutime, cstime.
        if int(entry.name) in of or int(fields[1]) in of:
            used += sum(map(int, fields[11:15]))
    return used * TICK_MS
