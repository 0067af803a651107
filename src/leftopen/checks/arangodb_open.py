"""ArangoDB, a database: collections readable without authentication.

Requests the list of collections of the database `_system`, without ArangoDB's own. No document is requested.
Names are read in memory to count; none is stored.

Open: the list, with ArangoDB's own header. *Metadata* when it has collections, *empty* when it has none.
Closed: 401, 403 or a login page. The web console answers in both cases; it proves nothing.

False positives: none known. Other databases of the server are not requested.
"""

from __future__ import annotations

from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.wire.http.http_check import Ask, Heard, Shown, http_check, served_by
from leftopen.wire.http.json_shows import Shape, json_list

DONE: Shape = {"error": False, "code": 200}
COLLECTION: Shape = {"id": str, "name": str, "status": int, "isSystem": False, "globallyUniqueId": str}
_listed = json_list("collection", at="result", each=COLLECTION, also=DONE)


def shows(heard: Heard) -> Shown | None:
    """The list, from a server that names itself."""
    return _listed(heard) if heard[0].header("server") == "ArangoDB" else None


check = http_check(
    title="ArangoDB collections readable without authentication",
    remedy=(
        "In arangod.conf, set `authentication = true` in the section `[server]` and `endpoint = "
        "tcp://127.0.0.1:8529`. Set the password of root with `arango-secure-installation`, then run "
        "`systemctl restart arangodb3`. Close port 8529 in the firewall."
    ),
    severity=Severity.HIGH,
    references=(
        "https://docs.arangodb.com/stable/develop/http-api/collections/",
        "https://docs.arangodb.com/stable/operations/security/securing-starter-deployments/",
    ),
    sized_by="collections of the database `_system`; a lower bound when the list was cut",
    applies=served_by("ArangoDB"),
    ask=Ask(path="/_api/collection?excludeSystem=true", limit=32 * 1024, level=ReadLevel.LISTING),
    shows=shows,
)
