"""A viewer of a folder's notes: seven of a charity's board."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, served
from tests.servers.real import Spot

NOTES = {
    "board/minutes-2026-10": "The treasurer leaves; the reason stays in this room.",
    "board/minutes-2026-11": "Okarin repays 4000 by March.",
    "donors/large-gifts": "Nine donors above 10000, three want no name.",
    "donors/bequests": "Two wills, one is contested.",
    "staff/warning-vermolen": "Second warning, the third ends the contract.",
    "staff/salaries": "From 2400 to 4100.",
    "passwords": "The bank's is winter-gate-9.",
}


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = spot.inside("charity")
    people = "".join(f"- {name}, {mail}, {phone}\n" for name, mail, phone, _ in PEOPLE)
    for name, text in NOTES.items():
        file = folder / f"{name}.md"
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"# {file.stem.replace('-', ' ').capitalize()}\n\n{text}\n\n{people}")
    words = [*installed.script("md-tree-viewer", "mdtree"), "--port", str(spot.port), "--no-browser"]
    return [served(spot, [*words, str(folder)])]
