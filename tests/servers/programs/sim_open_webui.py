"""Open WebUI as backend/open_webui/main.py of open-webui/open-webui gives `/api/config` to a visitor who has
not signed in."""

from __future__ import annotations

from tests.servers.real import ACCESS
from tests.servers.sim_pages import simulated, titled
from tests.servers.sim_web import Said, as_json

FEATURES = {"auth_trusted_header": False, "enable_ldap": False, "enable_api_key": True, "enable_signup": True}


def config(auth: bool) -> Said:
    answer = {
        "status": True,
        "name": "Open WebUI",
        "version": "0.6.5",
        "default_locale": "",
        "oauth": {"providers": {}},
        "features": {"auth": auth, **FEATURES, "enable_login_form": True, "enable_websocket": True},
    }
    return as_json(answer, {"server": "uvicorn"})


server = simulated(
    "open_webui_open",
    product="Open WebUI",
    pages={"/": titled("Open WebUI"), "/api/config": config(auth=False)},
    closed={"/api/config": config(auth=True)},
    missing=titled("Open WebUI"),
    records=None,
    opened=ACCESS,
)
