"""One authorisation or denial, as a user recorded it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from leftopen.model.read_level import ReadLevel


class Effect(StrEnum):
    ALLOW = "allow"
    DENY = "deny"


class NotifyPolicy(StrEnum):
    """`no`: a person notifies. `ask`: notices are written by themselves and wait for a person's approval.
    `auto`: they are sent."""

    NO = "no"
    ASK = "ask"
    AUTO = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeRecord:
    """`target` is a canonical CIDR (`192.0.2.0/24`) or a lower-case host name. A deny record wins over every
    allow; it holds until its end, or without one for ever. `port`: a denial of one port, 0 for all. `rate` is
    the largest packet rate in packets/s (0: the program's default). `one_machine`: all addresses of the
    target belong to one machine. `notify`: are its owners notified by itself? `contact_by`: who answers for
    the contact, '' where it was not recorded."""

    id: str
    effect: Effect
    target: str
    authorised_by: str
    added: datetime
    until: datetime | None = None
    org: str = ""
    contact: str = ""
    level: ReadLevel = ReadLevel.LISTING
    anonymous: bool = False
    rate: int = 0
    dark: bool = False
    realm: str = "internet"
    note: str = ""
    one_machine: bool = False
    notify: NotifyPolicy = NotifyPolicy.NO
    port: int = 0
    contact_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """The scope's decision for one address at one time. `clause` is the deciding sentence, for the audit log;
    when not `allowed`, the other fields have no meaning. `denied_ports`: denied ones of an allowed address.
    `domains`: those of the record's organisation, whose names may be asked there; `denied_names`: names that
    are never sent, with all below them."""

    allowed: bool
    clause: str
    level: ReadLevel = ReadLevel.BANNER
    anonymous: bool = False
    rate: int = 0
    realm: str = "internet"
    record: str = ""
    denied_ports: frozenset[int] = frozenset()
    domains: frozenset[str] = frozenset()
    denied_names: frozenset[str] = frozenset()

    def at(self, port: int) -> Permit:
        """The decision for one port."""
        if not self.allowed or port not in self.denied_ports:
            return self
        return replace(self, allowed=False, clause=f"port {port} of this address is not scanned")
