"""The suite in several processes: each gets a ground and its share, and what they saw is added up.

Registered by tests/conftest.py. Without `pytest -n` the one process gets a ground, and that is all.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.hostile.board import Board
from tests.servers.book import Seen, Wire
from tests.together import ground
from tests.together.room import Room
from tests.together.share import rank
from tests.together.sums import Node, Sums, Told

if TYPE_CHECKING:
    from tests.together.scheduler import Shares


class Together:
    """The plugin of the process that was started, and of each worker that it starts."""

    def __init__(self, config: pytest.Config, seen: Seen, wire: Wire, board: Board) -> None:
        self._input: dict[str, Any] | None = getattr(config, "workerinput", None)
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        if self._input is not None:
            self._begin(config, Told(config.workeroutput, seen, wire, board))  # type: ignore[attr-defined]
        elif config.getoption("numprocesses", None):
            config.pluginmanager.register(Sums(seen, wire, board))
            self._folder = tempfile.TemporaryDirectory(prefix="leftopen-tests-")
        elif not ground.lacking():
            ground.move()

    def _begin(self, config: pytest.Config, answer: Told) -> None:
        assert self._input is not None
        config.pluginmanager.register(answer)
        config.pluginmanager.register(Room(Path(self._input["room"])))
        if not ground.lacking():
            ground.move()

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Node) -> None:
        assert self._folder is not None
        node.workerinput["room"] = self._folder.name

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Shares:
        from tests.together.scheduler import Shares

        config.option.loadscopereorder = False
        return Shares(config, log)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        if self._input is not None:
            items.sort(key=lambda item: rank(item.nodeid))

    def pytest_report_header(self) -> str | None:
        if self._folder is None:
            return None
        return f"each process on a loopback of its own: {ground.lacking() or 'yes'}"

    def pytest_unconfigure(self) -> None:
        if self._folder is not None:
            self._folder.cleanup()
