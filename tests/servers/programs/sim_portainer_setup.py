"""Portainer as api/http/handler/users/admin_check.go and handler/status of portainer/portainer answer, before
and after the first administrator."""

from __future__ import annotations

from tests.servers.real import ACCESS
from tests.servers.sim_pages import GO_MISSING, simulated, titled
from tests.servers.sim_web import Said, as_json

CHECK = "/api/users/admin/check"
NOBODY = {
    "message": "No administrator account found inside the database",
    "details": "Object not found inside the database",
}

server = simulated(
    "portainer_setup_open",
    product="Portainer",
    pages={
        "/": titled("Portainer"),
        "/api/status": as_json({"Version": "2.19.4", "InstanceID": "00000000-0000-4000-8000-000000000001"}),
        CHECK: as_json(NOBODY, status=404, phrase="Not Found"),
    },
    closed={CHECK: Said(status=204, phrase="No Content")},
    missing=GO_MISSING,
    records=None,
    opened=ACCESS,
)
