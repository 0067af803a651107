"""What every test may ask for: real servers, the relay's judge, the record of what was seen."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.commit import ROOT
from tests.hostile.board import Board
from tests.room_seconds import RoomSeconds
from tests.servers.book import Seen, Wire
from tests.servers.real import RealServer, Spot, spot
from tests.tier import FULL, everyday, examples, is_left_out, is_outside_full, takes_turns
from tests.together.plugin import Together

# A shared machine stalls for longer than hypothesis' deadline; the bytes are what these tests are about.
hypothesis.settings.register_profile("steady", deadline=None, max_examples=examples(100))
hypothesis.settings.load_profile("steady")

SEEN = pytest.StashKey[Seen]()
WIRE = pytest.StashKey[Wire]()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """For `-n auto`: one more than there are processors, as most tests wait for a server; with more, real
    servers answer too late. It stands here, because xdist asks before `pytest_configure` registers a
    plugin."""
    return len(os.sched_getaffinity(0)) + 1


def _keep_bytecode() -> None:
    """As `make test` does. Where Python is told to keep no bytecode, each of the thousands of processes of a
    run would compile all that it imports."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


_keep_bytecode()


def pytest_configure(config: pytest.Config) -> None:
    seen, wire, board = Seen(in_part=hasattr(config, "workerinput")), Wire(), Board()
    # A shell that starts the run behind its prompt has Ctrl-C ignored, in the run and in all that it starts.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    config.stash[SEEN], config.stash[WIRE] = seen, wire
    config.pluginmanager.register(board)
    config.pluginmanager.register(RoomSeconds())
    config.pluginmanager.register(Together(config, seen, wire, board))


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """In a run of all tests, files without a turn are not even loaded."""
    if not (takes_turns(config.args) and collection_path.is_relative_to(ROOT / "tests")):
        return None
    path = str(collection_path.relative_to(ROOT)) + ("/" if collection_path.is_dir() else "")
    return is_left_out(path) or None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The everyday tier leaves out what belongs to the full one; pytest counts it as deselected."""
    if FULL:
        return
    belongs = everyday if takes_turns(config.args) else is_outside_full
    kept = [item for item in items if belongs(item.nodeid) and not item.get_closest_marker("full")]
    if len(kept) < len(items):
        config.hook.pytest_deselected(items=sorted(set(items) - set(kept), key=lambda one: one.nodeid))
        items[:] = kept


@pytest.fixture
def place(tmp_path: Path) -> Callable[[RealServer], Spot]:
    """Makes a new spot for a server: a folder of its own, free ports, a random password."""
    made: list[Path] = []

    def make(server: RealServer) -> Spot:
        made.append(tmp_path / f"{server.name}{len(made)}")
        made[-1].mkdir()
        return spot(server, made[-1])

    return make


@pytest.fixture
def seen(request: pytest.FixtureRequest) -> Seen:
    """`seen.record(check, server, kind="real", state="open")` puts a look into the table at the end."""
    return request.config.stash[SEEN]


@pytest.fixture
def wire(request: pytest.FixtureRequest) -> Iterator[Wire]:
    """`with wire.relay(port) as relay:`; the test fails when anything but a question went through."""
    wire = request.config.stash[WIRE]
    before = len(wire.offences)
    yield wire
    wrong = wire.offences[before:]
    assert not wrong, f"said to a server: {wrong}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for title, lines in (
        ("checks on servers, real and simulated", config.stash[SEEN].table()),
        ("wire log", config.stash[WIRE].lines()),
    ):
        if lines:
            terminalreporter.section(title)
            for line in lines:
                terminalreporter.write_line(line)
