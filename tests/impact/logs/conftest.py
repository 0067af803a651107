"""One engine for the logs of many tests: its start takes longer than most of them read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from leftopen.errors import StoreFailed
from leftopen.impact.logs import read_logs
from leftopen.store.engine.scratch import ScratchEngine, scratch_engine

ANEW = ("DROP DATABASE scratch SYNC", "CREATE DATABASE scratch", "USE scratch")


class Engines:
    """The real ones, one for each limit of memory, lent to one reader at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._stack = folder, ExitStack()
        self._free: dict[tuple[int, int], ScratchEngine] = {}

    @contextmanager
    def lent(self, beside: Path, memory: int, threads: int = 2) -> Iterator[ScratchEngine]:
        """As `scratch_engine`, without a table of an earlier reader. One that ended is not lent again."""
        engine = self._free.pop((memory, threads), None) or self._stack.enter_context(
            scratch_engine(self._folder, memory, threads)
        )
        yield engine
        try:
            for statement in ANEW:
                engine.command(statement)
        except StoreFailed:
            return
        self._free[memory, threads] = engine

    def close(self) -> None:
        self._stack.close()


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    made = Engines(tmp_path_factory.mktemp("engines"))
    yield made
    made.close()


@pytest.fixture(autouse=True)
def _lent(engines: Engines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read_logs, "scratch_engine", engines.lent)
