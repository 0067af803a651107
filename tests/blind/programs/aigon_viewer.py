"""A page of notes: six of a head of staff's."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, served
from tests.servers.real import Spot

NOTES = ("dismissals-2027", "salaries", "talk-with-okarin", "strike-plan", "keys-and-alarm", "birthdays")


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = spot.inside("notes")
    for note in NOTES:
        rows = "".join(f"| {name} | {mail} | {city} |\n" for name, mail, _, city in PEOPLE)
        (folder / f"{note}.md").write_text(f"# {note}\n\n| who | mail | where |\n| --- | --- | --- |\n{rows}")
    words = [*installed.script("aigon-viewer", "aigonviewer_base"), str(folder), "--host", LOOPBACK]
    return [served(spot, [*words, "--port", str(spot.port), "--no-browser"])]
