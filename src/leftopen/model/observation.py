"""One response of one service at one time: the row of the search engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from leftopen.model.absence import Absence
from leftopen.model.endpoint import Endpoint
from leftopen.model.examined import Examined
from leftopen.model.facts import Json
from leftopen.model.field_group import EVERYTHING, GUESSED_TIME, FieldGroup, Origin
from leftopen.model.location import NOWHERE, Location
from leftopen.model.vantage import Vantage

UNKNOWN = "unknown"
"""The module of a service that is not identified."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """Everything here is masked and may be stored.

    `service`    the id of its site: of the endpoint with the name that was asked
    `timestamp`  end of the talk, UTC      `duration` seconds, monotonic
    `module`     the probe's name (`http`, `https`, `ssh` …), or UNKNOWN
    `data`       text; `data_encoding` (`utf-8` or `latin-1`) restores the bytes
    `hash`       Shodan's: signed MurmurHash3 of the unmasked text
    `identity`   the service's own, or ''   `tls` whether the talk ran inside TLS
    `clause`     the scope's clause that allowed the scan, or '' for an import
    `blocks`     a JSON object for each protocol, and other fields of an imported banner, by Shodan's names
    `sees`       the fields that this source could see; the others say nothing
    `origins`    where the fields of a merged view come from that its newest observation could not see
    `aliases`    those of the `hostnames` that are known only because a site of this name answers alike
    `first_seen` the first observation of the service in the store; None before it is stored
    `examined`   what the checks of this look say of the service; None where none ran
    `absence`    set by the store where the service has not answered since
    """

    id: str
    service: str
    endpoint: Endpoint
    timestamp: datetime
    duration: float
    vantage: Vantage
    scan: str
    clause: str
    module: str
    data: str
    data_encoding: str = "utf-8"
    hash: int = 0
    product: str = ""
    version: str = ""
    info: str = ""
    os: str = ""
    identity: str = ""
    tls: bool = False
    hostnames: tuple[str, ...] = ()
    cpe: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    blocks: Mapping[str, Json] = field(default_factory=dict)
    location: Location = NOWHERE
    sees: FieldGroup = EVERYTHING
    origins: tuple[Origin, ...] = ()
    aliases: tuple[str, ...] = ()
    examined: Examined | None = None
    first_seen: datetime | None = None
    absence: Absence | None = None


def is_own(o: Observation) -> bool:
    """Did our own scan make it? Only those name the clause that allowed them."""
    return bool(o.clause)


def timestamp_guessed(o: Observation) -> bool:
    """Is the time that of an imported file, because its line has none that can be right?"""
    return bool(o.sees & GUESSED_TIME)


def source(o: Observation) -> str:
    """Who saw it: the vantage of our own scan, or the tool or service that an import names."""
    return o.vantage.name
