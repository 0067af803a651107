"""SonarQube as its own pages on the web API describe the search of components; `closed` with
`sonar.forceAuthentication`."""

from __future__ import annotations

from tests.servers.sim_pages import simulated, titled
from tests.servers.sim_web import Said, as_json

PROJECTS = 5
PATH = "/api/components/search?qualifiers=TRK&ps=1"
PROJECT = {"key": "made-up", "name": "made-up", "qualifier": "TRK", "project": "made-up"}


def found(total: int) -> Said:
    paging = {"pageIndex": 1, "pageSize": 1, "total": total}
    return as_json({"paging": paging, "components": [PROJECT][:total]})


server = simulated(
    "sonarqube_open",
    product="SonarQube",
    pages={
        "/": titled("SonarQube"),
        "/api/system/status": as_json({"id": "00000000-made-up", "version": "9.9.5", "status": "UP"}),
        PATH: found(PROJECTS),
    },
    empty={PATH: found(0)},
    denied=Said(status=401, phrase="Unauthorized"),
    public=("/", "/api/system/status"),
    missing=titled("SonarQube"),
    records=PROJECTS,
)
