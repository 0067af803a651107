"""A scheduler of jobs with its page: three jobs, each run once."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import ServerProgram
from tests.blind import installed
from tests.blind.content import post, served
from tests.servers.real import Spot


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    python = str(installed.venv("plombery") / "bin" / "python")
    jobs = str(installed.HERE / "programs" / "plombery_jobs.py")
    env = {"DATABASE_URL": f"sqlite:///{spot.folder}/jobs.db", "DATA_PATH": str(spot.inside("runs"))}
    program = served(spot, [python, "-P", jobs, str(spot.port)], env=env)
    for n in range(3):
        post(spot, f"/api/pipelines/job_{n}/run", {})
    return [program]
