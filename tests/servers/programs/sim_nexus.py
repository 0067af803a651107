"""Sonatype Nexus Repository 3 as its page on the API of repositories describes it, with and without anonymous
access."""

from __future__ import annotations

from tests.servers.sim_pages import HTML, simulated, titled
from tests.servers.sim_web import Said, as_json

SERVER = {"server": "Nexus/3.61.0-02 (OSS)", "x-content-type-options": "nosniff"}
BASIC = {"www-authenticate": 'BASIC realm="Sonatype Nexus Repository Manager"'}
REPOSITORIES = [
    {
        "name": f"made-up-{at}",
        "format": "maven2",
        "type": "hosted",
        "url": f"http://made-up:8081/repository/made-up-{at}",
        "attributes": {},
    }
    for at in range(3)
]

server = simulated(
    "nexus_open",
    product="Nexus Repository",
    pages={
        "/": titled("Nexus Repository Manager", headers=SERVER),
        "/service/rest/v1/repositories": as_json(REPOSITORIES, SERVER),
    },
    denied=Said(status=401, phrase="Unauthorized", headers=SERVER | BASIC),
    missing=Said(status=404, phrase="Not Found", headers=SERVER | HTML, body=b"<h1>404</h1>"),
    records=len(REPOSITORIES),
)
