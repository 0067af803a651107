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

LONGEST_S = 12.0
_RECORDS = Path(__file__).with_name("records")
_written: set[str] = set()
_spent: Counter[str] = Counter()


def touch(number: int) -> None:
    """Called by a mark. A program that a test starts with an environment of its own finds the test's name in
    a file; a sandboxed process can neither read nor write it."""
    with contextlib.suppress(OSError):
        test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0] or _running()
        line = f"{number}\t{test}"
        if line not in _written:
            _written.add(line)
            _append("touched", line)


def _running() -> str:
    file = _RECORDS / "running"
    return file.read_text() if file.exists() else ""


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    (_RECORDS / "running").write_text(item.nodeid)
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
