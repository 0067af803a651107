"""A database over HTTP: twenty-four patients and eight visits of a vet; its own login closes it."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, served
from tests.servers.real import Spot

ANIMALS = ("Brix", "Fenna", "Moes", "Tikker", "Juul", "Saar")


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    base = {"HOST": LOOPBACK, "PORT": str(spot.port), "DBPATH": str(spot.inside("base")), "DBNAME": "default"}
    words = installed.node("acebase-server/dist/cjs/start.js")
    server = served(spot, words, env={**base, "AUTH": "1" if closed else "0"})
    if not closed:
        _put(spot, "patients", {f"p{n}": _patient(n) for n in range(24)})
        _put(spot, "visits", {f"v{n}": {"patient": f"p{n}", "day": f"2026-11-{n + 10}"} for n in range(8)})
    return [server]


def _patient(n: int) -> dict[str, str]:
    name, mail, phone, _ = PEOPLE[n % 4]
    return {"animal": ANIMALS[n % 6], "owner": name, "mail": mail, "phone": phone, "owes": f"{n * 7} EUR"}


def _put(spot: Spot, path: str, rows: object) -> None:
    request = urllib.request.Request(
        f"http://{LOOPBACK}:{spot.port}/data/default/{path}",
        data=json.dumps({"val": rows, "map": {}}).encode(),
        headers={"Content-Type": "application/json"},
        method="PUT",
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        answer.read()
