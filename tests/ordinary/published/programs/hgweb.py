"""`hg serve`."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.ordinary.published import content
from tests.ordinary.published.command import run, write
from tests.ordinary.published.programs.repository import DESCRIPTION, STEPS
from tests.servers.real import Spot


def start(spot: Spot) -> Sequence[ServerProgram]:
    folder = spot.inside("gauges")
    run(["hg", "init"], folder)
    for number, (answer, files) in enumerate(STEPS):
        name, user = content.PEOPLE[number]
        write(folder, files)
        run(
            ["hg", "commit", "--addremove", "-q", "-m", answer, "-u", f"{name} <{user}@{content.HOST}>"],
            folder,
        )
    write(folder, {".hg/hgrc": f"[web]\nname = Gauges\ndescription = {DESCRIPTION}\n"})
    words = ["hg", "serve", "--address", LOOPBACK, "--port", str(spot.port), "--cwd", str(folder)]
    program = ServerProgram(words, ports=(spot.port,), log=spot.folder / "hg.log")
    program.start()
    return [program]
