"""One authorisation or denial, as a user recorded it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leftopen.model.read_level import ReadLevel


class Effect(StrEnum):
    ALLOW = "allow"
    DENY = "deny"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeRecord:
    """`target` is a canonical CIDR (`192.0.2.0/24`) or a lower-case host name. A deny record has no end and
    wins over every allow. `rate` is the largest packet rate in packets/s (0: the program's default).
    `one_machine`: all addresses of the target belong to one machine."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Permit:
    """The scope's decision for one address at one time. `clause` is the deciding sentence, for the audit log;
    when not `allowed`, the other fields have no meaning."""

    allowed: bool
    clause: str
    level: ReadLevel = ReadLevel.BANNER
    anonymous: bool = False
    rate: int = 0
    realm: str = "internet"
    record: str = ""
