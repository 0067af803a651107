"""The units of systemd: what its own tools say of them, and their commands run."""

from __future__ import annotations

import json
import re
import shlex
import socket
import subprocess
import time
from collections.abc import Iterable
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


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_the_unit_permits_what_makes_a_cage(unit: Path) -> None:
    require(missing("systemd-analyze"))
    allowed = permitted(" ".join(given) for given in filters(unit))
    wanted = {"seccomp", "landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self", "prctl"}
    assert wanted <= allowed
    assert not {"mount", "ptrace", "capset"} & allowed, "the groups were expanded"


def filters(unit: Path) -> list[list[str]]:
    return [line.split() for line in setting(unit, "SystemCallFilter")]


def permitted(lines: Iterable[str]) -> set[str]:
    """The calls, in the order of the lines, as systemd's own table expands the groups."""
    allowed = set[str]()
    for line in lines:
        calls = {call for word in line.removeprefix("~").split() for call in expanded(word)}
        allowed = allowed - calls if line.startswith("~") else allowed | calls
    return allowed


def expanded(word: str) -> set[str]:
    if not word.startswith("@"):
        return {word}
    told = subprocess.run(
        ["systemd-analyze", "syscall-filter", word], capture_output=True, text=True, check=True
    )
    inside = [line.strip() for line in told.stdout.splitlines()[1:] if line.strip()]
    return {call for one in inside if not one.startswith("#") for call in expanded(one)}


CONFINED = ("DynamicUser", "User", "StateDirectory", "StateDirectoryMode", "UMask", "MemoryMax", "TasksMax")
"""Where the part of a unit begins that says what it may do."""


def ran(folder: Path, *words: str) -> tuple[int, list[str], str]:
    """The exit code of leftopenctl, the words that it would give to systemd-run, and what it says."""
    fake = folder / "systemd-run"
    fake.write_text('#!/bin/sh\nfor word in "$@"; do printf "%s\\0" "$word"; done\n')
    fake.chmod(0o755)
    environ = {"PATH": f"{folder}:/usr/bin:/bin"}
    done = subprocess.run(
        [str(DEPLOY / "leftopenctl"), *words],
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout.split("\0")[:-1], done.stderr


def test_a_command_beside_the_services_is_confined_as_they_are(tmp_path: Path) -> None:
    code, words, _ = ran(tmp_path, "scope", "add", "192.0.2.0/24 made up")
    assert code == 0
    assert words[-4:] == [PROGRAM, "scope", "add", "192.0.2.0/24 made up"]
    given = [word.removeprefix("--property=") for word in words if word.startswith("--property=")]
    text = (DEPLOY / "leftopen-worker.service").read_text()
    confined = text[text.index(f"{CONFINED[0]}=") : text.index("[Install]")]
    wanted = [line for line in confined.splitlines() if line and not line.startswith("#")]
    assert {line.partition("=")[0] for line in wanted} > {*CONFINED, "ProtectSystem", "SystemCallFilter"}
    assert given == wanted


def test_a_command_beside_the_services_is_hardened_by_systemds_own_word(tmp_path: Path) -> None:
    require(missing("systemd-analyze"))
    _, words, _ = ran(tmp_path, "doctor")
    given = [word.removeprefix("--property=") for word in words if word.startswith("--property=")]
    unit = tmp_path / "leftopenctl.service"
    unit.write_text("[Service]\nExecStart=/bin/true\n" + "\n".join(given) + "\n")
    words = ["systemd-analyze", "security", "--offline=true", f"--threshold={WORST}", str(unit)]
    judged = subprocess.run(words, capture_output=True, text=True)
    assert judged.returncode == 0, judged.stdout + judged.stderr


@pytest.mark.parametrize("word", ["/tmp/proof.json", "--out=/tmp/a.csv", "/var/tmp/x"])
def test_a_file_that_would_be_gone_with_the_command_is_refused(tmp_path: Path, word: str) -> None:
    code, words, said = ran(tmp_path, "proof", word)
    assert (code, words) == (2, [])
    assert word in said
    assert "/var/lib/leftopen" in said


def test_the_image_has_what_the_lock_has_and_nothing_else() -> None:
    text = (DEPLOY / "Containerfile").read_text().replace("\\\n", " ")
    commands = [line for line in text.splitlines() if "-m pip" in line and not line.startswith("#")]
    fetching, installing = commands
    assert "pip wheel" in fetching
    assert {"--require-hashes", "--no-deps", "/requirements.lock"} <= set(fetching.split())
    assert "pip install" in installing
    assert {"--no-index", "--find-links", "/packages"} <= set(installing.split())
    assert "\nCOPY requirements.lock /\n" in text
    lock = (DEPLOY.parent / "requirements.lock").read_text().replace("\\\n", " ")
    pinned = [line for line in lock.splitlines() if line and not line.lstrip().startswith("#")]
    assert pinned
    assert [line for line in pinned if "--hash=sha256:" not in line] == []


def test_the_base_of_the_image_can_be_given_by_its_digest() -> None:
    lines = (DEPLOY / "Containerfile").read_text().splitlines()
    assert "ARG BASE=docker.io/library/python:3.13-slim" in lines
    assert [line for line in lines if line.startswith("FROM")] == ["FROM ${BASE} AS packages", "FROM ${BASE}"]
    assert any(line.startswith("#") and "@sha256:" in line for line in lines)


def test_the_cluster_lets_in_the_console_alone_and_bounds_its_folder() -> None:
    workload, policy = (DEPLOY / "kubernetes.yaml").read_text().split("\n---\n")
    assert "\nkind: NetworkPolicy\n" in policy
    [pods] = re.findall(r"podSelector:\n    (matchLabels: .*)\n", policy)
    assert f"selector:\n    {pods}\n" in workload
    port = re.findall(r'"--port", "(\d+)"', workload)[0]
    _, allowed = policy.split("  policyTypes: [Ingress]\n")
    lines = ["  ingress:", "    - ports:", f"        - {{protocol: TCP, port: {port}}}"]
    assert allowed.splitlines() == lines
    volumes = re.findall(r"emptyDir: .*", workload)
    assert len(volumes) == 1
    assert "sizeLimit: " in volumes[0]


def test_what_was_not_tried_says_so() -> None:
    for name in ("Containerfile", "kubernetes.yaml"):
        assert "Untried" in (DEPLOY / name).read_text().splitlines()[0]


def test_the_container_and_the_cluster_run_as_nobody_special() -> None:
    container = (DEPLOY / "Containerfile").read_text()
    assert "\nUSER 10001:10001\n" in container
    cluster = (DEPLOY / "kubernetes.yaml").read_text()
    assert "runAsNonRoot: true" in cluster
    assert "automountServiceAccountToken: false" in cluster
