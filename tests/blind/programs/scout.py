"""A search server of documents by REST: thirty letters to customers; its own key closes it."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, post, served
from tests.servers.real import Spot


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    words = [*installed.script("scout"), "-H", LOOPBACK, "-p", str(spot.port)]
    key = ["-k", spot.password] if closed else []
    program = served(spot, [*words, *key, str(spot.folder / "letters.db")])
    owner = {"key": spot.password}
    for name in ("letters", "complaints"):
        post(spot, "/", {"name": name}, owner)
    for n in range(30):
        name, mail, phone, _ = PEOPLE[n % 4]
        text = f"Dear {name}, your delivery {1040 + n} is late. We will call you on {phone}."
        document = {"content": text, "index": ("letters", "complaints")[n % 2], "metadata": {"to": mail}}
        post(spot, "/documents/", document, owner)
    return [program]
