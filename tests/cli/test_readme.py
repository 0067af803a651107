"""Every command of the README runs, in its order, and says that it went well."""

from __future__ import annotations

import gzip
import json
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.pages import commands
from tests.cli.program import ran
from tests.cli.test_readers_page import prepared
from tests.durability.runs import Folder
from tests.imports.banners import lines as shodans_lines
from tests.servers.need import require
from tests.servers.programs import redis
from tests.servers.real import RealServer, Spot
from tests.service.office import SENDER

ROOT = Path(__file__).parents[2]
Place = Callable[[RealServer], Spot]
pytestmark = [pytest.mark.real, pytest.mark.slow]


def test_the_tour_of_the_readme_is_true(tmp_path: Path, place: Place) -> None:
    require(redis.server.missing())
    folder = Folder(root=tmp_path, settings=SENDER)

    def run(command: str) -> str:
        answer = ran(folder, *shlex.split(command)[1:])
        assert answer.code == 0, f"{command}: {answer.out}{answer.err}"
        return answer.out

    # Those of Shodan's client are run by tests/web/test_api_page.py.
    wanted = [line for line in commands(ROOT / "README.md") if line.startswith("leftopen ")]
    assert len(wanted) >= 18
    (tmp_path / "shodan.json.gz").write_bytes(gzip.compress(shodans_lines(200)))
    prepared(tmp_path)
    spot, case = place(redis.server), "CASE"
    server = redis.server.start(spot, "open")
    try:
        for command in wanted:
            if "CASE" in command and case == "CASE":
                lines = [json.loads(line) for line in run("leftopen cases list --json").splitlines()]
                case = next(line["id"] for line in lines if line["port"] == spot.port)[:8]
            if command.startswith("leftopen verify"):
                server.stop()
                server = redis.server.start(spot, "closed")
            run(command.replace("CASE", case).replace("~/.config/leftopen", str(tmp_path / "config")))
    finally:
        server.stop()
    assert (tmp_path / "case.html").exists()
    assert (tmp_path / "found.csv").stat().st_size > 1000
