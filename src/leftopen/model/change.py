"""A difference between two observations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leftopen.model.address import Address


class ChangeKind(StrEnum):
    """`new_host` the first response of an address · `new_port` the first of a service there ·
    `changed_banner` another banner than before · `newly_readable`, `newly_closed` a check's verdict changed
    to open, or from open to closed · `gone` a service did not answer when it was asked again."""

    NEW_HOST = "new_host"
    NEW_PORT = "new_port"
    CHANGED_BANNER = "changed_banner"
    NEWLY_READABLE = "newly_readable"
    NEWLY_CLOSED = "newly_closed"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """`before` the observation that it is compared with, '' for a first one and for verdicts; `check` whose
    verdict changed, '' for the others; `observation` is '' for a service that is gone."""

    at: datetime
    kind: ChangeKind
    address: Address
    port: int
    transport: str
    service: str
    observation: str
    before: str = ""
    check: str = ""
