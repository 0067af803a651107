"""Where the packages of the three lists lie: one virtual environment, one node_modules, this machine."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PYTHON = "/usr/bin/python3"


def folder() -> Path:
    """`.servers/ordinary`, or that in LEFTOPEN_TEST_SERVERS."""
    own = os.environ.get("LEFTOPEN_TEST_SERVERS", "")
    return ((Path(own) if own else ROOT / ".servers") / "ordinary").resolve()


def listed(registry: str) -> list[str]:
    """The lines of a list, each with the version that it pins."""
    return (HERE / f"{registry}.txt").read_text().split()


def script(name: str) -> str:
    """The path of a console script of pypi.txt."""
    return str(folder() / "venv" / "bin" / name)


def node(path: str) -> Path:
    """A file of node_modules."""
    return folder() / "node_modules" / path


def missing(registry: str, package: str) -> str:
    """'' or what is not there."""
    if registry == "debian":
        asked = ["dpkg-query", "--show", "--showformat=${db:Status-Status}", package]
        there = subprocess.run(asked, capture_output=True, text=True, check=False).stdout == "installed"
    elif registry == "pypi":
        found = (folder() / "venv").glob(
            f"lib/python3*/site-packages/{package.replace('-', '[-_]')}-*.dist-info"
        )
        there = any(found)
    else:
        there = (node(package) / "package.json").is_file()
    return "" if there else f"{package} is not installed (python -m tests.ordinary.published.fetch)"
