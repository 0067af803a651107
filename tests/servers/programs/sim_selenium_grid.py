"""A standalone Selenium Grid 4 as its page on endpoints describes the status; front page and `closed` as
GridUiRoute and BasicAuthenticationFilter of SeleniumHQ/selenium answer."""

from __future__ import annotations

from tests.servers.sim_pages import redirect, simulated
from tests.servers.sim_web import Said, as_json

NODES = 2
BASIC = {"www-authenticate": 'Basic realm="selenium-server"'}


def node(at: int) -> dict[str, object]:
    slot = {
        "id": {"hostId": f"host-{at}", "id": "slot-0"},
        "lastStarted": "1970-01-01T00:00:00Z",
        "session": None,
    }
    return {
        "id": f"host-{at}",
        "uri": f"http://10.0.0.{at}:5555",
        "maxSessions": 4,
        "sessionTimeout": 300000,
        "osInfo": {"arch": "amd64", "name": "Linux", "version": "6.1"},
        "heartbeatPeriod": 60000,
        "availability": "UP",
        "version": "4.21.0",
        "slots": [slot | {"stereotype": {"browserName": "chrome", "platformName": "linux"}}],
    }


def status(count: int) -> Said:
    message = "Selenium Grid ready." if count else "Selenium Grid not ready."
    nodes = [node(at) for at in range(count)]
    return as_json({"value": {"ready": bool(count), "message": message, "nodes": nodes}})


server = simulated(
    "selenium_grid_open",
    product="",
    pages={"/": redirect("/ui/index.html"), "/status": status(NODES)},
    empty={"/status": status(0)},
    denied=Said(status=401, phrase="Unauthorized", headers=BASIC),
    records=NODES,
)
