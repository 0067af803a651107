"""A place for pasted text: six pastes, with passwords and settings among them."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, post, served
from tests.servers.real import Spot

TITLES = (
    "VPN settings of gate 4",
    "Query of unpaid invoices",
    "Stack trace",
    "Letter to the bank",
    "Rota",
    "Todo",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    words = [*installed.script("indiekit-quick-paste", "uvicorn"), "main:app", "--host", LOOPBACK]
    env = {"PASTE_DATA_DIR": str(spot.inside("pastes")), "PASTE_BASE_URL": f"http://{LOOPBACK}:{spot.port}"}
    program = served(spot, [*words, "--port", str(spot.port)], env=env)
    for n, title in enumerate(TITLES):
        response = {"title": title, "content": f"{title}\n{', '.join(PEOPLE[n % 4])}\n", "language": "text"}
        post(spot, "/api/paste", response)
    return [program]
