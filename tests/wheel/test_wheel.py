"""The wheel in an empty environment, on every Python of this machine: what a user gets who installs it."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.wheel.collect import PYTHONS, ROOT, collected

LONGEST_S = 900
pytestmark = [pytest.mark.full, pytest.mark.slow, pytest.mark.real]


@pytest.mark.parametrize("python", PYTHONS)
def test_it_works_in_an_empty_environment(tmp_path: Path, python: str) -> None:
    environment = tmp_path / "environment"
    subprocess.run([f"python{python}", "-m", "venv", environment], check=True, timeout=LONGEST_S)
    _install(environment, collected(python))
    command = environment / "bin" / "leftopen"
    home = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}

    def ran(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [command, *words], capture_output=True, text=True, env=home, cwd=tmp_path, timeout=LONGEST_S
        )

    assert ran("--version").stdout.startswith("leftopen ")
    scan = ran("scan", "127.0.0.1", "--ports", "1")
    assert scan.returncode == 0, scan.stderr
    search = ran("search", "*")
    assert (search.returncode, "Traceback" in search.stderr) == (0, False), search.stderr
    assert ran("check", "list").stdout.count("\n") > 90
    demo = ran("demo")
    assert demo.returncode == 1
    assert re.fullmatch(
        r"leftopen: the demo needs .* and .*; install with: .* -m pip install .*\n", demo.stderr
    )
    readme = " ".join((ROOT / "README.md").read_text().split())
    [whole] = re.findall(r"installation takes about (\d+) MB", readme)
    [(unneeded, small)] = re.findall(r"`pip (uninstall -y [a-z ]+)` afterwards leaves about (\d+) MB", readme)
    _check_size(environment, int(whole))
    _pip(environment, *unneeded.split())
    _check_size(environment, int(small))
    (tmp_path / "list").write_text("#masscan\nopen tcp 80 192.0.2.1 1676196672\n# end\n")
    imported = ran("import", "list")
    assert imported.returncode == 0, imported.stderr
    assert "192.0.2.1:80" in ran("search", "*").stdout


def _check_size(environment: Path, answer: int) -> None:
    """The README says how large it is."""
    files = (one for one in environment.rglob("*") if one.is_file() and not one.is_symlink())
    size = sum(one.stat().st_size for one in files) / 1e6
    assert answer * 0.8 < size < answer * 1.1, f"{size:.0f} MB"


def _install(environment: Path, wheels: Path) -> None:
    [built] = wheels.glob("leftopen-*.whl")
    _pip(environment, "install", "--no-index", "--find-links", str(wheels), str(built))


def _pip(environment: Path, *words: str) -> None:
    command = [str(environment / "bin" / "python"), "-m", "pip", *words]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_S, check=False)
    assert done.returncode == 0, done.stderr
