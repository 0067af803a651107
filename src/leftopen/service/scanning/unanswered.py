"""What a scan learns about known services that did not answer.

Only an attempt that was really sent counts: a port that was not asked, an address outside the scope and a
failure of this machine's own network say nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from leftopen.model.absence import AbsenceReason, UnansweredLook
from leftopen.model.address import Address
from leftopen.model.endpoint import Endpoint
from leftopen.sweep.connect import HostResponds, Unanswered

MOST_KNOWN = 500_000
"""Known ports that one scan compares; about 100 MB."""


@dataclass(slots=True, kw_only=True)
class UnansweredPorts:
    """Collects one scan's events. Whether a silent port's host responds at all is known only at the end."""

    scan: str
    _ports: dict[Endpoint, tuple[datetime, bool]] = field(default_factory=dict)
    _responding: set[Address] = field(default_factory=set)

    def hear(self, event: Unanswered | HostResponds, realm: str, now: datetime) -> None:
        if isinstance(event, HostResponds):
            self._responding.add(event.address)
        else:
            endpoint = Endpoint(address=event.address, port=event.port, realm=realm)
            self._ports[endpoint] = now, event.refused

    def looks(self) -> list[UnansweredLook]:
        return [
            UnansweredLook(endpoint=endpoint, at=at, reason=self._reason(endpoint, refused), scan=self.scan)
            for endpoint, (at, refused) in self._ports.items()
        ]

    def _reason(self, endpoint: Endpoint, refused: bool) -> AbsenceReason:
        if refused:
            return AbsenceReason.REFUSED
        responds = endpoint.address in self._responding
        return AbsenceReason.SILENT if responds else AbsenceReason.HOST_SILENT
