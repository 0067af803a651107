"""Every command of docs/reference/api.md, in its order: leftopen's own, those of Shodan's client, and the program."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from leftopen.store.observations.writer import ObservationWriter
from tests.cli.pages import commands
from tests.cli.program import ran
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
    page = ROOT / "docs" / "reference" / "api.md"
    wanted = commands(page)
    assert len(wanted) >= 13
    [program] = re.findall(r"^```py\n(.*?)^```$", page.read_text(), re.M | re.S)
    with ExitStack() as ends, office(folder.root) as workspace:
        # The page's scan may find nothing on this machine.
        ObservationWriter(workspace.store.client).add([seen("127.0.0.1", 80), seen("127.0.0.1", 443)])
        key, server, client = "", None, None
        for command in wanted:
            words = shlex.split(command)
            if words[:2] == ["leftopen", "serve"]:
                server = _started(folder, ends)
            elif words[0] == "leftopen":
                answer = _ran(folder, words[1:])
                key = answer.strip() if words[1] == "key" else key
            elif words[0] == "shodan":
                assert server is not None
                client = client or _client(Served(
                    url=listening_at(server), key=key, workspace=workspace, folder=folder, process=server
                ), home)  # fmt: skip
                client.run(*(key if word == "KEY" else word for word in words[1:]))
            else:
                assert words == ["export", "SHODAN_API_URL=http://127.0.0.1:8322"]
        assert (home / "mine.json.gz").exists()
        assert client is not None
        ours = program.replace("http://127.0.0.1:8322", client.server.url).replace("KEY", repr(key))
        assert "127.0.0.1 443" in client.python(ours).splitlines()


def _client(server: Served, home: Path) -> Client:
    made = Client(server=server, home=home)
    made.plugged()
    return made


def _ran(folder: Folder, words: list[str]) -> str:
    done = ran(folder, *words)
    assert done.code == 0, f"{words}: {done.err}"
    return done.out


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
