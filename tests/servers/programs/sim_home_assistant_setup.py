"""Home Assistant as homeassistant/components/onboarding/views.py of home-assistant/core answers, before and
after the first user."""

from __future__ import annotations

from tests.servers.real import ACCESS
from tests.servers.sim_pages import TEXT, redirect, simulated
from tests.servers.sim_web import Said, as_json


def steps(user: bool) -> Said:
    names = ("user", "core_config", "analytics", "integration")
    return as_json([{"step": name, "done": user and name == "user"} for name in names])


server = simulated(
    "home_assistant_setup_open",
    product="Home Assistant",
    pages={"/": redirect("/onboarding.html"), "/api/onboarding": steps(user=False)},
    closed={"/api/onboarding": steps(user=True)},
    missing=Said(status=404, phrase="Not Found", headers=TEXT, body=b"404: Not Found"),
    records=None,
    opened=ACCESS,
)
