"""Fossil's own server: source, wiki and tickets of a free program."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.ordinary.published.command import run, write
from tests.ordinary.published.programs.repository import STEPS
from tests.servers.real import Spot


def start(spot: Spot) -> Sequence[ServerProgram]:
    work = spot.inside("work")
    file = spot.folder / "gauges.fossil"
    env = {"USER": "orla", "FOSSIL_HOME": str(spot.folder)}
    run(
        ["fossil", "init", "--admin-user", "orla", "--project-name", "Gauges", str(file)],
        spot.folder,
        env=env,
    )
    run(["fossil", "open", "--force", str(file)], work, env=env)
    for answer, files in STEPS:
        write(work, files)
        run(["fossil", "addremove"], work, env=env)
        run(["fossil", "commit", "--no-warnings", "--no-prompt", "-m", answer], work, env=env)
    run(["fossil", "wiki", "create", "Gauges", "-"], work, env=env, said="Everybody may take part.\n")
    run(["fossil", "ticket", "add", "title", "The levels are not sorted", "status", "Open"], work, env=env)
    words = ["fossil", "server", "--localhost", "--nocompress", "--port", str(spot.port), str(file)]
    program = ServerProgram(words, ports=(spot.port,), log=spot.folder / "fossil.log")
    program.start()
    return [program]
