"""AWS `ip-ranges.json`: prefixes with region and service.

Source of the format: docs.aws.amazon.com/vpc/latest/userguide/aws-ip-syntax.html. `AMAZON` is the name
of every prefix; a more exact service is listed again under its own name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from leftopen.formats import range_file
from leftopen.model.location import Location
from leftopen.model.ranges import Range, Ranges, RangesReader

PROVIDER = "Amazon"
GENERAL = "AMAZON"


@dataclass(frozen=True, slots=True)
class _Prefix:
    region: str
    service: str
    ip_prefix: str = ""
    ipv6_prefix: str = ""


@dataclass(frozen=True, slots=True)
class _File:
    createDate: str
    prefixes: Sequence[_Prefix]
    ipv6_prefixes: Sequence[_Prefix] = field(default_factory=tuple)


def _range(one: _Prefix, service: str) -> Range:
    location = Location(cloud_provider=PROVIDER, cloud_region=one.region, cloud_service=service)
    return *range_file.bounds(one.ip_prefix or one.ipv6_prefix), location


def read(data: bytes) -> Ranges:
    file = range_file.decoded(_File, data, "ip-ranges.json of AWS")
    every = (*file.prefixes, *file.ipv6_prefixes)
    general = [_range(one, GENERAL) for one in every]
    exact = [_range(one, one.service) for one in every if one.service != GENERAL]
    return Ranges(title="AWS ip-ranges", layers=(general, exact), dated=range_file.day(file.createDate))


reader = RangesReader(
    claim="cloud",
    wants="ip-ranges.json of AWS",
    recognises=lambda head: b'"ip_prefix"' in head and b'"network_border_group"' in head,
    read=read,
)
