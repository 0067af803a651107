"""Google's `cloud.json` (regions of customers) and `goog.json` (all of Google's own).

Source of the format: the files at www.gstatic.com/ipranges: `creationTime`, and prefixes with
`ipv4Prefix` or `ipv6Prefix`, `service` and `scope` (a region or `global`); goog.json has prefixes only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leftopen.formats import range_file
from leftopen.model.location import Location
from leftopen.model.ranges import Range, Ranges, RangesReader

PROVIDER = "Google"


@dataclass(frozen=True, slots=True)
class _Prefix:
    ipv4Prefix: str = ""
    ipv6Prefix: str = ""
    service: str = ""
    scope: str = ""


@dataclass(frozen=True, slots=True)
class _File:
    creationTime: str
    prefixes: Sequence[_Prefix]


def _range(one: _Prefix) -> Range:
    location = Location(cloud_provider=PROVIDER, cloud_region=one.scope, cloud_service=one.service)
    return *range_file.bounds(one.ipv4Prefix or one.ipv6Prefix), location


def read(data: bytes) -> Ranges:
    file = range_file.decoded(_File, data, "cloud.json or goog.json of Google")
    customers = any(one.scope for one in file.prefixes)
    return Ranges(
        title="Google Cloud ranges" if customers else "Google ranges",
        layers=([_range(one) for one in file.prefixes],),
        dated=range_file.day(file.creationTime),
        name="gcp" if customers else "google",
    )


reader = RangesReader(
    claim="cloud",
    wants="cloud.json or goog.json of Google",
    recognises=lambda head: b'"creationTime"' in head and b'Prefix"' in head,
    read=read,
)
