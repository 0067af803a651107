"""The list of bad input, through the real program: one clear line, or one stored `unknown` with its phase."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from tests.servers.real import RealServer, Spot

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


def one_clear_line(ran: subprocess.CompletedProcess[str], answer: str) -> None:
    assert ran.returncode == 1, ran.stderr
    assert ran.stdout == ""
    (line,) = ran.stderr.splitlines()
    assert line.startswith("leftopen: ")
    assert answer in line


def test_a_scope_file_that_can_t_be_read(tmp_path: Path) -> None:
    one_clear_line(leftopen(tmp_path, "scope", "import", str(tmp_path / "none.csv")), "cannot read")
    bad = tmp_path / "bad.csv"
    bad.write_bytes(b"\xff\xfe\x00target")
    one_clear_line(leftopen(tmp_path, "scope", "import", str(bad)), "not valid UTF-8")
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
