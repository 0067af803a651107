"""The engine child is killed in the middle of a question: the command is answered all the same."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from pathlib import Path

import pytest

from tests.durability.runs import Folder, Run, done
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis
from tests.store.samples import engine_pid
from tests.tier import tier

KILLS = tier(2, 6)


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ("search", ""),
        pytest.param(("host", "127.0.0.1"), marks=pytest.mark.full),
        pytest.param(("cases", "list"), marks=pytest.mark.full),
    ],
)
def test_a_command_whose_engine_is_killed_is_answered(tmp_path: Path, words: tuple[str, ...]) -> None:
    folder = Folder(root=tmp_path / "it", settings={"banner_wait": 0.05})
    chance = random.Random(7)
    with Loopback() as loopback:
        port = loopback.serve(Redis())
        done(folder, "scan", "127.0.0.1", "--ports", str(port), "--json")
    killed = 0
    for _ in range(KILLS):
        run = Run(folder, *words, "--json")
        time.sleep(chance.uniform(0.2, 0.9))
        with contextlib.suppress(LookupError, ProcessLookupError):
            os.kill(engine_pid(folder.data), signal.SIGKILL)
            killed += 1
        assert run.wait() == 0, run.said()
        assert run.said() == ""
        assert [line["port"] for line in run.lines()][:1] == [port]
    assert killed, "no engine ran at any of these moments"
