"""Azure's service tags: `ServiceTags_Public_….json`, `ServiceTags_AzureGovernment_….json` and China's.

Source of the format: Microsoft's downloads 56519 (Public), 57063 (US Government) and 57062 (China). A tag is
a service (`Storage`), or a service in one region (`Storage.USGovVirginia`); `AzureCloud` holds every prefix.
The file has a change number and no date: the date stands in its name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leftopen.formats import range_file
from leftopen.model.location import Location
from leftopen.model.ranges import Ranges, RangesReader

GENERAL = "AzureCloud"
NAMES = {"Public": "Azure", "AzureGovernment": "Azure Government", "China": "Azure China"}
"""The cloud as the file calls it → the provider's name."""


@dataclass(frozen=True, slots=True)
class _Properties:
    addressPrefixes: Sequence[str]
    region: str = ""


@dataclass(frozen=True, slots=True)
class _Tag:
    name: str
    properties: _Properties

    @property
    def service(self) -> str:
        return self.name.partition(".")[0]


@dataclass(frozen=True, slots=True)
class _File:
    cloud: str
    values: Sequence[_Tag]
    changeNumber: int = 0


def read(data: bytes) -> Ranges:
    """Three layers: whose, then which region, then which service; a small range that names no region must not
    hide the region that a wide one names."""
    file = range_file.decoded(_File, data, "file of Azure service tags")
    provider = NAMES.get(file.cloud, f"Azure {file.cloud}")
    whose, region, service = [], [], []
    for bounds, tag in _tagged(file.values):
        whose.append((*bounds, Location(cloud_provider=provider, cloud_service=GENERAL)))
        if tag.properties.region:
            region.append((*bounds, Location(cloud_region=tag.properties.region)))
        if tag.service != GENERAL:
            service.append((*bounds, Location(cloud_service=tag.service)))
    title = f"{provider} service tags (change {file.changeNumber})"
    name = provider.lower().replace(" ", "_")
    return Ranges(title=title, layers=(whose, region, service), name=name)


def _tagged(tags: Sequence[_Tag]) -> list[tuple[tuple[int, int], _Tag]]:
    """The widest tags first: of two services with the same prefix, the one of fewer addresses says more."""
    known: dict[str, tuple[int, int]] = {}
    sized = []
    for tag in tags:
        prefixes = tag.properties.addressPrefixes
        bounds = [known.get(one) or known.setdefault(one, range_file.bounds(one)) for one in prefixes]
        sized.append((sum(last - first + 1 for first, last in bounds), tag, bounds))
    ordered = sorted(sized, key=lambda one: -one[0])
    return [(one, tag) for _, tag, bounds in ordered for one in bounds]


reader = RangesReader(
    claim="cloud",
    wants="ServiceTags_….json of Azure",
    recognises=lambda head: b'"addressPrefixes"' in head and b'"systemService"' in head,
    read=read,
)
