"""Groups of the fields of an observation: what one source can see, and another can't."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntFlag


class FieldGroup(IntFlag):
    """The numbers are stored.

    `PROTOCOL` the module   `BANNER` data, hash and the objects of other protocols   `PRODUCT` product,
    version, info, os, device, cpe   `IDENTITY` the server's own key   `NAMES` host names   `TAGS`, `VULNS`
    as Shodan has them   `HTTP`, `TLS` their objects   `LOCATION` country, network and cloud   `EXAMINED` the
    word of our own checks
    """

    PROTOCOL = 1
    BANNER = 2
    PRODUCT = 4
    IDENTITY = 8
    NAMES = 16
    TAGS = 32
    VULNS = 64
    HTTP = 128
    TLS = 256
    LOCATION = 512
    EXAMINED = 2048


NOTHING = FieldGroup(0)
"""A look that saw an open port, and nothing of the service behind it."""
TALK = (
    FieldGroup.PROTOCOL | FieldGroup.BANNER | FieldGroup.PRODUCT | FieldGroup.IDENTITY
    | FieldGroup.HTTP | FieldGroup.TLS
)  # fmt: skip
"""What a talk with the server shows, or shows to be missing."""
VERSION_SCAN = FieldGroup.PROTOCOL | FieldGroup.PRODUCT | FieldGroup.TLS
"""What Nmap shows that was asked for versions (`-sV`), or shows to be missing."""
EVERYTHING = FieldGroup(1023)
"""What a source may see; the word of our checks only a look of ours has."""
GUESSED_TIME = FieldGroup(1024)
"""No group: stands beside them where the source has no time, so that the time of its file counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a group of fields comes from that the newest observation could not see."""

    group: FieldGroup
    at: datetime
    source: str
    own: bool
