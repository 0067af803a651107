"""Azure flow logs of virtual networks.

https://learn.microsoft.com/azure/network-watcher/vnet-flow-logs-overview : a tuple is time in milliseconds,
source and destination address, their ports, protocol, direction (I, O), state (B begins, C continues, E ends,
D was denied), encryption, and packets and bytes there and back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from leftopen.impact.logs.columns import events, flows, json_records
from leftopen.impact.logs.columns.flows import Flow
from leftopen.impact.logs.columns.json_object import begins
from leftopen.impact.logs.columns.json_records import Record, listed, table, text
from leftopen.impact.logs.exports import Export
from leftopen.impact.logs.log_format import LogFormat

CATEGORY = "FlowLogFlowEvent"
PARTS = 13


def _recognises(lines: Sequence[str]) -> bool:
    head = "\n".join(lines)
    return begins(lines) and f'"{CATEGORY}"' in head and '"flowTuples"' in head


def unwrap(blocks: Iterable[bytes], export: Export) -> Iterator[bytes]:
    yield from flows.events(_flows(json_records.records(blocks, export)))


def _flows(records: Iterable[Record | None]) -> Iterator[Flow | None]:
    for record in records:
        found = table(record.get("flowRecords")) if record else {}
        if "flows" not in found:
            yield None
        for one in listed(found.get("flows")):
            for group in listed(table(one).get("flowGroups")):
                yield from map(_flow, listed(table(group).get("flowTuples")))


def _flow(value: object) -> Flow | None:
    parts = text(value).split(",")
    if len(parts) != PARTS or parts[6] not in ("I", "O") or parts[7] not in ("B", "C", "E", "D"):
        return None
    at = flows.moment(parts[0], 1000)
    inwards = parts[6] == "I"
    client, server = (parts[1], parts[2]) if inwards else (parts[2], parts[1])
    passed = parts[7] != "D"
    sent = -1 if parts[7] == "B" else flows.number(parts[12] if inwards else parts[10])
    return Flow(at, client, server, parts[4], passed, sent) if at and client and server else None


log_format = LogFormat(
    title="Azure flow logs of virtual networks",
    recognises=_recognises,
    columns=events.columns,
    unwrap=unwrap,
    merges=True,
    limits=(flows.LIMIT,),
)
