"""A bundle in STIX 2.1: each client that got an item as what was observed, and a note with the counts.

https://docs.oasis-open.org/cti/stix/v2.1/os/stix-v2.1-os.html . Only observations: no indicator, no threat
actor, for a client that read something is not proven to be hostile.
"""

from __future__ import annotations

import uuid

import msgspec

from leftopen.model.access_logs import Client, ReadersResult
from leftopen.model.facts import Json
from leftopen.model.writer import ReadingWriter
from leftopen.present.reading_events import addressed
from leftopen.present.timestamps import format_utc

OBSERVABLES = uuid.UUID("00abedb4-aa42-466c-9c01-fed23315a9b7")
"""The specification's namespace for the ids of observables (section 2.9)."""
SPACE = uuid.UUID("0b0a5b0e-2c0f-5f0e-8f2e-6f4f0a3c9d17")
"""Of the ids of the other objects: the same reading has the same ids."""
MOST_SEEN = 999_999_999
"""The largest `number_observed` that the specification allows."""


def write(result: ReadersResult) -> bytes:
    """UTF-8 JSON."""
    identity = _object(result, "identity", "program", name="leftopen", identity_class="system")
    objects: list[Json] = [identity]
    seen: list[Json] = []
    for one, version in addressed(result):
        address = _address(one, version)
        observed = _observed(result, one, address, identity)
        objects += [address, observed]
        seen.append(observed["id"])
    objects.append(_note(result, identity, seen))
    bundle: dict[str, Json] = {"type": "bundle", "id": _id(result, "bundle", "all"), "objects": objects}
    return msgspec.json.encode(bundle)


def _address(one: Client, version: int) -> dict[str, Json]:
    """Its id is made of the canonical JSON of what identifies it."""
    kind = f"ipv{version}-addr"
    made = uuid.uuid5(OBSERVABLES, msgspec.json.encode({"value": one.address}).decode())
    return {"type": kind, "spec_version": "2.1", "id": f"{kind}--{made}", "value": one.address}


def _observed(
    result: ReadersResult, one: Client, address: dict[str, Json], identity: dict[str, Json]
) -> dict[str, Json]:
    return _object(
        result,
        "observed-data",
        one.address,
        created_by_ref=identity["id"],
        first_observed=format_utc(one.first),
        last_observed=format_utc(one.last),
        number_observed=min(max(one.requests, 1), MOST_SEEN),
        object_refs=[address["id"]],
        labels=[one.group.value],
    )


def _note(result: ReadersResult, identity: dict[str, Json], seen: list[Json]) -> dict[str, Json]:
    counts = "; ".join(
        f"{one.verdict.value.replace('_', ' ')} {one.count} ({one.at_least} to {one.at_most})"
        for one in result.counts
    )
    window = f"{format_utc(result.start)} to {format_utc(result.end)}"
    return _object(
        result,
        "note",
        "counts",
        created_by_ref=identity["id"],
        abstract="Items by what the access logs show",
        content=f"{window}: {counts}. " + " ".join(map(str, result.limits)),
        object_refs=seen or [identity["id"]],
    )


def _object(result: ReadersResult, kind: str, what: str, **properties: Json) -> dict[str, Json]:
    at = format_utc(result.made)
    common: dict[str, Json] = {
        "type": kind,
        "spec_version": "2.1",
        "id": _id(result, kind, what),
        "created": at,
        "modified": at,
    }
    return common | properties


def _id(result: ReadersResult, kind: str, what: str) -> str:
    """An object that is the same for any reading, such as the program's identity, has one id."""
    window = (
        "" if kind == "identity" else f"{result.case} {format_utc(result.start)} {format_utc(result.end)} "
    )
    return f"{kind}--{uuid.uuid5(SPACE, f'{window}{kind} {what}')}"


writer = ReadingWriter(title="STIX 2.1 bundle", suffix=".stix.json", write=write)
