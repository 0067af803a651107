"""Azure flow logs of network security groups, versions 1 and 2.

https://learn.microsoft.com/azure/network-watcher/nsg-flow-logs-overview : a tuple is time, source and
destination address, their ports, protocol, direction (I, O), decision (A, D); in version 2 also the state of
the flow (B begins, C continues, E ends) and packets and bytes there and back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from leftopen.impact.logs.columns import events, flows, json_records
from leftopen.impact.logs.columns.flows import Flow
from leftopen.impact.logs.columns.json_object import begins
from leftopen.impact.logs.columns.json_records import Record, listed, table, text
from leftopen.impact.logs.exports import Export
from leftopen.impact.logs.log_format import LogFormat

CATEGORY = "NetworkSecurityGroupFlowEvent"
SHORT, LONG = 8, 13


def _recognises(lines: Sequence[str]) -> bool:
    head = "\n".join(lines)
    return begins(lines) and f'"{CATEGORY}"' in head and '"flowTuples"' in head


def unwrap(blocks: Iterable[bytes], export: Export) -> Iterator[bytes]:
    yield from flows.events(_flows(json_records.records(blocks, export)))


def _flows(records: Iterable[Record | None]) -> Iterator[Flow | None]:
    for record in records:
        properties = table(record.get("properties")) if record else {}
        if "flows" not in properties:
            yield None
        for rule in listed(properties.get("flows")):
            for card in listed(table(rule).get("flows")):
                yield from map(_flow, listed(table(card).get("flowTuples")))


def _flow(value: object) -> Flow | None:
    parts = text(value).split(",")
    if len(parts) not in (SHORT, LONG) or parts[6] not in ("I", "O") or parts[7] not in ("A", "D"):
        return None
    at = flows.moment(parts[0], 1)
    inwards = parts[6] == "I"
    client, server = (parts[1], parts[2]) if inwards else (parts[2], parts[1])
    # The port of the side that was called.
    passed, port = parts[7] == "A", parts[4]
    sent = -1
    if len(parts) == LONG and parts[8] != "B":
        sent = flows.number(parts[12] if inwards else parts[10])
    return Flow(at, client, server, port, passed, sent) if at and client and server else None


log_format = LogFormat(
    title="Azure flow logs of network security groups",
    recognises=_recognises,
    columns=events.columns,
    unwrap=unwrap,
    merges=True,
    limits=(flows.LIMIT,),
)
