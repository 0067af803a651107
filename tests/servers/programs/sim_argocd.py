"""Argo CD as its API reference describes the list of applications, with and without
`users.anonymous.enabled`."""

from __future__ import annotations

from tests.servers.sim_pages import simulated, titled
from tests.servers.sim_web import Said, as_json

PATH = "/api/v1/applications?fields=items.metadata.name,metadata.resourceVersion"
APPLICATIONS = [{"metadata": {"name": f"made-up-{at}"}} for at in range(3)]
WHY = "no session information"


def listed(items: list[dict[str, dict[str, str]]] | None) -> Said:
    return as_json({"items": items, "metadata": {"resourceVersion": "812"}})


server = simulated(
    "argocd_open",
    product="Argo CD",
    pages={
        "/": titled("Argo CD"),
        "/api/version": as_json({"Version": "v2.11.3+3f344d5"}),
        PATH: listed(APPLICATIONS),
    },
    empty={PATH: listed(None)},
    denied=as_json({"error": WHY, "code": 16, "message": WHY}, status=401, phrase="Unauthorized"),
    public=("/", "/api/version"),
    missing=titled("Argo CD"),
    records=len(APPLICATIONS),
)
