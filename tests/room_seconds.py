"""Where the time of a run went: the seconds of all tests of each folder; printed with `--durations`."""

from __future__ import annotations

from collections import Counter

import pytest

LEAST = 1.0
"""Folders that took fewer seconds are not worth a line."""


class RoomSeconds:
    """A pytest plugin; in a run of several processes that which hands out the tests hears of all."""

    def __init__(self) -> None:
        self._seconds: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._seconds[report.nodeid.partition("::")[0].rpartition("/")[0]] += report.duration

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if terminalreporter.config.getoption("durations") is None:
            return
        terminalreporter.section("seconds in each folder, of all processes together")
        for folder, seconds in self._seconds.most_common():
            if seconds >= LEAST:
                terminalreporter.write_line(f"{seconds:7.1f}  {folder}")
