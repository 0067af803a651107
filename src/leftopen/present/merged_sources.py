"""Names where the fields of a merged view come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from leftopen.model.facts import Json
from leftopen.model.field_group import FieldGroup
from leftopen.model.observation import Observation
from leftopen.present.timestamps import format_utc

NAMES: Mapping[FieldGroup, str] = {
    FieldGroup.PROTOCOL: "protocol", FieldGroup.BANNER: "banner", FieldGroup.PRODUCT: "product",
    FieldGroup.IDENTITY: "identity", FieldGroup.NAMES: "hostnames", FieldGroup.TAGS: "tags",
    FieldGroup.VULNS: "vulns", FieldGroup.HTTP: "http", FieldGroup.TLS: "ssl",
    FieldGroup.LOCATION: "location", FieldGroup.EXAMINED: "examined",
}  # fmt: skip
"""As the fields are named in lines of JSON and in searches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedSource:
    """`own`: a scan of ours. `fields`: what the view has from it."""

    source: str
    own: bool
    at: datetime
    fields: tuple[str, ...]


def merged_sources(o: Observation) -> tuple[MergedSource, ...]:
    """The sources besides the newest one, newest first."""
    found: dict[tuple[datetime, bool, str], list[str]] = {}
    for origin in o.origins:
        found.setdefault((origin.at, origin.own, origin.source), []).append(NAMES[origin.group])
    return tuple(
        MergedSource(source=source, own=own, at=at, fields=tuple(fields))
        for (at, own, source), fields in sorted(found.items(), reverse=True)
    )


def sources_field(o: Observation) -> dict[str, Json]:
    """Field to `source, date or time`: claims about the address, and fields that the newest observation could
    not see."""
    claims: dict[str, Json] = {claim: f"{source}, {dated}" for claim, source, dated in o.location.sources}
    return claims | {NAMES[one.group]: f"{one.source}, {format_utc(one.at)}" for one in o.origins}
