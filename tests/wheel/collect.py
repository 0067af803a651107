"""Builds the wheel, and collects what it needs, for each Python of this machine, into `.wheels`: the tests
install from there, because they have no network. `make test-full` runs it first:
`python -m tests.wheel.collect`."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WHEELS = ROOT / ".wheels"
FIRST = "python -m tests.wheel.collect"


def _runs(python: str) -> bool:
    """A name in the path may be a stand-in for a Python that is not installed."""
    program = shutil.which(f"python{python}")
    return program is not None and subprocess.run([program, "-c", ""], capture_output=True).returncode == 0


PYTHONS = [f"3.{minor}" for minor in range(11, 20) if _runs(f"3.{minor}")]


def collect(python: str) -> None:
    """The wheel of this checkout is built anew, from a copy; what was collected before is used again."""
    folder = WHEELS / python
    for old in folder.glob("leftopen-*.whl"):
        old.unlink()
    with tempfile.TemporaryDirectory() as made:
        copy, environment = Path(made) / "source", Path(made) / "environment"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "tests", "bench"))
        subprocess.run([f"python{python}", "-m", "venv", environment], check=True)
        pip = [str(environment / "bin" / "python"), "-m", "pip", "wheel", "--quiet"]
        subprocess.run([*pip, "--find-links", str(folder), "--wheel-dir", str(folder), str(copy)], check=True)


def collected(python: str) -> Path:
    """The folder with the wheels for this Python. Without any the test is skipped, or fails where CI=true."""
    if not list((WHEELS / python).glob("leftopen-*.whl")):
        assert os.environ.get("CI") != "true", f"{FIRST} comes first"
        pytest.skip(f"no wheels: {FIRST} comes first")
    return WHEELS / python


if __name__ == "__main__":
    for each in PYTHONS:
        collect(each)
        print(f"{WHEELS / each}: {len(list((WHEELS / each).iterdir()))} wheels")
