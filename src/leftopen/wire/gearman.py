"""Gearman's administrative text protocol, for two requests. Pure, bounded, never raises.

Source: the Gearman protocol, section "Administrative Protocol" (gearman.org/protocol). `version` and `status`
read; no job is submitted and no function registered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

VERSION = b"version\r\n"
STATUS = b"status\r\n"
UNKNOWN = b"ERR UNKNOWN_COMMAND Unknown+server+command"
LARGEST = 16_384
"""The most bytes of one list of functions that are read."""

_VERSION = re.compile(rb"OK (\d{1,5}\.[\w.+~-]{1,39})\r?\n")
_LINE = re.compile(rb"([^\t\r\n]{1,512})\t(\d{1,12})\t(\d{1,12})\t(\d{1,12})")
_END = b".\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """`functions` of which the server knows, `jobs` that wait or run, `workers` that could run them. `whole`:
    the end of the list was read."""

    functions: int
    jobs: int
    workers: int
    whole: bool


def version(raw: bytes) -> str:
    """The version after `OK `, or ''."""
    fits = _VERSION.match(raw[:64])
    return fits[1].decode() if fits else ""


def whole(raw: bytes) -> bool:
    """Is the list complete, as long as is read of one, or something else?"""
    begins = raw[: raw.find(b"\n") + 1]
    listed = not begins or begins == _END or _LINE.fullmatch(begins.rstrip(b"\r\n")) is not None
    return not listed or len(raw) >= LARGEST or raw == _END or raw.endswith(b"\n" + _END)


def status(raw: bytes) -> Status | None:
    """The list of functions, also where its end was cut off; None for anything else."""
    lines = raw[:LARGEST].replace(b"\r\n", b"\n").split(b"\n")
    ended = lines[-2:] == [b".", b""]
    rows = [_LINE.fullmatch(line) for line in (lines[:-2] if ended else lines[:-1])]
    if not (rows or ended) or None in rows:
        return None
    totals = [(int(row[2]), int(row[4])) for row in rows if row is not None]
    return Status(
        functions=len(rows),
        jobs=sum(jobs for jobs, _ in totals),
        workers=sum(workers for _, workers in totals),
        whole=ended,
    )
