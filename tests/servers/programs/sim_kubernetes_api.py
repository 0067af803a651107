"""The API server of Kubernetes as its API reference describes it: its list of paths, one namespace, and what
it says to `system:anonymous`."""

from __future__ import annotations

from tests.servers.real import FORBIDDEN
from tests.servers.sim_pages import simulated
from tests.servers.sim_web import Said, as_json

NAMESPACES = 5
META = {"resourceVersion": "812", "continue": "bWFkZS11cA", "remainingItemCount": NAMESPACES - 1}
ONE = {"metadata": {"name": "default", "uid": "00000000-0000-4000-8000-000000000001"}, "spec": {}}
LIST = {"kind": "NamespaceList", "apiVersion": "v1", "metadata": META, "items": [ONE]}
HEADERS = {"audit-id": "00000000-0000-4000-8000-000000000002", "cache-control": "no-cache, private"}
PATHS = ["/.well-known/openid-configuration", "/api", "/api/v1", "/apis", "/healthz", "/version"]


def status(code: int, phrase: str, message: str) -> Said:
    answer = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": message}
    return as_json(
        answer | {"reason": phrase, "details": {}, "code": code}, HEADERS, status=code, phrase=phrase
    )


server = simulated(
    "kubernetes_api_open",
    product="Kubernetes API",
    pages={
        "/": as_json({"paths": PATHS}, HEADERS),
        "/version": as_json({"major": "1", "minor": "30", "gitVersion": "v1.30.2"}, HEADERS),
        "/api/v1/namespaces?limit=1": as_json(LIST, HEADERS),
    },
    denied=status(403, "Forbidden", 'forbidden: User "system:anonymous" cannot get path'),
    public=("/version",),
    refused=FORBIDDEN,
    missing=status(404, "NotFound", "the server could not find the requested resource"),
    records=NAMESPACES,
)
