"""A dashboard of graphs with what is said about each: five of a water works."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import served
from tests.servers.real import Spot

GRAPHS = {
    "leaks-by-street": ("Network", "Worst in Mill Lane; Okarin refuses to dig there"),
    "unpaid-bills": ("Customers", "412 households, 38 of them to be cut off in January"),
    "pump-3-faults": ("Network", "It runs without its guard since October"),
    "complaints": ("Customers", "Duvalle answers those about the brown water"),
    "lead-above-limit": ("Quality", "Not told to the council yet"),
}


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = spot.inside("graphs")
    for n, (name, (family, text)) in enumerate(GRAPHS.items()):
        bars = "".join(f'<rect x="{at * 12}" y="0" width="9" height="{at * n + 9}"/>' for at in range(12))
        (folder / f"{name}.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg">{bars}</svg>')
        title = name.replace("-", " ")
        says = f"name: {name}.svg\nfamily: {family}\ntitle: {title}\ntext: {text!r}\n"
        (folder / f"{name}.yaml").write_text(says)
    words = [*installed.script("graphdash", "GraphDash"), "--root", str(folder), "--port", str(spot.port)]
    return [served(spot, words)]
