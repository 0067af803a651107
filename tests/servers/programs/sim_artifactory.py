"""JFrog Artifactory 7 as its REST reference describes the list of repositories, with and without anonymous
access."""

from __future__ import annotations

from tests.servers.sim_pages import redirect, simulated
from tests.servers.sim_web import Said, as_json

NAMED = {"x-jfrog-version": "Artifactory/7.77.5 77705900", "x-artifactory-id": "00000000:made-up"}
REPOSITORIES = [
    {
        "key": f"made-up-{at}",
        "description": "",
        "type": "LOCAL",
        "url": f"http://made-up:8082/artifactory/made-up-{at}",
        "packageType": "Maven",
    }
    for at in range(3)
]
ERROR = {"errors": [{"status": 401, "message": "Authentication is required"}]}
BASIC = {"www-authenticate": 'Basic realm="Artifactory Realm"'}

server = simulated(
    "artifactory_open",
    product="Artifactory",
    pages={
        "/": redirect("/ui/", NAMED),
        "/artifactory/api/repositories": as_json(REPOSITORIES, NAMED),
    },
    denied=as_json(ERROR, NAMED | BASIC, status=401, phrase="Unauthorized"),
    missing=Said(status=404, phrase="Not Found", headers=NAMED),
    records=len(REPOSITORIES),
)
