"""Azure flow logs of virtual networks.

https://learn.microsoft.com/azure/network-watcher/vnet-flow-logs-overview : a tuple is time in milliseconds,
source and destination address, their ports, protocol, direction (I, O), state (B begins, C continues, E ends,
D was denied), encryption, and packets and bytes there and back.
"""

from __future__ import annotations

from leftopen.impact.logs.columns import events, flows
from leftopen.impact.logs.columns.flows import Flow
from leftopen.impact.logs.log_format import LogFormat

CATEGORY = "FlowLogFlowEvent"
PARTS = 13


def _flow(parts: list[str]) -> Flow | None:
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
    recognises=flows.recognises(CATEGORY),
    columns=events.columns,
    unwrap=flows.unwrap("flowRecords", "flowGroups", _flow),
    merges=True,
    limits=(flows.LIMIT,),
)
