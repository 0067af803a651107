"""ArangoDB as its HTTP reference describes it, with and without `server.authentication`."""

from __future__ import annotations

from tests.servers.sim_pages import redirect, simulated
from tests.servers.sim_web import Said, as_json

SERVER = {"server": "ArangoDB", "x-content-type-options": "nosniff"}
PATH = "/_api/collection?excludeSystem=true"
COLLECTIONS = [
    {
        "id": str(at),
        "name": f"made-up-{at}",
        "status": 3,
        "type": 2,
        "isSystem": False,
        "globallyUniqueId": f"h0/{at}",
    }
    for at in range(3)
]
ERROR = {"code": 401, "error": True, "errorMessage": "not authorized to execute this request", "errorNum": 11}
BEARER = {"www-authenticate": 'Bearer token_type="JWT", realm="ArangoDB"'}
UNKNOWN = {"code": 404, "error": True, "errorMessage": "unknown path", "errorNum": 404}


def listed(collections: list[dict[str, object]]) -> Said:
    return as_json({"error": False, "code": 200, "result": collections}, SERVER)


server = simulated(
    "arangodb_open",
    product="ArangoDB",
    pages={
        "/": redirect(
            "/_db/_system/_admin/aardvark/index.html", SERVER, status=301, phrase="Moved Permanently"
        ),
        PATH: listed(COLLECTIONS),
    },
    empty={PATH: listed([])},
    denied=as_json(ERROR, SERVER | BEARER, status=401, phrase="Unauthorized"),
    missing=as_json(UNKNOWN, SERVER, status=404, phrase="Not Found"),
    records=len(COLLECTIONS),
)
