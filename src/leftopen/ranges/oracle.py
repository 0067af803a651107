"""Oracle Cloud's `public_ip_ranges.json`: prefixes by region, with tags.

Source of the format: https://docs.oracle.com/iaas/Content/General/Concepts/addressranges.htm. OCI is the
customers' networks, OSN Oracle's own services, OBJECT_STORAGE one of those.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leftopen.formats import range_file
from leftopen.model.location import Location
from leftopen.model.ranges import Ranges, RangesReader

PROVIDER = "Oracle"
EXACT = ("OBJECT_STORAGE", "OSN", "OCI")
"""The most exact tag first."""


@dataclass(frozen=True, slots=True)
class _Cidr:
    cidr: str
    tags: Sequence[str] = ()

    @property
    def service(self) -> str:
        return next((tag for tag in EXACT if tag in self.tags), self.tags[0] if self.tags else "")


@dataclass(frozen=True, slots=True)
class _Region:
    region: str
    cidrs: Sequence[_Cidr]


@dataclass(frozen=True, slots=True)
class _File:
    last_updated_timestamp: str
    regions: Sequence[_Region]


def read(data: bytes) -> Ranges:
    file = range_file.decoded(_File, data, "public_ip_ranges.json of Oracle")
    found = [
        (
            *range_file.bounds(one.cidr),
            Location(cloud_provider=PROVIDER, cloud_region=region.region, cloud_service=one.service),
        )
        for region in file.regions
        for one in region.cidrs
    ]
    dated = range_file.day(file.last_updated_timestamp)
    return Ranges(title="Oracle Cloud ranges", layers=(found,), dated=dated)


reader = RangesReader(
    claim="cloud",
    wants="public_ip_ranges.json of Oracle",
    recognises=lambda head: b'"last_updated_timestamp"' in head and b'"cidrs"' in head,
    read=read,
)
