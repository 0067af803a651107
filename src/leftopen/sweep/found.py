"""The events of a sweep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from leftopen.model.address import Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An open port. `index`: its position in the permuted order, on the scale of `SweepProgress.cursor`. Of a
    UDP port: the name of the `question` that it answered, and the `answer`."""

    address: Address
    port: int
    index: int
    question: str = ""
    answer: bytes = b""

    @property
    def transport(self) -> str:
        return "udp" if self.question else "tcp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """A port that is known from before and did not answer now; `refused` by its host, or silent. `at`: when
    it was asked, of two times the first. A failure of this machine or its network is none."""

    address: Address
    port: int
    refused: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HostResponds:
    """A host with known ports accepted or refused a connection that was tried at `at`, at any port. Told the
    first time, and again after each silent port."""

    address: Address
    at: datetime


Event = Found | Unanswered | HostResponds


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepProgress:
    """Counts of positions (one port of one address each): `done` of `total`, those before the start included;
    and since the start `answered`, `closed` (the host refuses), `silent` (no response, twice), `unreachable`,
    and `refused` (by the scope: nothing was sent).

    Every position before `cursor` is done and reported: a sweep that starts there misses nothing. Positions
    after it may be done too, and would be done again.
    """

    done: int
    total: int
    cursor: int
    answered: int = 0
    closed: int = 0
    silent: int = 0
    unreachable: int = 0
    refused: int = 0
