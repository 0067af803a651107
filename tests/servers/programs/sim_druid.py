"""The router of Apache Druid as its references of the service status and of datasources describe it; `closed`
as druid-basic-security refuses."""

from __future__ import annotations

from tests.servers.sim_pages import HTML, redirect, simulated
from tests.servers.sim_web import Said, as_json

SOURCES = 3
STATUS, PATH = "/status", "/druid/coordinator/v1/datasources?simple"
NAMES = ("org.apache.druid.guice.SecurityModule", "org.apache.druid.query.aggregation.made.up.Module")
MODULES = [{"name": name, "artifact": "druid-server", "version": "28.0.0"} for name in NAMES]
MEMORY = {"maxMemory": 128974848, "totalMemory": 128974848, "freeMemory": 54000000, "usedMemory": 74974848}
BASIC = {"www-authenticate": 'Basic realm="druid"'}


def source(at: int) -> dict[str, object]:
    segments = {"maxTime": "2024-07-01T00:00:00.000Z", "size": 414194, "count": 24, "replicatedSize": 414194}
    tiers = {"_default_tier": {"size": 414194, "segmentCount": 24}}
    return {"name": f"made-up-{at}", "properties": {"tiers": tiers, "segments": segments}}


server = simulated(
    "druid_open",
    product="Apache Druid",
    pages={
        "/": redirect("/unified-console.html"),
        "/status/health": as_json(True),
        STATUS: as_json({"version": "28.0.0", "modules": MODULES, "memory": MEMORY}),
        PATH: as_json([source(at) for at in range(SOURCES)]),
    },
    empty={PATH: as_json([])},
    denied=Said(status=401, phrase="Unauthorized", headers=BASIC | HTML, body=b"<h2>HTTP ERROR 401</h2>"),
    public=("/", "/status/health"),
    records=SOURCES,
)
