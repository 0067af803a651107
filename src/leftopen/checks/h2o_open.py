"""H2O, a server of machine learning: usable without authentication.

Requests the state of the cloud. No frame, model or file is requested.

Open: the state, always *metadata*. Any visitor can read the files of the machine and run programs. Closed:
401, 403 or a login page. Unknown: any other response.

False positives: none known.
"""

from __future__ import annotations

from leftopen.model.severity import Severity
from leftopen.wire.http.http_check import Ask, denied_or_gone, http_check, served_by
from leftopen.wire.http.json_shows import Shape, json_count

CLOUD: Shape = {"__meta.schema_name": "CloudV3", "version": str, "cloud_name": str, "nodes": list}

check = http_check(
    title="H2O readable without authentication",
    remedy=(
        "Start it with `java -jar h2o.jar -web_ip 127.0.0.1 -hash_login -login_conf realm.properties` and "
        "`-jks h2o.jks` for TLS. Close ports 54321 and 54322 in the firewall. Any visitor could read its "
        "files and run programs: check the machine, and change every key that it holds."
    ),
    severity=Severity.CRITICAL,
    references=(
        "https://docs.h2o.ai/h2o/latest-stable/h2o-docs/security.html",
        "https://docs.h2o.ai/h2o/latest-stable/h2o-docs/rest-api-reference.html",
    ),
    sized_by="nodes from its own counter; each may hold many frames",
    applies=served_by("H2O"),
    ask=Ask(path="/3/Cloud", limit=32 * 1024),
    shows=json_count("node", at="cloud_size", also=CLOUD),
    refused=denied_or_gone,
)
