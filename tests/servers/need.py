"""A test on a real program: skipped where it is not installed, with the reason; failed where CI is true."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def require(reason: str) -> None:
    """`reason` is '' when everything is there."""
    if not reason:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI=true, and {reason}", pytrace=False)
    pytest.skip(reason)


def program(name: str) -> str:
    """The path of an installed program, also in the folders of a system administrator, or ''."""
    path = os.environ.get("PATH", "")
    return shutil.which(name, path=f"{path}:/usr/sbin:/sbin") or ""


def missing(*names: str) -> str:
    """'' or what is not installed."""
    lacking = [name for name in names if not program(name)]
    return f"{', '.join(lacking)} not installed" if lacking else ""


def node_module(name: str) -> Path | None:
    """The folder of an installed npm package: in LEFTOPEN_TEST_SERVERS, `.servers`, or the system's."""
    own = os.environ.get("LEFTOPEN_TEST_SERVERS", "")
    folders = (
        Path(own) if own else ROOT / ".servers",
        Path("/usr/local/lib"),
        Path("/usr/lib"),
        Path("/usr/share/nodejs"),
    )
    candidates = [path for folder in folders for path in (folder / "node_modules" / name, folder / name)]
    return next((path for path in candidates if (path / "package.json").is_file()), None)


def venv_program(name: str) -> str:
    """The path of a program of tests/servers/pypi.txt, in `.servers/venv`, or ''."""
    return _installed("venv", name)


def missing_venv(*names: str) -> str:
    """'' or what is not installed there."""
    lacking = [name for name in names if not venv_program(name)]
    return f"{', '.join(lacking)} not in .servers/venv" if lacking else ""


def client_program(name: str) -> str:
    """The path of a program of tests/servers/clients.txt, in `.servers/clients`, or ''."""
    return _installed("clients", name)


def missing_client(*names: str) -> str:
    """'' or what is not installed there."""
    lacking = [name for name in names if not client_program(name)]
    return f"{', '.join(lacking)} not in .servers/clients" if lacking else ""


def _installed(environment: str, name: str) -> str:
    own = os.environ.get("LEFTOPEN_TEST_SERVERS", "")
    path = (Path(own) if own else ROOT / ".servers") / environment / "bin" / name
    return str(path) if path.exists() else ""


def unpacked(pattern: str) -> Path | None:
    """The file of that pattern in `.servers/unpacked`, where the wheels of tests/servers/wheels.txt lie."""
    own = os.environ.get("LEFTOPEN_TEST_SERVERS", "")
    folder = (Path(own) if own else ROOT / ".servers") / "unpacked"
    return next(iter(sorted(folder.glob(pattern))), None)
