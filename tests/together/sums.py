"""What the processes of a run saw, added up where the run was started, and judged there as if it were one."""

from __future__ import annotations

from typing import Protocol

import pytest

from tests.hostile.board import Board
from tests.servers.book import Seen, Wire

LITTLE = "tests/servers/test_checks_on_real_servers.py::test_little_is_read_for_a_finding"


class Node(Protocol):
    """What xdist tells of a worker process: `workeroutput` is missing after a crash."""

    workerinput: dict[str, object]
    workeroutput: dict[str, object]


class Told:
    """A plugin of a worker: hands over what its process saw."""

    def __init__(self, output: dict[str, object], seen: Seen, wire: Wire, board: Board) -> None:
        self._output, self._seen, self._wire, self._board = output, seen, wire, board

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        self._output["seen"] = self._seen.told()
        self._output["wire"] = self._wire.told()
        self._output["hostile"] = self._board.tests


class Sums:
    """A plugin of the process that hands out the tests."""

    def __init__(self, seen: Seen, wire: Wire, board: Board) -> None:
        self._seen, self._wire, self._board = seen, wire, board
        self._lost: list[str] = []

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Node, error: object | None) -> None:
        output = getattr(node, "workeroutput", None) or {}
        if "seen" not in output:
            self._lost.append(f"{node.workerinput['workerid']}: {error or 'it ended early'}")
            return
        self._seen.add(output["seen"])
        self._wire.add(output["wire"])
        self._board.tests = {case: list(nodes) for case, nodes in output["hostile"].items()}

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """What no process can judge by itself: a sum that is wrong fails the run as a test would."""
        wrong = [*self._seen.too_much(), *(f"no sums of {lost}" for lost in self._lost)]
        if not wrong:
            return
        session.config.hook.pytest_runtest_logreport(
            report=pytest.TestReport(
                nodeid=LITTLE,
                location=(LITTLE.partition("::")[0], None, "the whole run"),
                keywords={},
                outcome="failed",
                longrepr="\n".join(wrong),
                when="call",
            )
        )
        session.testsfailed += 1
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
