"""The reasons behind a stock room's software, and who wrote them when: five entries in a repository."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import served
from tests.blind.programs.prepared import commit
from tests.servers.real import Spot

ENTRIES = {
    "payroll.md": (
        "Night shifts are paid by the minute",
        "The union's complaint of 2026 is settled this way",
    ),
    "gates.md": (
        "Gate 4 opens without a card",
        "The lock's maker went bankrupt",
        "Tom Okarin has the spare key",
    ),
}
SETTINGS = """- id: depot-stock
- context: context/
- init: 2026-03-01
- context-schema: 0.2.0
- capture-confirmation: on
- source-reference: on
"""


def project(folder: Path) -> Path:
    """The repository."""
    (folder / "context").mkdir()
    (folder / ".keep-the-why").write_text(SETTINGS)
    for name, titles in ENTRIES.items():
        fields = (
            "**Type:** decision\n\n**Status:** active\n\n**Evidence:** confirmed\n\n**Source:** a.kowalska\n"
        )
        text = "".join(f"## {title}\n\n{fields}\nWritten by Ada Kowalska.\n\n" for title in titles)
        (folder / "context" / name).write_text(f"# {name[:-3].title()}\n\n{text}")
    return folder


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = project(spot.inside("stock"))
    commit(spot, folder, "Why it is so")
    words = [*installed.script("keep-the-why-dashboard", "ktw-dashboard"), "--host", LOOPBACK]
    words += ["--port", str(spot.port), "--no-browser", "--no-update-check", "--no-history"]
    return [served(spot, [*words, str(folder)])]
