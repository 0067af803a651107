"""The import contracts hold, and each one reports when it is broken on purpose."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "leftopen"
LINT = Path(sys.executable).with_name("lint-imports")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    environ = {"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin", "NO_COLOR": "1", "COLUMNS": "200"}
    return subprocess.run(
        [str(LINT), "--no-cache"], cwd=folder, env=environ, capture_output=True, text=True, timeout=120
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_all_contracts_hold() -> None:
    ran = lint(ROOT)
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("model/endpoint.py", "import leftopen.service.workspace.workspace", "imports go downward only"),
        ("utilities.py", "", "imports go downward only"),
        ("probes/redis.py", "import leftopen.net.gate", "Leaves open nothing themselves"),
        ("checks/redis_open.py", "import socket", "Leaves open nothing themselves"),
        ("cases/state_machine.py", "import sqlite3", "The core is pure"),
        ("store/engine/client.py", "import leftopen.net.gate", "The store opens only its own"),
        ("checks/redis_open.py", "import leftopen.checks.mailbox_web_open", "One leaf file does not import"),
        ("impact/logs/formats/storage/s3.py", "import pathlib", "Leaves open nothing themselves"),
        (
            "impact/respond/answers/whose.py",
            "import leftopen.impact.respond.answers.hacked",
            "One leaf file does not",
        ),
        (
            "web/console/login.py",
            "import leftopen.store.records.erasure",
            "Only service writes",
        ),
        ("cli/scope.py", "from leftopen.store.records.changes import Changes", "Only service writes"),
        ("demo/story.py", "import leftopen.store.observations.writer", "Only service writes"),
        ("service/workspace/workspace.py", "import obstore", "One module reads buckets"),
        ("service/outbox/holds.py", "import leftopen.service.notices.notify", "Inside service, imports go"),
    ],
    ids=[
        "upward",
        "undeclared",
        "leaf-net",
        "leaf-socket",
        "impure-core",
        "store-net",
        "leaf-leaf",
        "log-format-files",
        "law-law",
        "web-writes",
        "cli-writes",
        "demo-writes",
        "bucket-library",
        "service-upward",
    ],
)
def test_a_broken_contract_is_reported(copy: Path, file: str, line: str, contract: str) -> None:
    target = copy / "src" / "leftopen" / file
    before = target.read_text() if target.exists() else ""
    target.write_text(before + f"\n{line}\n")
    ran = lint(copy)
    assert ran.returncode != 0
    broken = [row for row in ran.stdout.splitlines() if "BROKEN" in row]
    # An undeclared module is said in words rather than in the table.
    assert any(contract in row for row in broken) or (not line and target.stem in ran.stdout + ran.stderr)


def test_a_guest_does_not_reach_the_stores_around_the_contract() -> None:
    """`web`, `cli` and `demo` hold a workspace, and with it what the writers are made of."""
    reached = re.compile(r"\brecords\.database\b|\bstore\.client\b|\b_database\b|\b_client\b")
    found = {
        f"{file.relative_to(SOURCE)}: {match[0]}"
        for room in ("cli", "web", "demo")
        for file in (SOURCE / room).rglob("*.py")
        for match in reached.finditer(file.read_text())
    }
    assert found == set()
