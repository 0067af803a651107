"""The list of bad input, through the real program: one clear line, or one stored `unknown` with its phase."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hostile.bad_servers import bad_servers
from tests.servers import redis
from tests.servers.need import require
from tests.servers.real import RealServer, Spot, running

Place = Callable[[RealServer], Spot]
PROGRAM = [sys.executable, "-c", "from leftopen.cli import main; main()"]
MEMORY_MB = 300
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def environ(folder: Path, **more: str) -> dict[str, str]:
    return (
        os.environ | {"LEFTOPEN_CONFIG": str(folder / "config"), "LEFTOPEN_DATA": str(folder / "data")} | more
    )


def leftopen(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *words], env=environ(folder, **more), capture_output=True, text=True, timeout=120
    )


def one_clear_line(ran: subprocess.CompletedProcess[str], said: str) -> None:
    assert ran.returncode == 1, ran.stderr
    assert ran.stdout == ""
    (line,) = ran.stderr.splitlines()
    assert line.startswith("leftopen: ")
    assert said in line


def test_a_scope_file_that_can_t_be_read(tmp_path: Path) -> None:
    one_clear_line(leftopen(tmp_path, "scope", "import", str(tmp_path / "none.csv")), "can't be read")
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"\xff\xfe\x00target")
    one_clear_line(leftopen(tmp_path, "scope", "import", str(bad)), "not UTF-8")
    bad.write_text("target,authorised_by,until\n198.18.0.1/24,A,2099-01-01\n")
    one_clear_line(leftopen(tmp_path, "scope", "import", str(bad)), "line 2: ")
    assert leftopen(tmp_path, "scope", "list", "--json").stdout == ""


def test_a_bad_range_an_unknown_port_word_and_a_target_out_of_scope(tmp_path: Path) -> None:
    one_clear_line(leftopen(tmp_path, "scan", "127.0.0.1/33"), "prefix length")
    one_clear_line(leftopen(tmp_path, "scan", "127.0.0.1", "--ports", "most"), "most")
    one_clear_line(leftopen(tmp_path, "scan", "192.0.2.1"), "documentation space")
    one_clear_line(leftopen(tmp_path, "search", "colour:red"), "colour")


def test_a_data_folder_of_a_newer_version(tmp_path: Path) -> None:
    assert leftopen(tmp_path, "scope", "list").returncode == 0
    format_file = tmp_path / "data" / "format"
    format_file.write_text("999\n")
    one_clear_line(leftopen(tmp_path, "scope", "list"), "newer")


@pytest.mark.real
def test_one_scan_of_all_bad_servers_finds_the_open_one_beside_them(tmp_path: Path, place: Place) -> None:
    require(redis.server.missing())
    with bad_servers() as ports, running(redis.server, place(redis.server), "open") as server:
        wanted = ",".join(map(str, (*ports.values(), server.port)))
        command = [*PROGRAM, "scan", "127.0.0.1", "--ports", wanted, "--json"]
        out = (tmp_path / "out").open("w+b")
        err = (tmp_path / "err").open("w+b")
        with out, err:
            scan = subprocess.Popen(
                command, env=environ(tmp_path, LEFTOPEN_DEADLINE="3"), stdout=out, stderr=err
            )
            _, status, usage = os.wait4(scan.pid, 0)
            scan.returncode = os.waitstatus_to_exitcode(status)
        printed = (tmp_path / "out").read_text()
    assert scan.returncode == 0, (tmp_path / "err").read_text()
    assert usage.ru_maxrss / 1024 < MEMORY_MB
    assert not CONTROL.search(printed.replace("\n", ""))
    lines = [json.loads(line) for line in printed.splitlines()]
    seen = {line["port"]: line for line in lines if line["type"] == "observation"}
    assert set(seen) == {*ports.values(), server.port}
    for name in ("silent", "drips", "garbage"):
        assert seen[ports[name]]["_shodan"]["module"] == "unknown"
        assert "phase" in seen[ports[name]]["info"]
    findings = {(line["port"], line["check"]) for line in lines if line["type"] == "finding"}
    assert findings == {(server.port, "redis_open")}
    shown = leftopen(tmp_path, "search", "").stdout + leftopen(tmp_path, "host", "127.0.0.1").stdout
    assert "redis" in shown
    assert not CONTROL.search(shown.replace("\n", ""))
    print(f"peak memory of the scan {usage.ru_maxrss // 1024} MB")
