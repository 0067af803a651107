"""The units of systemd: what its own tools say of them, and their commands run."""

from __future__ import annotations

import json
import re
import shlex
import socket
import subprocess
import sys
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
LONGEST_S = 120.0
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


def test_the_units_are_two_services_and_a_backup_with_its_timer() -> None:
    names = ["leftopen-backup.service", "leftopen-serve.service", "leftopen-worker.service"]
    assert [unit.name for unit in UNITS] == names
    assert [unit.stem for unit in DEPLOY.glob("*.timer")] == ["leftopen-backup"]


def test_no_unit_gives_up_and_each_has_a_cache_and_writes_no_core() -> None:
    for unit in UNITS:
        lines = unit.read_text().splitlines()
        assert {"CacheDirectory=leftopen", "Environment=XDG_CACHE_HOME=%C/leftopen", "LimitCORE=0"} <= set(
            lines
        )
        if unit.name != "leftopen-backup.service":
            assert {"StartLimitIntervalSec=0", "Restart=on-failure", "Type=notify"} <= set(lines), unit.name
            assert int(setting(unit, "WatchdogSec")[0]) > 2 * 60, "a locked database is no hang"


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
    [command], environ = setting(unit, "ExecStart"), " ".join(setting(unit, "Environment"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    program, *words = shlex.split(command.replace("8322", port))
    assert program == PROGRAM
    words = [word.replace("%S", str(tmp_path)) for word in words]
    environ = environ.replace("%S", str(tmp_path)).replace("%C", str(tmp_path))
    given = dict(pair.split("=", 1) for pair in environ.split())
    for folder in ("leftopen", "leftopen-backup"):
        (tmp_path / folder).mkdir(mode=0o700)
    if "backup" in words:
        _backed_up(words, given, tmp_path)
        return
    with (tmp_path / "err").open("wb") as answer, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(LONGEST_S)
        given |= {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "400000"}
        process = subprocess.Popen(
            [sys.executable, "-c", MAIN, *words], env={"PATH": "/usr/bin:/bin", **given},
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=answer,
        )  # fmt: skip
        try:
            _heard(manager, "READY=1", process)
            _heard(manager, "WATCHDOG=1", process)
            _logged(tmp_path / "err", "job_done", process)
            if "serve" in words:
                assert httpx2.get(f"http://127.0.0.1:{port}/healthz", timeout=LONGEST_S).text == "ok\n"
        finally:
            process.terminate()
            code = process.wait(60)
    lines = (tmp_path / "err").read_text().splitlines()
    assert code == 0, lines
    events = [json.loads(line)["event"] for line in lines]
    assert {"serving", "working"} & set(events), "the unit asks for JSON"
    assert events[-1] == "stopped"
    assert (tmp_path / "leftopen" / "data" / "format").exists()


def _heard(manager: socket.socket, word: str, process: subprocess.Popen[bytes]) -> None:
    """Waits for what the service tells its manager."""
    while word not in manager.recv(4096).decode():
        assert process.poll() is None, f"it ended before {word}"


def _logged(file: Path, event: str, process: subprocess.Popen[bytes]) -> None:
    """Waits for a line of that event: the server's own worker logs its work, as a worker does."""
    end = time.monotonic() + LONGEST_S
    while f'"event":"{event}"' not in file.read_text():
        assert process.poll() is None, file.read_text()
        assert time.monotonic() < end, file.read_text()
        time.sleep(0.05)


def _backed_up(words: list[str], given: dict[str, str], folder: Path) -> None:
    """Its command, once there is something to back up."""
    environ = {"PATH": "/usr/bin:/bin", **given}
    for each in (["scope", "add", "127.0.0.0/8", "--until", "2099-01-01"], words):
        done = subprocess.run(
            [sys.executable, "-c", MAIN, *each],
            env=environ,
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
        )
        assert done.returncode == 0, done.stderr
    assert "is on the same disk as the data folder" in done.stderr
    [made] = (folder / "leftopen-backup").iterdir()
    assert done.stdout.startswith(f"{made}: ")


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
    answer = subprocess.run(
        ["systemd-analyze", "syscall-filter", word], capture_output=True, text=True, check=True
    )
    inside = [line.strip() for line in answer.stdout.splitlines()[1:] if line.strip()]
    return {call for one in inside if not one.startswith("#") for call in expanded(one)}


CONFINED = ("DynamicUser", "User", "StateDirectory", "StateDirectoryMode", "UMask", "MemoryMax", "TasksMax")
"""Where the part of a unit begins that says what it may do."""


def ran(folder: Path, *words: str, with_bus: bool = True) -> tuple[int, list[str], str]:
    """The exit code of leftopenctl, the words that it would give to systemd-run, and what it says."""
    fake = folder / "systemd-run"
    fake.write_text('#!/bin/sh\nfor word in "$@"; do printf "%s\\0" "$word"; done\n')
    fake.chmod(0o755)
    bus = folder / "bus"
    environ = {"PATH": f"{folder}:/usr/bin:/bin", "DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={bus}"}
    with socket.socket(socket.AF_UNIX) as listening:
        if with_bus:
            listening.bind(str(bus))
        done = subprocess.run(
            [str(DEPLOY / "leftopenctl"), *words],
            env=environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
    bus.unlink(missing_ok=True)
    return done.returncode, done.stdout.split("\0")[:-1], done.stderr


def test_a_command_beside_the_services_is_confined_as_they_are(tmp_path: Path) -> None:
    code, words, _ = ran(tmp_path, "scope", "add", "192.0.2.0/24 made up")
    assert code == 0
    assert words[-4:] == [PROGRAM, "scope", "add", "192.0.2.0/24 made up"]
    given = [word.removeprefix("--property=") for word in words if word.startswith("--property=")]
    text = (DEPLOY / "leftopen-backup.service").read_text()
    confined = text[text.index(f"{CONFINED[0]}=") :]
    wanted = [line for line in confined.splitlines() if line and not line.startswith("#")]
    assert {line.partition("=")[0] for line in wanted} > {*CONFINED, "ProtectSystem", "SystemCallFilter"}
    assert given == wanted


def test_the_units_are_confined_alike_but_for_the_folder_of_backups() -> None:
    confined = set()
    for unit in UNITS:
        text = unit.read_text().partition("[Install]")[0]
        lines = text[text.index(f"{CONFINED[0]}=") :].splitlines()
        settings = [line for line in lines if line and not line.startswith("#")]
        confined.add("\n".join(settings).replace("=leftopen leftopen-backup\n", "=leftopen\n"))
    assert len(confined) == 1


def test_where_there_is_no_bus_a_command_says_what_to_install(tmp_path: Path) -> None:
    code, words, answer = ran(tmp_path, "doctor", with_bus=False)
    assert (code, words) == (1, [])
    assert answer.startswith("leftopenctl: D-Bus is not running")
    assert "install the package dbus" in answer


def test_a_command_beside_the_services_is_hardened_by_systemds_own_word(tmp_path: Path) -> None:
    require(missing("systemd-analyze"))
    _, words, _ = ran(tmp_path, "doctor")
    given = [word.removeprefix("--property=") for word in words if word.startswith("--property=")]
    unit = tmp_path / "leftopenctl.service"
    unit.write_text("[Service]\nExecStart=/bin/true\n" + "\n".join(given) + "\n")
    words = ["systemd-analyze", "security", "--offline=true", f"--threshold={WORST}", str(unit)]
    judged = subprocess.run(words, capture_output=True, text=True)
    assert judged.returncode == 0, judged.stdout + judged.stderr


def test_a_file_that_would_be_gone_with_the_command_or_cannot_be_seen_is_refused(tmp_path: Path) -> None:
    refused = (
        "/tmp/proof.json", "--out=/tmp/a.csv", "/var/tmp/x", "-o/tmp/x", "-oJ/tmp/x", "/dev/shm/x", "/tmp",
        "../../../tmp/x", "/srv/../tmp/x", "/root" + "/x.backup", "--items=/home/maria/x", "/run/user/0/x",
    )  # fmt: skip
    for word in refused:
        code, words, answer = ran(tmp_path, "proof", word)
        assert (code, words) == (2, []), word
        assert answer.startswith(f"leftopenctl: {word}: "), answer
        assert "/var/lib/leftopen, or use its output" in answer
    for word in ("leftopen.backup", "/srv/in.json", "https://127.0.0.1/tmp/x", "192.0.2.0/24", "-", "a/b",
                 "port:1 /x", "--limit=3", "-v", "/var/lib/leftopen/x", "/tmpx/y"):  # fmt: skip
        code, words, answer = ran(tmp_path, "proof", word)
        assert (code, words[-1], answer) == (0, word, ""), word
    assert "--working-directory=/var/lib/leftopen" in words, "where a name without a folder is"


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
