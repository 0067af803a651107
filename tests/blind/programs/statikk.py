"""A folder without a listing: the page that a person wrote of a night shift, and the files it links."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, files, served
from tests.servers.real import Spot

NAMES = ("rota-december.csv", "incidents-2026.csv", "door-codes.txt", "phone-tree.pdf", "handover.txt")


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("night"), NAMES)
    links = "".join(f'<li><a href="{name}">{name}</a>' for name in NAMES)
    rows = "".join(
        f"<tr><td>{name}<td>{phone}<td>{mail}<td>ward {n + 2}"
        for n, (name, mail, phone, _) in enumerate(PEOPLE)
    )
    page = (
        f"<!doctype html><title>Night shift</title><h1>Night shift</h1><table>{rows}</table><ul>{links}</ul>"
    )
    (folder / "index.html").write_text(page)
    return [served(spot, [*installed.node("statikk/bin/statikk"), "--port", str(spot.port), str(folder)])]
