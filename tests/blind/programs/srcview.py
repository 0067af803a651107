"""The source of a program with its licence and its readme: eight files in a listing."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import files, inside, served
from tests.servers.real import Spot

NAMES = (
    "LICENSE",
    "README.md",
    "CHANGELOG.md",
    "setup.py",
    "gatecontrol/__init__.py",
    "gatecontrol/gate.py",
    "tests/test_gate.py",
    "docs/index.md",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("gatecontrol"), NAMES)
    words = [*installed.script("srcviewserver"), "--host", LOOPBACK, "--port", str(spot.port)]
    return [served(spot, inside(folder, words))]
