"""Where the packages of the three lists lie: a virtual environment each, one node_modules, this machine."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PYTHON = "/usr/bin/python3"


def folder() -> Path:
    """`.servers/blind`, or that in LEFTOPEN_TEST_SERVERS."""
    own = os.environ.get("LEFTOPEN_TEST_SERVERS", "")
    return (Path(own) if own else ROOT / ".servers") / "blind"


def listed(registry: str) -> dict[str, str]:
    """Package to the words of its line, for `pypi`, `npm` or `debian`; the order is the list's."""
    lines = (HERE / f"{registry}.txt").read_text().splitlines()
    return {name_of(line): line for line in lines}


def name_of(line: str) -> str:
    """The package that a line of a list is about."""
    found = re.match(r"@?[^\s@=\[]+", line)
    assert found, line
    return found[0]


def version_of(registry: str, package: str) -> str:
    """As the list pins it; '' where it does not."""
    first = listed(registry)[package].split()[0]
    return re.sub(r"^@?[^@=]+(==|=|@)?", "", first)


def venv(package: str) -> Path:
    """The virtual environment of a package of pypi.txt."""
    return folder() / "venvs" / package


def script(package: str, name: str = "") -> list[str]:
    """The words that run a console script of a package of pypi.txt, listening on loopback only."""
    programs = venv(package) / "bin"
    return [str(programs / "python"), str(HERE / "only_loopback.py"), str(programs / (name or package))]


def node(path: str) -> list[str]:
    """The words that run a file of node_modules (or of `programs`), listening on loopback only."""
    file = HERE / "programs" / path if path.count("/") == 0 else folder() / "node_modules" / path
    return ["node", "--require", str(HERE / "only_loopback.cjs"), str(file)]


def missing(registry: str, package: str) -> str:
    """'' or what is not there."""
    if registry == "debian":
        asked = ["dpkg-query", "--show", "--showformat=${db:Status-Status}", package]
        there = subprocess.run(asked, capture_output=True, text=True, check=False).stdout == "installed"
    elif registry == "pypi":
        there = (venv(package) / "bin" / "python").exists()
    else:
        there = (folder() / "node_modules" / package / "package.json").is_file()
    return "" if there else f"{package} is not installed (python -m tests.blind.fetch)"
