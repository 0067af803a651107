"""Where the time of a run went: the seconds of all tests of each folder, printed with `--durations`.
`make seconds` writes those of each file of the dear rooms."""

from __future__ import annotations

from collections import defaultdict

import pytest

from tests import commit
from tests.tier import DEAR, MEASURED, SECONDS_FILE, measured

LEAST = 1.0
"""Folders that took fewer seconds are not worth a line."""
HEAD = "# Seconds of each file of the dear rooms in the everyday tier. Written by `make seconds`.\n"


class RoomSeconds:
    """A pytest plugin; in a run of several processes that which hands out the tests hears of all."""

    def __init__(self, *, writes: bool = MEASURED) -> None:
        self._files: dict[str, float] = defaultdict(float)
        self._writes = writes

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._files[report.nodeid.partition("::")[0]] += report.duration

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self._writes:
            SECONDS_FILE.write_text(written(measured(), self._files))
        if terminalreporter.config.getoption("durations") is None:
            return
        terminalreporter.section("seconds in each folder, of all processes together")
        for folder, seconds in sorted(self._rooms().items(), key=lambda one: -one[1]):
            if seconds >= LEAST:
                terminalreporter.write_line(f"{seconds:7.1f}  {folder}")

    def _rooms(self) -> dict[str, float]:
        rooms: dict[str, float] = defaultdict(float)
        for file, seconds in self._files.items():
            rooms[file.rpartition("/")[0]] += seconds
        return rooms


def written(before: dict[str, float], now: dict[str, float]) -> str:
    """The text of the table: what was measured now, and what was before of files that are there and did not
    run now."""
    files = {file: seconds for file, seconds in {**before, **now}.items() if file.startswith(DEAR)}
    there = sorted(file for file in files if (commit.ROOT / file).exists())
    return HEAD + "".join(f'"{file}" = {files[file]:.1f}\n' for file in there)
