"""What a scan learns about known services that did not answer.

Only an attempt that was really sent counts: a port that was not asked, an address outside the scope and a
failure of this machine's own network say nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from leftopen.model.absence import AbsenceReason, MissedProbe
from leftopen.model.address import Address
from leftopen.model.endpoint import Endpoint
from leftopen.sweep.connect import HostResponds, Unanswered

MOST_KNOWN = 500_000
"""Known ports that one scan compares; about 100 MB."""


@dataclass(slots=True, kw_only=True)
class UnansweredPorts:
    """Collects one scan's events. Whether a silent port's host still responded after it is known only at the
    end: a host that has begun to block the scanner is silent at every port."""

    scan: str
    _ports: dict[Endpoint, tuple[datetime, bool]] = field(default_factory=dict)
    _responded: dict[Address, datetime] = field(default_factory=dict)

    def add(self, event: Unanswered | HostResponds, realm: str) -> None:
        if isinstance(event, HostResponds):
            self._responded[event.address] = max(event.at, self._responded.get(event.address, event.at))
        else:
            endpoint = Endpoint(address=event.address, port=event.port, realm=realm)
            self._ports[endpoint] = event.at, event.refused

    def looks(self) -> list[MissedProbe]:
        return [
            MissedProbe(endpoint=endpoint, at=at, reason=self._reason(endpoint, at, refused), scan=self.scan)
            for endpoint, (at, refused) in self._ports.items()
        ]

    def _reason(self, endpoint: Endpoint, at: datetime, refused: bool) -> AbsenceReason:
        if refused:
            return AbsenceReason.REFUSED
        responded = self._responded.get(endpoint.address, at)
        return AbsenceReason.SILENT if responded > at else AbsenceReason.HOST_SILENT
