"""The dashboard of Apache Flink as its REST reference describes `/overview`; `closed` is a web server with a
password in front."""

from __future__ import annotations

from tests.servers.sim_pages import PROXY, simulated, titled
from tests.servers.sim_web import Said, as_json

JOBS = 3


def overview(jobs: int) -> Said:
    ended = {"jobs-running": jobs, "jobs-finished": 0, "jobs-cancelled": 0, "jobs-failed": 0}
    slots = {"taskmanagers": 1, "slots-total": 4, "slots-available": 4, **ended}
    return as_json(slots | {"flink-version": "1.17.1", "flink-commit": "2750d5c"})


server = simulated(
    "flink_open",
    product="Apache Flink",
    pages={
        "/": titled("Apache Flink Web Dashboard", "<flink-root></flink-root>"),
        "/overview": overview(JOBS),
    },
    empty={"/overview": overview(0)},
    denied=PROXY,
    public=(),
    missing=as_json({"errors": ["Not found: /made-up"]}, status=404, phrase="Not Found"),
    records=JOBS,
)
