"""UI for Apache Kafka: clusters readable without authentication.

Requests the list of clusters. No topic and no message is requested. Names are read in memory to count; none
is stored.

Open: a list of clusters, always *metadata*. Whoever can read it can usually read the messages of every topic
and send some. Closed: 401, 403 or a redirect to the login. An empty list is unknown: it does not identify the
product.

False positives: a public demonstration.
"""

from __future__ import annotations

from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.wire.http.http_check import Ask, http_check, served_by
from leftopen.wire.http.json_shows import Shape, json_list

CLUSTER: Shape = {"name": str, "status": str, "readOnly": bool, "features": list}

check = http_check(
    title="UI for Apache Kafka readable without authentication",
    remedy=(
        "Set `AUTH_TYPE=LOGIN_FORM`, `SPRING_SECURITY_USER_NAME` and `SPRING_SECURITY_USER_PASSWORD` in "
        "its environment (or `auth: {type: OAUTH2}` in its configuration), then restart it. Set "
        "`KAFKA_CLUSTERS_0_READONLY=true` if no user writes through it. Close port 8080 in the firewall."
    ),
    severity=Severity.HIGH,
    references=(
        "https://ui.docs.kafbat.io/configuration/authentication/basic-auth",
        "https://github.com/kafbat/kafka-ui/blob/main/contract/src/main/resources/swagger/kafbat-ui-api.yaml",
    ),
    sized_by="clusters from its own list; each may hold many topics",
    applies=served_by("Kafka UI"),
    ask=Ask(path="/api/clusters", limit=16 * 1024, level=ReadLevel.LISTING),
    shows=json_list("cluster", each=CLUSTER, least=1),
)
