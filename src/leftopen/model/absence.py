"""A known service that did not answer when it was asked again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leftopen.model.endpoint import Endpoint


class AbsenceReason(StrEnum):
    """`refused` the host refused the connection · `silent` no response, while the same host responded after
    it on another port · `host_silent` nothing on the host responded after it, so that the way to it may be
    blocked."""

    REFUSED = "refused"
    SILENT = "silent"
    HOST_SILENT = "host_silent"


CERTAIN = tuple(AbsenceReason)
"""From the most certain to the least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedProbe:
    """One attempt to reach a known endpoint, without an answer. It counts for every service there, whatever
    its name."""

    endpoint: Endpoint
    at: datetime
    reason: AbsenceReason
    scan: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """`since` the first look without an answer, `last` the latest; `ended` the first answer after them, None
    while there was none."""

    service: str
    address: str
    port: int
    transport: str
    since: datetime
    last: datetime
    reason: AbsenceReason
    ended: datetime | None = None
    scan: str = ""

    @property
    def gone(self) -> bool:
        """Is the service gone? A host that is silent as a whole may only be out of reach."""
        return self.ended is None and self.reason is not AbsenceReason.HOST_SILENT
