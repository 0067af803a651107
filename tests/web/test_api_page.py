"""Every command of docs/api.md, in its order: leftopen's own, and those of Shodan's client."""

from __future__ import annotations

import shlex
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.cli.pages import commands
from tests.durability.runs import MAIN, Folder
from tests.servers.need import missing_client, require
from tests.service.office import office
from tests.store.samples import seen
from tests.web.client import Client
from tests.web.served import Served, ended, listening_at

ROOT = Path(__file__).parents[2]
pytestmark = [pytest.mark.real, pytest.mark.slow]


def test_every_command_of_the_page_goes_well(tmp_path: Path, home: Path) -> None:
    require(missing_client("shodan"))
    folder = Folder(root=tmp_path / "it", settings={"connect_timeout": 0.5, "banner_wait": 0.1})
    folder.root.mkdir()
    wanted = commands(ROOT / "docs" / "api.md")
    assert len(wanted) >= 12
    with ExitStack() as ends, office(folder.root) as desk:
        # The page's scan may find nothing on this machine.
        desk.store.observations.add([seen("127.0.0.1", 80)])
        key, server = "", None
        for command in wanted:
            words = shlex.split(command)
            if words[:2] == ["leftopen", "serve"]:
                server = _started(folder, ends)
            elif words[0] == "leftopen":
                said = _ran(folder, words[1:])
                key = said.strip() if words[1] == "key" else key
            elif words[0] == "shodan":
                assert server is not None
                url = listening_at(server)
                client = Client(
                    server=Served(url=url, key=key, desk=desk, folder=folder, process=server), home=home
                )
                client.run(*(key if word == "KEY" else word for word in words[1:]))
            else:
                assert words == ["export", "SHODAN_API_URL=http://127.0.0.1:8322"]
        assert (home / "mine.json.gz").exists()


def _ran(folder: Folder, words: list[str]) -> str:
    done = subprocess.run(
        [sys.executable, "-c", MAIN, *words, "--data", str(folder.data)],
        env=folder.environ(), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, f"{words}: {done.stderr}"
    return done.stdout


def _started(folder: Folder, ends: ExitStack) -> subprocess.Popen[bytes]:
    """As the page says, but on a free port: another server may have the usual one."""
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, "serve", "--port", "0", "--json", "--quiet", "--data", str(folder.data)],
        env=folder.environ(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    ends.callback(process.stdout.close)
    ends.callback(ended, process)
    return process
