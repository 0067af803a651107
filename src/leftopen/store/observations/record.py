"""The short displayed fields of a stored observation as one JSON text: the column `record`.

The engine computes it from the columns of the incoming row (`0010_tables.sql`), so that no
writer can forget it. Reading one text costs a fraction of reading thirty columns.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from leftopen.model.examined import Examined
from leftopen.model.field_group import FieldGroup, Origin


class Record(msgspec.Struct, array_like=True, frozen=True):
    """In the order in which the table's definition names them."""

    duration: float
    realm: str
    address: str
    port: int
    transport: str
    name: str
    place: str
    vantage: str
    scan: str
    clause: str
    module: str
    product: str
    version: str
    info: str
    os: str
    identity: str
    tls: bool
    hostnames: tuple[str, ...]
    cpe: tuple[str, ...]
    tags: tuple[str, ...]
    data_encoding: str
    hash: int
    country: str
    country_name: str
    region: str
    city: str
    postal: str
    latitude: float | None
    longitude: float | None
    asn: int
    org: str
    isp: str
    cloud_provider: str
    cloud_region: str
    cloud_service: str
    sources: str
    sees: int
    origins: str
    merged: int
    aliases: tuple[str, ...]
    examined: str


Origins = tuple[tuple[int, datetime, str, bool], ...]
_decoder = msgspec.json.Decoder(Record)
_examined = msgspec.json.Decoder(Examined)
_origins = msgspec.json.Decoder(Origins)


def read(text: str) -> Record:
    """Raises msgspec.ValidationError for anything that the engine did not write."""
    return _decoder.decode(text)


def examined_text(word: Examined | None) -> str:
    """The column `examined`."""
    return msgspec.json.encode(word).decode() if word is not None else ""


def examined(text: str) -> Examined | None:
    """Raises msgspec.ValidationError for anything that `examined_text` did not write."""
    return _examined.decode(text) if text else None


def origins_text(some: Iterable[Origin]) -> str:
    """The column `origins`."""
    return msgspec.json.encode([(int(one.group), one.at, one.source, one.own) for one in some]).decode()


def origins(text: str) -> tuple[Origin, ...]:
    """Raises msgspec.ValidationError for anything that `origins_text` did not write."""
    return tuple(
        Origin(group=FieldGroup(group), at=at, source=source, own=own)
        for group, at, source, own in (_origins.decode(text) if text else ())
    )
