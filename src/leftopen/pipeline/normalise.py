"""Turns a line of another tool into an observation of ours: masked, located, and with its ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from leftopen.contents.masking import Masker
from leftopen.formats import banner
from leftopen.formats.ssh_algorithms import unlisted_names
from leftopen.model.address import Address
from leftopen.model.claims import CLAIMS, said_by, says
from leftopen.model.endpoint import Endpoint
from leftopen.model.facts import Json
from leftopen.model.field_group import GUESSED_TIME
from leftopen.model.identity import observation_id, site_id
from leftopen.model.import_reader import BadLine, Imported
from leftopen.model.location import NOWHERE, Location
from leftopen.model.observation import Observation
from leftopen.model.vantage import Place, Vantage
from leftopen.scope.classes import is_loopback
from leftopen.scope.decide import LOOPBACK_REALM
from leftopen.store.engine import parameters
from leftopen.wire.http.redact import without_secrets

Lookup = Callable[[Address], Location]
# The line and our tables must agree on this before any value of that kind is taken from ours: a city belongs
# to one country only.
AGREE: Mapping[str, str] = {"country": "country_code", "network": "asn", "cloud": "cloud_provider"}
_TEXTS = (
    "country_name", "region_code", "city", "postal_code", "org", "isp", "cloud_provider", "cloud_region",
    "cloud_service",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportContext:
    """What all rows of one import share. `port` and `at` are the defaults where the format states none (0
    and None: such a line is rejected); a time later than `latest` counts as none. `realm` and `place` are the
    defaults for lines that state none; where the user set them (`realm_said`, `place_said`), they override
    the line. `at_said`: `at` is the user's, and no guess."""

    masker: Masker
    lookup: Lookup
    scan: str
    realm: str
    place: Place
    latest: datetime
    port: int = 0
    at: datetime | None = None
    realm_said: bool = False
    place_said: bool = False
    at_said: bool = False

    def realm_of(self, found: Imported) -> str:
        """As our own scans have it, so that both see one service: every machine has its own loopback."""
        if self.realm_said:
            return self.realm
        return found.realm or (LOOPBACK_REALM if is_loopback(found.address) else self.realm)

    def place_of(self, found: Imported) -> Place:
        return self.place if self.place_said else found.place or self.place


def to_observation(found: Imported, making: ImportContext, *, clean: bool) -> Observation | BadLine:
    """Builds the observation. `clean`: masking is known to change nothing in it."""
    stated, port = found.timestamp, found.port or making.port
    right = stated is not None and stated <= making.latest
    at = stated if right else making.at
    if at is None and stated is None:
        return BadLine("no time (set --at)")
    if not port:
        return BadLine("no port (set --port)")
    if at is None or at > making.latest:
        return BadLine("its time lies in the future")
    raw = found.data.replace("\0", "") if "\0" in found.data else found.data
    # As our own probes store a head: cookies and tokens are no use to anybody but a thief.
    data = without_secrets(raw, found.data_encoding)
    masker = making.masker if clean else making.masker.sparing(unlisted_names(found.blocks))
    kept = found if clean else masked_import(found, masker)
    text = data if clean else masker.mask(data)
    given = found.hash if found.hash is not None else banner.text_hash(raw)
    given = given if text == data else banner.text_hash(text)
    # In its stored form, because the service id depends on it.
    name = parameters.clean(kept.name)
    endpoint = Endpoint(
        address=found.address, port=port, transport=found.transport, name=name, realm=making.realm_of(kept)
    )
    service, vantage = site_id(endpoint), Vantage(place=making.place_of(found), name=kept.seen_by)
    return Observation(
        id=observation_id(service, at, text), service=service, endpoint=endpoint, timestamp=at,
        duration=found.duration, vantage=vantage, scan=making.scan,
        clause="", module=kept.module, data=text, data_encoding=found.data_encoding, hash=given,
        product=kept.product, version=kept.version, info=kept.info, os=kept.os, identity=kept.identity,
        tls=found.tls, hostnames=kept.hostnames, cpe=kept.cpe, tags=kept.tags,
        blocks=_blocks_without_secrets(kept.blocks),
        location=fill_location(_dated(kept, at), making.lookup(found.address)),
        sees=found.sees if right or making.at_said else found.sees | GUESSED_TIME,
    )  # fmt: skip


def _blocks_without_secrets(blocks: Mapping[str, Json]) -> Mapping[str, Json]:
    """Heads lie in them too: of redirects, in the output of scripts."""
    return {name: _item_without_secrets(item) for name, item in blocks.items()}


def _item_without_secrets(item: Json) -> Json:
    """Recursion is bounded by the reader's depth."""
    if isinstance(item, str):
        return without_secrets(item)
    if isinstance(item, dict):
        return {name: _item_without_secrets(below) for name, below in item.items()}
    return [_item_without_secrets(below) for below in item] if isinstance(item, list) else item


def _dated(found: Imported, at: datetime) -> Location:
    """The claims of a line without a time get the day of the observation."""
    place = found.location
    if found.timestamp is not None or place is NOWHERE:
        return place
    day = at.date().isoformat()
    return replace(place, sources=tuple((claim, by, dated or day) for claim, by, dated in place.sources))


def masked_import(found: Imported, masker: Masker) -> Imported:
    """Masks every text of it except `data`."""
    mask, place = masker.mask, found.location
    fields: dict[str, Any] = {name: mask(getattr(place, name)) for name in _TEXTS}
    blocks = masker.block(dict(found.blocks))
    product, version = masker.pair(found.product, found.version)
    return Imported(
        address=found.address, port=found.port, timestamp=found.timestamp, seen_by=mask(found.seen_by),
        transport=found.transport, name=_masked_name(found.name, mask), module=mask(found.module),
        product=product, version=version, info=mask(found.info), os=mask(found.os),
        identity=mask(found.identity),
        hostnames=tuple(_masked_name(name, mask) for name in found.hostnames),
        cpe=tuple(map(mask, found.cpe)), tags=tuple(map(mask, found.tags)),
        blocks=blocks if isinstance(blocks, dict) else {},
        location=replace(place, **fields), sees=found.sees, realm=mask(found.realm) if found.realm else "",
    )  # fmt: skip


def _masked_name(name: str, mask: Callable[[str], str]) -> str:
    """Readers write host names in lower case, in which some values are no longer recognised."""
    large = mask(name.upper())
    return mask(name) if large == name.upper() else large.lower()


def fill_location(own: Location, ours: Location) -> Location:
    """The line's claims, completed by our tables, each with its own source."""
    if ours is NOWHERE or ours == NOWHERE:
        return own
    if own is NOWHERE:
        return ours
    values: dict[str, Any] = {}
    sources: list[tuple[str, str, str]] = []
    for kind, agreed in AGREE.items():
        first, second = getattr(own, agreed), getattr(ours, agreed)
        if first and second and first != second:
            continue
        missing = [claim for claim in said_by(ours, kind) if not says(own, claim)]
        values |= {name: getattr(ours, name) for claim in missing for name in CLAIMS[claim]}
        sources += [one for one in ours.sources if one[0] in missing]
    return replace(own, sources=(*own.sources, *sources), **values)


def deep(value: Json, most: int) -> bool:
    """Is it nested more deeply than that?"""
    if most <= 0:
        return True
    below = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(deep(item, most - 1) for item in below if isinstance(item, dict | list))
