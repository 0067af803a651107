"""Gives the units to the workers, and their results to the caller, as they come."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from leftopen.errors import LeftopenError
from leftopen.impact.assess.units.unit_order import order_units
from leftopen.impact.assess.worker_process import WorkerProcess
from leftopen.model.assessment import Depth, SourceFile, Unit, UnitKind, UnitResult

DIGEST = 16
"""A byte is digested so many times faster than it is read."""
LOOK_S = 0.2


@dataclass(slots=True)
class Coordinator:
    """`workers` processes read units until there are none, or until `stop` is set."""

    key: bytes = field(repr=False)
    sources: Mapping[int, SourceFile]
    depth: Depth
    workers: int
    stop: threading.Event
    make: Callable[[bytes], WorkerProcess] = WorkerProcess
    found: Mapping[int, int] | None = None
    """See `unit_order.py`."""
    _running: list[WorkerProcess] = field(default_factory=list)
    _reading: dict[int, Unit] = field(default_factory=dict)
    _broken: list[LeftopenError] = field(default_factory=list)

    def results(self, units: Iterable[Unit]) -> Iterator[UnitResult | None]:
        """Each result once it is there, the pieces of one before it; None about five times a second, so that
        the caller can show progress. Raises LeftopenError when workers end by themselves."""
        waiting: queue.SimpleQueue[Unit] = queue.SimpleQueue()
        in_order = order_units(units, self.sources, self.found)
        for unit in in_order:
            waiting.put(unit)
        ready: queue.SimpleQueue[UnitResult] = queue.SimpleQueue()
        self._running = [self.make(self.key) for _ in range(min(self.workers, len(in_order)))]
        threads = [
            threading.Thread(target=self._work, args=(at, waiting, ready), daemon=True)
            for at in range(len(self._running))
        ]
        for thread in threads:
            thread.start()
        try:
            yield from _arriving(threads, ready)
        finally:
            self.stop.set()
            for thread in threads:
                thread.join()
            for one in self._running:
                one.close()
        if self._broken:
            raise self._broken[0]

    def done(self) -> tuple[int, int]:
        """Of the units that are being read now: bytes that were read, and those digested."""
        read = digested = 0
        for at, one in enumerate(self._running):
            unit = self._reading.get(at)
            if unit is not None and unit.kind is UnitKind.DIGEST:
                digested += one.done
            else:
                read += one.done
        return read, digested

    def pids(self) -> list[int]:
        return [one.pid for one in self._running]

    def _work(
        self,
        at: int,
        waiting: queue.SimpleQueue[Unit],
        ready: queue.SimpleQueue[UnitResult],
    ) -> None:
        while not self.stop.is_set():
            try:
                unit = waiting.get_nowait()
            except queue.Empty:
                return
            self._reading[at] = unit
            try:
                result = self._running[at].run(unit, self.sources, self.depth, self.stop.is_set, ready.put)
            except LeftopenError as error:
                self._broken.append(error)
                self.stop.set()
                return
            if result is not None:
                ready.put(result)


def cost(unit: Unit) -> int:
    """What a unit counts for in the time that is left, in bytes that are read."""
    return unit.bytes // DIGEST if unit.kind is UnitKind.DIGEST else unit.bytes


def _arriving(
    threads: list[threading.Thread], ready: queue.SimpleQueue[UnitResult]
) -> Iterator[UnitResult | None]:
    shown = time.monotonic()
    while any(thread.is_alive() for thread in threads) or not ready.empty():
        with contextlib.suppress(queue.Empty):
            yield ready.get(timeout=LOOK_S)
        if time.monotonic() - shown >= LOOK_S:
            shown = time.monotonic()
            yield None
