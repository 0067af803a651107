"""Notes of a folder as pages, and the folder as a listing: six of a harbour's pilot."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import files, inside, served
from tests.servers.real import Spot

NAMES = (
    "berths-2026-11.md",
    "radio-codes.md",
    "crew-of-the-duvalle.md",
    "customs/cargo-withheld.md",
    "customs/who-to-call.md",
    "index-of-notes.md",
)
SERVE = """
import sys
from tiny_markdown_server import tiny_markdown_server as server

server.serverPort = int(sys.argv[1])
server.main()
"""


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    """The program's port is written in its code."""
    folder = files(spot.inside("pilot"), NAMES)
    python = str(installed.venv("tiny-markdown-server") / "bin" / "python")
    return [served(spot, inside(folder, [python, "-c", SERVE, str(spot.port)]))]
