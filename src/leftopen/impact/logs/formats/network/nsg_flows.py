"""Azure flow logs of network security groups, versions 1 and 2.

https://learn.microsoft.com/azure/network-watcher/nsg-flow-logs-overview : a tuple is time, source and
destination address, their ports, protocol, direction (I, O), decision (A, D); in version 2 also the state of
the flow (B begins, C continues, E ends) and packets and bytes there and back.
"""

from __future__ import annotations

from leftopen.impact.logs.columns import events, flows
from leftopen.impact.logs.columns.flows import Flow
from leftopen.impact.logs.log_format import LogFormat

CATEGORY = "NetworkSecurityGroupFlowEvent"
SHORT, LONG = 8, 13


def _flow(parts: list[str]) -> Flow | None:
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
    recognises=flows.recognises(CATEGORY),
    columns=events.columns,
    unwrap=flows.unwrap("properties", "flows", _flow),
    merges=True,
    limits=(flows.LIMIT,),
)
