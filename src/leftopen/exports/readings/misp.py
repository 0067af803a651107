"""An event for MISP, in its core format: one attribute for each client that got an item.

https://github.com/MISP/misp-rfc (misp-core-format). Nothing is marked for detection (`to_ids`), and nothing
is shared further than the own organisation (`distribution` 0): a client that read something is not proven to
be hostile.
"""

from __future__ import annotations

import uuid

import msgspec

from leftopen.model.access_logs import Client, ReadersResult
from leftopen.model.facts import Json
from leftopen.model.writer import ReadingWriter
from leftopen.present.humanize import format_count
from leftopen.present.reading_events import addressed
from leftopen.present.timestamps import format_utc

SPACE = uuid.UUID("6e4d5c0a-0f5e-5d5f-9a1b-3d9b6f0a7c41")
"""Of the ids of these events: the same reading has the same ids, so that a second import adds nothing."""
OWN_ORGANISATION, UNDEFINED, ONGOING = "0", "4", "1"


def write(result: ReadersResult) -> bytes:
    """UTF-8 JSON."""
    event: dict[str, Json] = {
        "uuid": _id(result, "event"),
        "info": f"Clients that read exposed data, case {result.case or 'none'}",
        "date": f"{result.start:%Y-%m-%d}",
        "timestamp": _seconds(result),
        "published": False,
        "analysis": ONGOING,
        "threat_level_id": UNDEFINED,
        "distribution": OWN_ORGANISATION,
        "Tag": [{"name": "tlp:amber"}],
        "Attribute": [_summary(result), *(_client(result, one) for one, _ in addressed(result))],
    }
    return msgspec.json.encode({"Event": event})


def _client(result: ReadersResult, one: Client) -> dict[str, Json]:
    kind = one.group.value.replace("_", " ")
    return {
        "uuid": _id(result, one.address),
        "type": "ip-src",
        "category": "Network activity",
        "value": one.address,
        "comment": f"{kind}; {format_count(one.reads, 'read')} of items, {format_count(one.bytes, 'byte')}",
        "first_seen": format_utc(one.first),
        "last_seen": format_utc(one.last),
        "to_ids": False,
        "disable_correlation": False,
        "distribution": OWN_ORGANISATION,
        "timestamp": _seconds(result),
    }


def _summary(result: ReadersResult) -> dict[str, Json]:
    counts = (
        f"{one.verdict.value.replace('_', ' ')}: {one.count} ({one.at_least} to {one.at_most})"
        for one in result.counts
    )
    return {
        "uuid": _id(result, "summary"),
        "type": "text",
        "category": "Other",
        "value": f"Items by what the access logs show: {'; '.join(counts)}",
        "to_ids": False,
        "disable_correlation": True,
        "distribution": OWN_ORGANISATION,
        "timestamp": _seconds(result),
    }


def _id(result: ReadersResult, what: str) -> str:
    return str(uuid.uuid5(SPACE, f"{result.case} {format_utc(result.start)} {format_utc(result.end)} {what}"))


def _seconds(result: ReadersResult) -> str:
    return str(int(result.made.timestamp()))


writer = ReadingWriter(title="MISP event", suffix=".misp.json", write=write)
