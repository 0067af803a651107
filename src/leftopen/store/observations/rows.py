"""Converts records to the rows of their tables, and back.

Written text is valid UTF-8 without NUL, whatever a target sent; numbers are limited to the range of their
column.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from leftopen.model.address import Address
from leftopen.model.case import Case
from leftopen.model.endpoint import Endpoint
from leftopen.model.field_group import FieldGroup
from leftopen.model.finding import CheckResult, Finding
from leftopen.model.identity import site_id
from leftopen.model.observation import Observation
from leftopen.model.transcript import Transcript, TranscriptLine
from leftopen.model.vantage import Place, Vantage
from leftopen.model.verdict import ExposureKind, Phase, Reason, State, Verdict
from leftopen.present.json_lines import finding_line, format_utc
from leftopen.query.columns.flatten import EMPTY, flatten
from leftopen.store.engine.parameters import clean
from leftopen.store.observations import merge, places, record

Row = dict[str, Any]
MOST = 2**63 - 1
DEEPEST = 64

OBSERVATION = ("id", "timestamp", "first_seen", "data", "blocks", "record")
"""The service follows from its endpoint; one more column costs the query of a host 5 %."""
TAKEN = (
    "id", "service", "timestamp", "duration", "realm", "address", "port", "transport", "name", "place",
    "vantage", "scan", "clause", "module", "product", "version", "info", "os", "identity", "tls", "hostnames",
    "cpe", "tags", "data", "data_encoding", "hash", "blocks", "sources", "sees", "examined", "more", *EMPTY,
)  # fmt: skip
"""The columns of `observation_row`."""
MERGED = (*TAKEN, "origins", "merged", "aliases")
"""Those of `merged_row`."""
JUDGED = (
    "look", "finding", "service", "observation", "check", "at", "realm", "address", "port", "transport",
    "name", "place", "vantage", "scan", "clause", "state", "seen", "reason", "phase", "said", "identity",
    "product", "transcript",
)  # fmt: skip


def columns(names: Sequence[str]) -> str:
    """The select list of a record; times as microseconds, which no format can distort."""
    return ", ".join(
        f"toUnixTimestamp64Micro({name}) AS {name}_us" if name in ("timestamp", "first_seen", "at") else name
        for name in names
    )


def observation_row(o: Observation) -> Row:
    """A row for JSONEachRow; a column that is left out has its default."""
    return clean_row(
        {
            "id": str(int(o.id, 16)),
            "service": str(int(o.service, 16)),
            "timestamp": format_utc(o.timestamp),
            "duration": o.duration,
            "os": o.os,
            "scan": o.scan,
            "clause": o.clause,
            "module": o.module,
            "product": o.product,
            "version": o.version,
            "info": o.info,
            "identity": o.identity,
            "tls": o.tls,
            "hostnames": list(o.hostnames),
            "cpe": list(o.cpe),
            "tags": list(o.tags),
            "data": o.data,
            "data_encoding": o.data_encoding,
            "hash": o.hash,
            "blocks": _json(o.blocks),
            "sees": int(o.sees | (merge.held(o) & ~FieldGroup.NAMES)),
            "examined": record.examined_text(o.examined),
        }
        | _endpoint_row(o.endpoint)
        | _vantage_row(o.vantage)
        | places.location_row(o.location)
        | flatten(o)
    )


def merged_row(view: Observation, number: int) -> Row:
    """A row of a merged view; `number` tells it from the others with the same id."""
    return observation_row(view) | {
        "origins": record.origins_text(view.origins),
        "merged": str(number),
        "aliases": list(view.aliases),
    }


def observation(row: Mapping[str, Any]) -> Observation:
    """The observation of a row with the columns `OBSERVATION`."""
    r = record.read(row["record"])
    endpoint = Endpoint(
        address=Address.parse(r.address), port=r.port, transport=r.transport, name=r.name, realm=r.realm
    )
    return Observation(
        id=wide_id(row["id"]), service=site_id(endpoint), endpoint=endpoint,
        timestamp=time(row["timestamp_us"]), duration=r.duration,
        vantage=Vantage(place=Place(r.place), name=r.vantage), scan=r.scan, clause=r.clause,
        module=r.module, data=row["data"], data_encoding=r.data_encoding, hash=r.hash, product=r.product,
        version=r.version, info=r.info, os=r.os, identity=r.identity, tls=r.tls, hostnames=r.hostnames,
        cpe=r.cpe, tags=r.tags, blocks=json.loads(row["blocks"]), location=places.location(r),
        sees=FieldGroup(r.sees), origins=record.origins(r.origins), aliases=r.aliases,
        examined=record.examined(r.examined),
        first_seen=time(row["first_seen_us"]),
    )  # fmt: skip


def verdict_row(j: CheckResult) -> Row:
    v = j.verdict
    return clean_row(
        {
            "look": j.look,
            "finding": j.finding,
            "service": j.service,
            "observation": j.observation,
            "check": j.check,
            "at": format_utc(j.at),
            "scan": j.scan,
            "clause": j.clause,
            "state": v.state.value,
            "seen": v.seen.value,
            "reason": v.reason.value,
            "phase": v.phase.value,
            "said": v.said,
            "identity": j.identity,
            "product": j.product,
            "transcript": _json(_lines(j.transcript)),
        }
        | _endpoint_row(j.endpoint)
        | _vantage_row(j.vantage)
    )


def verdict(row: Mapping[str, Any]) -> CheckResult:
    verdict = Verdict(
        state=State(row["state"]), reason=Reason(row["reason"]), seen=ExposureKind(row["seen"]),
        phase=Phase(row["phase"]), said=row["said"],
    )  # fmt: skip
    return CheckResult(
        look=row["look"], finding=row["finding"], service=row["service"], observation=row["observation"],
        endpoint=_endpoint(row), check=row["check"], at=time(row["at_us"]), vantage=_vantage(row),
        scan=row["scan"], clause=row["clause"], verdict=verdict, identity=row["identity"],
        product=row["product"], transcript=tuple(_line(*line) for line in json.loads(row["transcript"])),
    )  # fmt: skip


def finding_row(f: Finding) -> Row:
    """A size that the server does not state is -1, so that no range matches it."""
    j, line = f.judged, finding_line(f)
    return clean_row(
        {
            "look": j.look,
            "finding": j.finding,
            "service": j.service,
            "check": j.check,
            "at": format_utc(j.at),
            "severity": f.severity.value,
            "rank": f.severity.rank,
            "holds": _counts({held.label: held.count for held in f.evidence.holds}),
            "size_records": _size(f.size.records),
            "size_bytes": _size(f.size.bytes),
            "size_at_least": f.size.at_least,
            "evidence": _json(line["evidence"]),
            "case": f.case,
        }
    )


def case_row(c: Case) -> Row:
    return clean_row(
        {
            "id": c.id,
            "finding": c.finding,
            "service": c.service,
            "check": c.check,
            "endpoint": c.endpoint,
            "realm": c.realm,
            "identity": c.identity,
            "product": c.product,
            "state": c.state.value,
            "severity": c.severity.value,
            "first_open": format_utc(c.first_open),
            "last_open": format_utc(c.last_open),
            "closed": format_utc(c.closed) if c.closed else None,
            "holds": _counts(c.holds),
        }
    )


def clean_row(row: Mapping[str, Any]) -> Row:
    """Removes what can't be stored from every text of a row, names included. Nearly every value is storable
    as it is."""
    return {
        name: value
        if not value
        or type(value) in _PLAIN
        or (type(value) is str and value.isascii() and "\0" not in value)
        else _cleaned(value, 0)
        for name, value in row.items()
    }


_PLAIN = frozenset((int, float, bool))


def _cleaned(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return clean(value)
    if depth > DEEPEST:
        return None
    if isinstance(value, dict | Mapping):
        return {clean(str(key)): _cleaned(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(item, depth + 1) for item in value]
    return value


def _json(value: Any) -> str:
    """Nearly every value is storable as it is, and is encoded three times as fast without the conversion."""
    try:
        text = msgspec.json.encode(value).decode()
    except (TypeError, ValueError, RecursionError):
        text = ""
    if text and "\\u0000" not in text and text.count("{") + text.count("[") < DEEPEST:
        return text
    return json.dumps(_cleaned(value, 0), ensure_ascii=False, separators=(",", ":"))


def _counts(counts: Mapping[str, int]) -> dict[str, int]:
    return {label: max(0, min(count, MOST)) for label, count in counts.items()}


def _size(number: int | None) -> int:
    return -1 if number is None else max(0, min(number, MOST))


def address_text(address: Address) -> str:
    """As the engine's IPv6 column reads it: IPv4 mapped."""
    return f"::ffff:{address.ip}" if address.is_ipv4 else str(address.ip)


def _endpoint_row(e: Endpoint) -> Row:
    return {
        "realm": e.realm,
        "address": address_text(e.address),
        "port": e.port,
        "transport": e.transport,
        "name": e.name,
    }


def _vantage_row(v: Vantage) -> Row:
    return {"place": v.place.value, "vantage": v.name}


def _endpoint(row: Mapping[str, Any]) -> Endpoint:
    return Endpoint(
        address=Address.parse(row["address"]), port=row["port"], transport=row["transport"],
        name=row["name"], realm=row["realm"],
    )  # fmt: skip


def _vantage(row: Mapping[str, Any]) -> Vantage:
    return Vantage(place=Place(row["place"]), name=row["vantage"])


def wide_id(number: int | str) -> str:
    """A 128-bit number as the 32 hex digits that users see."""
    return f"{int(number):032x}"


def time(microseconds: int) -> datetime:
    """Microseconds since 1970, exactly."""
    seconds, rest = divmod(int(microseconds), 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest)


def _lines(transcript: Transcript) -> list[list[Any]]:
    return [[line.sent, line.at, line.length, line.digest, line.excerpt] for line in transcript]


def _line(sent: bool, at: float, length: int, digest: str, excerpt: str) -> TranscriptLine:
    return TranscriptLine(sent=sent, at=at, length=length, digest=digest, excerpt=excerpt)
