"""The kubelet as kubernetes/kubernetes pkg/kubelet/server describes it: the pods of the node, and what it
says to `system:anonymous`."""

from __future__ import annotations

from tests.servers.sim_pages import GO_MISSING, TEXT, simulated
from tests.servers.sim_web import Said, as_json

CONTAINER = {"name": "made-up", "image": "made-up:1", "env": [{"name": "MADE_UP", "value": "made-up"}]}
PODS = [
    {
        "metadata": {"name": f"made-up-{at}", "namespace": "default", "uid": f"00000000-{at}"},
        "spec": {"containers": [CONTAINER], "nodeName": "made-up"},
        "status": {"phase": "Running"},
    }
    for at in range(4)
]
WHY = b"Forbidden (user=system:anonymous, verb=get, resource=nodes, subresource=proxy)"

server = simulated(
    "kubelet_open",
    product="",
    pages={"/pods": as_json({"kind": "PodList", "apiVersion": "v1", "metadata": {}, "items": PODS})},
    denied=Said(status=403, phrase="Forbidden", headers=TEXT, body=WHY),
    missing=GO_MISSING,
    records=len(PODS),
)
