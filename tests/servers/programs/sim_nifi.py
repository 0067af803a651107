"""Apache NiFi without TLS as its REST reference and `FlowResource` of apache/nifi describe it; `closed` as a
NiFi with a user refuses; the front page as nifi-web-error writes it."""

from __future__ import annotations

from tests.servers.sim_pages import TEXT, simulated, titled
from tests.servers.sim_web import Said, as_json

COUNTS = {"runningCount": 3, "stoppedCount": 2, "invalidCount": 1, "disabledCount": 0}
ZERO = dict.fromkeys(COUNTS, 0)
BOTH = {"canRead": True, "canWrite": True}
USER = {
    "identity": "anonymous",
    "anonymous": True,
    **{
        f"{name}Permissions": BOTH for name in ("provenance", "counters", "tenants", "controller", "policies")
    },
    "canVersionFlows": False,
}
REFRESH = '<meta http-equiv="Refresh" content="5; url=/nifi/">'


def status(counts: dict[str, int]) -> Said:
    queued = {"activeThreadCount": 0, "terminatedThreadCount": 0, "queued": "0 / 0 bytes", "bytesQueued": 0}
    return as_json({"controllerStatus": queued | counts})


server = simulated(
    "nifi_open",
    product="NiFi",
    pages={
        "/": titled("NiFi", REFRESH),
        "/nifi-api/flow/current-user": as_json(USER),
        "/nifi-api/flow/status": status(COUNTS),
    },
    empty={"/nifi-api/flow/status": status(ZERO)},
    denied=Said(status=401, phrase="Unauthorized", headers=TEXT, body=b"Unauthorized"),
    missing=titled("NiFi", REFRESH),
    records=sum(COUNTS.values()),
)
