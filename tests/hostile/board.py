"""Which tests prove which hostile case, and how they ended: a table at the end of every run.

`@pytest.mark.hostile("H6")` on a test says that it proves H6. A name that is no case ends the run.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import pytest

from tests.hostile.cases import CASES

MARK = "hostile"
_WORST = ("failed", "skipped", "passed")


@dataclass(slots=True, kw_only=True, eq=False)
class Board:
    """A pytest plugin. `tests` is case to the node ids of its tests, `ended` node id to how that ended."""

    tests: dict[str, list[str]] = field(default_factory=lambda: {case: [] for case in CASES})
    ended: dict[str, str] = field(default_factory=dict)

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        for case in named(item):
            if case not in self.tests:
                raise pytest.UsageError(f"{item.nodeid}: there is no hostile case {case!r}")
            self.tests[case].append(item.nodeid)

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        gone = {item.nodeid for item in items}
        for case, nodes in self.tests.items():
            self.tests[case] = [node for node in nodes if node not in gone]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """The worst of set-up, call and tear-down."""
        before = self.ended.get(report.nodeid, "passed")
        self.ended[report.nodeid] = min(before, report.outcome, key=_WORST.index)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        lines = self.table()
        if lines:
            terminalreporter.section("hostile cases")
            for line in lines:
                terminalreporter.write_line(line)

    def table(self) -> list[str]:
        """`case · tests · ended as stated`, a line for each case of this run; [] when the run has none."""
        if not any(self.tests.values()):
            return []
        head = f"{'case':<6}{'tests':>6}  {'ended as stated':<18} what is done: how it must end"
        return [head, *(self._row(case, nodes) for case, nodes in self.tests.items() if nodes)]

    def _row(self, case: str, nodes: list[str]) -> str:
        ends = Counter(self.ended.get(node, "not run") for node in nodes)
        word = (
            "yes" if set(ends) == {"passed"} else ", ".join(f"{n} {end}" for end, n in sorted(ends.items()))
        )
        return f"{case:<6}{len(nodes):>6}  {word:<18} {CASES[case]}"


def named(item: pytest.Item) -> list[str]:
    """The cases that the test says it proves, each once."""
    return list(dict.fromkeys(case for mark in item.iter_markers(MARK) for case in mark.args))
