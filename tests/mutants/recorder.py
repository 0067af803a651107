"""Copied into the faulted tree as `leftopen_touched`: records which test reaches a marked line, and, as a
plugin of pytest, which tests pass and how long they take. The folder of the records stands beside it.

Of one test file no more than LONGEST_S seconds run: what comes after is skipped, and so not among the tests
that are run against a fault.
"""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from pathlib import Path

import pytest

LONGEST_S = 30.0
_RECORDS = Path(__file__).with_name("records")
_written: set[str] = set()
_spent: Counter[str] = Counter()


def touch(number: int) -> None:
    """Called by a mark. The test is '' while modules are imported; a sandboxed process can't write."""
    test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
    line = f"{number}\t{test}"
    if line not in _written:
        _written.add(line)
        with contextlib.suppress(OSError):
            _append("touched", line)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if _spent[item.nodeid.partition("::")[0]] > LONGEST_S:
        pytest.skip("the file's time is spent")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    _spent[report.nodeid.partition("::")[0]] += report.duration  # type: ignore[assignment]
    _append("tests", f"{report.when}\t{report.outcome}\t{report.duration:.3f}\t{report.nodeid}")


def _append(name: str, line: str) -> None:
    handle = os.open(_RECORDS / name, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, f"{line}\n".encode())
    finally:
        os.close(handle)
