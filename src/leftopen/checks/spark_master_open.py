"""Apache Spark (standalone master): web page readable without authentication.

Requests the state of the cluster as JSON. Names of machines, users and applications are read in memory to
count; none is stored. No application is submitted.

Open: the state, with its workers. *Metadata* when there are workers, *empty* when there is none. Closed: 401,
403 or a login page of a filter or a proxy in front. Unknown: any other response.

False positives: none known. Where the page is readable, the port for submitting applications (7077 or 6066)
is often open too; it is not tested.
"""

from __future__ import annotations

from leftopen.model.severity import Severity
from leftopen.wire.http.http_check import Ask, denied_or_gone, http_check, served_by
from leftopen.wire.http.json_shows import Shape, json_list

WORKER: Shape = {"id": str, "host": str, "webuiaddress": str}
STATE: Shape = {"url": str, "activeapps": list, "completedapps": list, "status": str}

check = http_check(
    title="Spark master readable without authentication",
    remedy=(
        "Set `spark.authenticate true` and `spark.authenticate.secret SECRET` in spark-defaults.conf on each "
        "machine, and a login filter for the page (`spark.ui.filters`). Start the master with `--host "
        "10.0.0.1` (its internal address). Set `spark.master.rest.enabled false`. Close ports 7077, 6066 and "
        "8080 in the firewall. Check the completed applications for any that you did not submit."
    ),
    severity=Severity.HIGH,
    references=(
        "https://spark.apache.org/docs/latest/security.html",
        "https://spark.apache.org/docs/latest/spark-standalone.html#monitoring-and-logging",
    ),
    sized_by="workers from its own list; a lower bound when it was cut",
    applies=served_by("Apache Spark"),
    ask=Ask(path="/json/", limit=32 * 1024),
    shows=json_list("worker", at="workers", each=WORKER, also=STATE),
    refused=denied_or_gone,
)
