"""Cloudflare's own prefixes, as its API answers: `{"result": {"ipv4_cidrs": […], "ipv6_cidrs": […]}}`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leftopen.formats import range_file
from leftopen.model.location import Location
from leftopen.model.ranges import Ranges, RangesReader

SAID = Location(cloud_provider="Cloudflare")


@dataclass(frozen=True, slots=True)
class _Result:
    ipv4_cidrs: Sequence[str]
    ipv6_cidrs: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _File:
    result: _Result


def read(data: bytes) -> Ranges:
    result = range_file.decoded(_File, data, "response of Cloudflare's API").result
    found = [(*range_file.bounds(one), SAID) for one in (*result.ipv4_cidrs, *result.ipv6_cidrs)]
    return Ranges(title="Cloudflare ranges", layers=(found,))


reader = RangesReader(
    claim="cloud",
    wants="response of Cloudflare's API",
    recognises=lambda head: b'"ipv4_cidrs"' in head,
    read=read,
)
