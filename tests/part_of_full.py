"""A part of the full tier, drawn by the commit's hash: `python -m tests.part_of_full SECONDS`.

The files that the everyday tier leaves out, or runs with less, go in the order that the hash gives; none
begins once the seconds are over. What failed runs once more, one test at a time. At the end stands which
files ran and which did not. The same module is the plugin of that run.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Generator
from typing import Protocol

import pytest

from tests import commit
from tests.tier import FULL_ONLY, IN_PIECES, everyday
from tests.together.share import EACH

UNTIL = "TEST_PART_UNTIL"
"""The moment (seconds since 1970) after which no file begins, for the processes of the run."""
OVER = "the seconds of this part are over"
NEEDS_MORE = ("tests/wheel/", "tests/ordinary/test_published_sites.py", "tests/blind/")
"""What is not prepared here: wheels for a machine without network (`make test-full` collects them), and
programs that are fetched one time (`python -m tests.ordinary.published.fetch`, `tests.blind.fetch`)."""
_MORE = re.compile(r"mark\.full\b|\b(?:tier|examples)\(|\bFULL\b")


def main() -> None:
    """Its exit code is pytest's."""
    seconds = float(sys.argv[1])
    if seconds <= 0:
        print("no time is left for a part of the full tier")
        return
    environ = os.environ | {"TEST_TIER": "full"}
    part = ("-p", "tests.part_of_full", "-n", "auto", "--durations=25", *files())
    code = _pytest(part, environ | {UNTIL: str(time.time() + seconds)})
    if code == pytest.ExitCode.TESTS_FAILED:
        code = _pytest(("--last-failed", "--last-failed-no-failures", "none"), environ)
    sys.exit(code)


def _pytest(words: tuple[str, ...], environ: dict[str, str]) -> int:
    return subprocess.run([sys.executable, "-m", "pytest", *words], cwd=commit.ROOT, env=environ).returncode


def files() -> list[str]:
    """The files of tests of which the everyday tier of this commit did not run everything, as the hash orders
    them."""
    every = (str(path.relative_to(commit.ROOT)) for path in (commit.ROOT / "tests").rglob("test_*.py"))
    return sorted((file for file in every if _is_left_some(file)), key=commit.place)


def _is_left_some(file: str) -> bool:
    if file.startswith(NEEDS_MORE):
        return False
    if file in IN_PIECES or not everyday(file) or any(place.startswith(file) for place in FULL_ONLY):
        return True
    return bool(_MORE.search((commit.ROOT / file).read_text()))


class Named(Protocol):
    """What is asked of a test."""

    @property
    def nodeid(self) -> str: ...


class Part:
    """The plugin of each process of the run. No file begins in it after `until` (seconds since 1970)."""

    def __init__(self, until: float) -> None:
        self._until = until
        self._begun: set[str] = set()
        self._seconds: dict[str, float] = defaultdict(float)
        self._over: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> Generator[None, object, None]:
        """In the order of the hash, not with the longest first: those would be the same for each commit."""
        yield
        items.sort(key=lambda item: commit.place(_file(item.nodeid)))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: Named) -> None:
        # What is handed out test by test also begins test by test.
        begins = item.nodeid if item.nodeid.startswith(EACH) else _file(item.nodeid)
        if begins not in self._begun and time.time() > self._until:
            pytest.skip(OVER)
        self._begun.add(begins)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """In the process that hands out the tests this is every test's."""
        if report.skipped and OVER in str(report.longrepr):
            self._over.add(_file(report.nodeid))
        else:
            self._seconds[_file(report.nodeid)] += report.duration

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("part of the full tier")
        for line in self.lines():
            terminalreporter.write_line(line)

    def lines(self) -> list[str]:
        """The files that ran, with their seconds, then those that did not begin in time."""
        ran = {file: count for file, count in self._seconds.items() if file not in self._over}
        return [
            f"{len(ran)} files ran, {len(self._over)} had no time left",
            *(f"{count:7.1f} s  {file}" for file, count in ran.items()),
            *(f"  not run  {file}" for file in sorted(self._over)),
        ]


def _file(node: str) -> str:
    return node.partition("::")[0]


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Part(float(os.environ[UNTIL])))


if __name__ == "__main__":
    main()
