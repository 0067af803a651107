"""A page of the text messages that a program sent: sixteen, with telephones and codes."""

from __future__ import annotations

import urllib.parse
import urllib.request
from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, served
from tests.servers.real import Spot


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    modules = str(installed.folder() / "node_modules")
    server = served(spot, [*installed.node("twillio_sms_mock.js"), str(spot.port), modules])
    for n in range(16):
        name, _, phone, _ = PEOPLE[n % 4]
        _post(spot, {"To": phone, "From": "+31205550199", "Body": f"{name}, your code is {481_200 + n}"})
    return [server]


def _post(spot: Spot, response: dict[str, str]) -> None:
    where = f"http://{LOOPBACK}:{spot.port}/2010-04-01/Accounts/AC0/Messages.json"
    with urllib.request.urlopen(where, data=urllib.parse.urlencode(response).encode(), timeout=20) as answer:
        answer.read()
