"""The units of systemd: what its own tools say of them, and their commands run."""

from __future__ import annotations

import json
import shlex
import socket
import subprocess
import time
from pathlib import Path

import httpx2
import pytest

from tests.durability.runs import MAIN
from tests.servers.need import missing, require

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
PROGRAM = "/opt/leftopen/bin/leftopen"
WORST = 15
"""Tenths: what `systemd-analyze security` calls OK begins below 50; a simple service has 96."""


def setting(unit: Path, name: str) -> list[str]:
    found = [line.partition("=")[2] for line in unit.read_text().splitlines() if line.startswith(f"{name}=")]
    assert found, f"{unit.name} has no {name}"
    return found


def with_program(unit: Path, folder: Path) -> Path:
    """The unit with a program that is there."""
    program = folder / "leftopen"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    made = folder / unit.name
    made.write_text(unit.read_text().replace(PROGRAM, str(program)))
    return made


def test_there_are_two_units() -> None:
    assert [unit.name for unit in UNITS] == ["leftopen-serve.service", "leftopen-worker.service"]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_accepts_the_unit_and_finds_it_hardened(tmp_path: Path, unit: Path) -> None:
    require(missing("systemd-analyze"))
    made = with_program(unit, tmp_path)
    verified = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(made)], capture_output=True, text=True
    )
    assert (verified.returncode, verified.stderr) == (0, "")
    words = [
        "systemd-analyze",
        "security",
        "--offline=true",
        "--json=short",
        f"--threshold={WORST}",
        str(made),
    ]
    judged = subprocess.run(words, capture_output=True, text=True)
    assert judged.returncode == 0, judged.stdout + judged.stderr
    open_ = {row["name"]: row for row in json.loads(judged.stdout) if not row["set"]}
    assert not [name for name in open_ if name.startswith(("CapabilityBoundingSet", "NoNewPrivileges"))]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_the_command_of_the_unit_works(tmp_path: Path, unit: Path) -> None:
    [command], [environ] = setting(unit, "ExecStart"), setting(unit, "Environment")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    program, *words = shlex.split(command.replace("8322", port))
    assert program == PROGRAM
    given = dict(pair.split("=", 1) for pair in environ.replace("%S", str(tmp_path)).split())
    (tmp_path / "leftopen").mkdir(mode=0o700)
    with (tmp_path / "err").open("wb") as said:
        process = subprocess.Popen(
            [_python(), "-c", MAIN, *words], env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", **given},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said,
        )  # fmt: skip
    try:
        if "serve" in words:
            assert _healthy(f"http://127.0.0.1:{port}/healthz", process)
        else:
            _said(tmp_path / "err", "working", process)
    finally:
        process.terminate()
        code = process.wait(60)
    lines = (tmp_path / "err").read_text().splitlines()
    assert code == 0, lines
    assert lines
    assert all("said" in json.loads(line) for line in lines), "the unit asks for JSON"
    assert (tmp_path / "leftopen" / "data" / "format").exists()


def _python() -> str:
    import sys

    return sys.executable


def _healthy(url: str, process: subprocess.Popen[bytes]) -> bool:
    end = time.monotonic() + 90
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx2.get(url, timeout=10).text == "ok\n":
                return True
        except httpx2.HTTPError:
            time.sleep(0.2)
    return False


def _said(file: Path, word: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + 90
    while word not in file.read_text():
        assert process.poll() is None, file.read_text()
        assert time.monotonic() < end
        time.sleep(0.2)


def test_what_was_not_tried_says_so() -> None:
    for name in ("Containerfile", "kubernetes.yaml"):
        assert "Untried" in (DEPLOY / name).read_text().splitlines()[0]


def test_the_container_and_the_cluster_run_as_nobody_special() -> None:
    container = (DEPLOY / "Containerfile").read_text()
    assert "\nUSER 10001:10001\n" in container
    cluster = (DEPLOY / "kubernetes.yaml").read_text()
    assert "runAsNonRoot: true" in cluster
    assert "automountServiceAccountToken: false" in cluster
