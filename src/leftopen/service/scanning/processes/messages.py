"""What a scan's process and its scan processes say to each other, as MessagePack. Pure.

Results are masked records, as they would be stored: no sample and no raw byte of a target is among them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, get_type_hints

import msgspec

from leftopen.model.observation import Observation
from leftopen.model.scope import ScopeRecord
from leftopen.model.site_name import KnownName, UnaskedNames
from leftopen.net.gate import Counts
from leftopen.pipeline.outcome import CheckOutcome
from leftopen.pipeline.run_shapes import Route
from leftopen.service.scanning.endpoint_result import EndpointResult
from leftopen.settings import Settings
from leftopen.store.engine.parameters import clean

READY = b"ready"
"""What the fork server says once."""
LARGEST = 2**63 - 1


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """What a scan process needs of the workspace and of the scan; `key` is that of the digests, `places` the
    folder of our range tables, `silent` packed addresses and ports, `names` the known names by packed
    address."""

    settings: Settings
    agent: str
    scan: str
    key: bytes
    places: str
    checks: bool
    live: Mapping[str, Route] = msgspec.field(default_factory=dict)
    silent: tuple[tuple[bytes, int], ...] = ()
    names: Mapping[bytes, tuple[KnownName, ...]] = msgspec.field(default_factory=dict)


class ScopeIs(msgspec.Struct, frozen=True, kw_only=True, tag="scope"):
    """The scope from now on; `pinned` host name → packed addresses, `domains` organisation → domains."""

    records: tuple[ScopeRecord, ...]
    pinned: Mapping[str, tuple[bytes, ...]]
    domains: Mapping[str, frozenset[str]]


class StillValid(msgspec.Struct, frozen=True, kw_only=True, tag="valid"):
    """The last scope still holds."""


class Examine(msgspec.Struct, frozen=True, kw_only=True, tag="examine"):
    """One endpoint; `index` is its place in the sweep's order."""

    index: int
    packed: bytes
    port: int


Order = ScopeIs | StillValid | Examine


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """`result` None: the scope does not allow it, or, with `failed`, there was an internal error. `counts` is
    what the process sent and read since its last message."""

    index: int
    counts: Counts
    result: EndpointResult | None = None
    failed: bool = False


class Fault(msgspec.Struct, frozen=True, kw_only=True, tag="fault"):
    """The traceback of a bug in a check or probe."""

    trace: str


class Alive(msgspec.Struct, frozen=True, kw_only=True, tag="alive"):
    """The answer to `ScopeIs` and `StillValid`."""


Report = Examined | Fault | Alive


class _Result(msgspec.Struct, frozen=True, kw_only=True):
    """An EndpointResult. The observation and the outcomes are packed by themselves, because a text that can't
    be packed is repaired in plain values. The observation's `blocks` are JSON text, as in the store: the
    serial number of a certificate is larger than any number of MessagePack."""

    observation: msgspec.Raw
    blocks: bytes
    outcomes: msgspec.Raw
    checked: bool
    suspect: bool
    not_followed: tuple[str, ...]
    sites: tuple[_Result, ...]
    asked: int
    unasked: tuple[UnaskedNames, ...]


class _Examined(msgspec.Struct, frozen=True, kw_only=True, tag="examined"):
    index: int
    counts: Counts
    failed: bool
    result: _Result | None


_ORDERS: msgspec.msgpack.Decoder[Order] = msgspec.msgpack.Decoder(Order)
_REPORTS: msgspec.msgpack.Decoder[_Examined | Fault | Alive] = msgspec.msgpack.Decoder(
    _Examined | Fault | Alive
)
_OUTCOMES = msgspec.msgpack.Decoder(tuple[CheckOutcome, ...])
_CONFIG = msgspec.msgpack.Decoder(Config)
_FIELDS = {name: kind for name, kind in get_type_hints(Observation).items() if name != "blocks"}
_OBSERVATION = msgspec.msgpack.Decoder(msgspec.defstruct("SeenObservation", list(_FIELDS.items())))


def pack_message(message: Config | Order | Report) -> bytes:
    """Texts and numbers that MessagePack can't hold become what the store makes of them."""
    return _encoded(_wire(message) if isinstance(message, Examined) else message)


def _wire(examined: Examined) -> _Examined:
    result = examined.result
    return _Examined(
        index=examined.index,
        counts=examined.counts,
        failed=examined.failed,
        result=_packed(result) if result is not None else None,
    )


def _packed(result: EndpointResult) -> _Result:
    return _Result(
        observation=msgspec.Raw(_encoded(replace(result.observation, blocks={}))),
        blocks=json.dumps(result.observation.blocks).encode(),
        outcomes=msgspec.Raw(_encoded(result.outcomes)),
        checked=result.checked,
        suspect=result.suspect,
        not_followed=result.not_followed,
        sites=tuple(map(_packed, result.sites)),
        asked=result.asked,
        unasked=result.unasked,
    )


def _encoded(record: object) -> bytes:
    try:
        return msgspec.msgpack.encode(record)
    except (UnicodeEncodeError, OverflowError):
        plain = msgspec.to_builtins(record, builtin_types=(datetime, bytes))
        return msgspec.msgpack.encode(_storable(plain))


def order(data: bytes) -> Order:
    """Raises ValueError for anything else."""
    return _ORDERS.decode(data)


def report(data: bytes) -> Report:
    """Raises ValueError for anything else."""
    reports = _REPORTS.decode(data)
    if not isinstance(reports, _Examined):
        return reports
    result = None if reports.result is None else _unpacked(reports.index, reports.result)
    return Examined(index=reports.index, counts=reports.counts, failed=reports.failed, result=result)


def _unpacked(index: int, packed: _Result) -> EndpointResult:
    seen = _OBSERVATION.decode(packed.observation)
    return EndpointResult(
        index=index,
        observation=Observation(
            **{name: getattr(seen, name) for name in _FIELDS}, blocks=json.loads(packed.blocks)
        ),
        outcomes=_OUTCOMES.decode(packed.outcomes),
        checked=packed.checked,
        suspect=packed.suspect,
        not_followed=packed.not_followed,
        sites=tuple(_unpacked(index, one) for one in packed.sites),
        asked=packed.asked,
        unasked=packed.unasked,
    )


def config(data: bytes) -> Config:
    """Raises ValueError for anything else."""
    return _CONFIG.decode(data)


def _storable(value: Any) -> Any:
    """Recursion is bounded by the depth of what a probe may report."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, int):
        return max(-LARGEST, min(LARGEST, value))
    if isinstance(value, dict):
        return {_storable(key): _storable(below) for key, below in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(below) for below in value]
    return value
