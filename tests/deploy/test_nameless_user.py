"""The user of a container or of a unit: a number without a name, without a home, and with an empty
environment."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.durability.runs import MAIN
from tests.imports.banners import lines
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis
from tests.servers.need import missing, require

UID = "64833"
NAMELESS = ("unshare", "--user", f"--map-user={UID}", f"--map-group={UID}")


@pytest.mark.full
@pytest.mark.slow
def test_a_user_without_name_and_home_scans_imports_and_backs_up(tmp_path: Path) -> None:
    require(missing("unshare"))
    environ = {
        "PATH": "/usr/bin:/bin", "LEFTOPEN_DATA": str(tmp_path / "data"),
        "LEFTOPEN_CONFIG": str(tmp_path / "config"), "LEFTOPEN_BANNER_WAIT": "0.1",
    }  # fmt: skip
    (tmp_path / "banners").write_bytes(lines(5))

    def run(*words: str) -> str:
        done = subprocess.run(
            [*NAMELESS, *words], cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=300
        )
        assert (done.returncode, "Traceback" in done.stderr) == (0, False), f"{words}: {done.stderr}"
        return done.stdout

    home = run(
        sys.executable,
        "-c",
        "import os, pathlib\ntry: pathlib.Path.home()\nexcept RuntimeError: print('none')",
    )
    assert home == "none\n", "the test would see nothing"
    leftopen = (sys.executable, "-c", MAIN)
    with Loopback() as loopback:
        port = str(loopback.serve(Redis()))
        run(*leftopen, "scope", "add", "127.0.0.0/8", "--until", "2099-01-01")
        assert "redis_open" in run(*leftopen, "scan", "127.0.0.1", "--ports", port)
    run(*leftopen, "import", "banners")
    run(*leftopen, "watch", "run", "--once")
    assert "whole" not in run(*leftopen, "backup", "one.backup")
    assert "; signed by" in run(*leftopen, "backup", "check", "one.backup")
