"""Erlang's port mapper, for one question. Pure, never raises.

Source: the Erlang distribution protocol, section "EPMD Protocol" (erlang.org). Requests have two bytes of
length before them. NAMES_REQ reads; ALIVE2_REQ, which registers a node, is never sent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

NAMES = b"\0\1n"
LARGEST = 8192

_LINE = re.compile(rb"name ([^\x00-\x20\x7f]{1,255}) at port (\d{1,5})")


PORT = 4369
"""The mapper's own port, unless its administrator chose another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nodes:
    """`port` the mapper's own, by its word; `ports` of the nodes. `whole`: the last line was read to its
    end."""

    port: int
    ports: tuple[int, ...]
    whole: bool


def nodes(raw: bytes) -> Nodes | None:
    """The answer to NAMES, which ends with the stream; None for anything else."""
    port = int.from_bytes(raw[:4], "big")
    if len(raw) < 4 or not 1024 <= port < 65_536:
        return None
    lines = raw[4:LARGEST].split(b"\n")
    found = [_LINE.fullmatch(line) for line in lines[:-1]]
    if None in found or not b"name ".startswith(lines[-1][:5]):
        return None
    ports = tuple(int(fits[2]) for fits in found if fits is not None)
    return Nodes(port=port, ports=ports, whole=not lines[-1] and len(raw) < LARGEST)
