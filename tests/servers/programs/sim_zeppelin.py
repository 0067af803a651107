"""Apache Zeppelin as its REST reference and `SecurityRestApi` of apache/zeppelin describe it; `closed` as
Shiro's `authc` refuses the API."""

from __future__ import annotations

from tests.servers.sim_pages import redirect, simulated, titled
from tests.servers.sim_web import Said, as_json

NOTES = [{"id": f"2A94M5J{at}Z", "path": f"/made-up-{at}"} for at in range(3)]
TICKET = {"principal": "anonymous", "ticket": "anonymous", "roles": "[]"}


def ok(body: object) -> Said:
    return as_json({"status": "OK", "message": "", "body": body})


server = simulated(
    "zeppelin_open",
    product="Zeppelin",
    pages={
        "/": titled("Zeppelin"),
        "/api/version": ok({"version": "0.10.1"}),
        "/api/security/ticket": ok(TICKET),
        "/api/notebook": ok(NOTES),
    },
    empty={"/api/notebook": ok([])},
    denied=redirect("/api/login;JSESSIONID=00000000"),
    public=("/", "/api/version"),
    records=len(NOTES),
)
