"""klaus, a git browser."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.ordinary.published.installed import script
from tests.ordinary.published.programs.repository import git
from tests.servers.real import Spot


def start(spot: Spot) -> Sequence[ServerProgram]:
    bare = git(spot.folder)
    words = [script("python"), script("klaus"), "--host", LOOPBACK, "--port", str(spot.port)]
    words += ["--site-name", "Marsh Ferry", str(bare)]
    program = ServerProgram(words, ports=(spot.port,), log=spot.folder / "klaus.log")
    program.start()
    return [program]
