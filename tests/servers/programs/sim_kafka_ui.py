"""UI for Apache Kafka as its own contract (kafbat-ui-api.yaml) describes `/api/clusters`; `closed` leads on
to the login form."""

from __future__ import annotations

from tests.servers.sim_pages import redirect, simulated, titled
from tests.servers.sim_web import as_json

CLUSTERS = [
    {
        "name": f"made-up-{at}",
        "defaultCluster": None,
        "status": "online",
        "lastError": None,
        "brokerCount": 1,
        "onlinePartitionCount": 42,
        "topicCount": 7,
        "bytesInPerSec": None,
        "bytesOutPerSec": None,
        "readOnly": False,
        "version": "3.6-IV2",
        "features": ["TOPIC_DELETION"],
    }
    for at in range(2)
]

server = simulated(
    "kafka_ui_open",
    product="Kafka UI",
    pages={"/": titled("UI for Apache Kafka"), "/api/clusters": as_json(CLUSTERS)},
    denied=redirect("/login"),
    public=(),
    records=len(CLUSTERS),
)
