"""All real servers of the tests, and the simulated ones (`sim_…`): each file of `programs` binds one."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from tests.servers.real import RealServer

FOLDER = Path(__file__).parent / "programs"


def _servers() -> tuple[RealServer, ...]:
    """By file name. A file without a `server` is an error, so that none is left out by a typo."""
    names = sorted(file.stem for file in FOLDER.glob("*.py"))
    found = []
    for name in names:
        server = importlib.import_module(f"tests.servers.programs.{name}").server
        assert isinstance(server, RealServer), f"{name}.py must bind `server` to a RealServer"
        assert server.name == name, f"{name}.py must bind a server of that name"
        found.append(server)
    return tuple(found)


SERVERS = _servers()


def marks_of(server: RealServer) -> tuple[pytest.MarkDecorator, ...]:
    """What a test on that server is marked with."""
    return (pytest.mark.real, pytest.mark.slow) if server.slow else (pytest.mark.real,)
