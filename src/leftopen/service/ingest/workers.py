"""Converts chunks to rows in order, in worker processes, or in this process for a single chunk.

Workers are spawned, so that they share nothing with the parent. A worker holds only its own end of its pipe:
when the parent dies, in whatever way, the pipe closes and the worker ends.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
import sys
import threading
from collections import deque
from collections.abc import Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain, islice
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Self

import msgspec

from leftopen.errors import BadImport
from leftopen.model.address import Address
from leftopen.model.location import NOWHERE, Location
from leftopen.pipeline.normalise import ImportContext, Lookup
from leftopen.service.ingest.convert import RowBatch, RowBuilder
from leftopen.service.ingest.reader import Chunk

WORKERS = 2
# Chunks at one worker at a time.
AT_ONCE = 2
# The format with a fast path for most lines.
SHODAN = "shodan"
# A worker that is silent for this long hangs on one chunk; no bounded work takes so long.
LONGEST_S = 600.0
NUMBER = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerConfig:
    """A worker's configuration at its start; `places`: the folder of our range tables, None: they are not
    used. `realm_said`, `place_said`: set by the user, so that no line overrides it; `at_said`: so that it is
    no guess."""

    format: str
    scan: str
    realm: str
    place: str
    latest: datetime
    port: int
    at: datetime | None
    places: Path | None = None
    realm_said: bool = False
    place_said: bool = False
    at_said: bool = False


class Workers:
    """The worker processes. Use it in a `with`."""

    def __init__(self, work: WorkerConfig, count: int = WORKERS) -> None:
        context = multiprocessing.get_context("spawn")
        self._workers: list[tuple[BaseProcess, Connection]] = []
        for _ in range(count):
            ours, theirs = context.Pipe()
            worker = context.Process(target=serve, args=(theirs, work), daemon=True)
            worker.start()
            theirs.close()
            self._workers.append((worker, ours))

    def made(self, units: Iterator[Chunk]) -> Iterator[tuple[Chunk, RowBatch]]:
        """Every chunk with its rows, in order. One chunk waits at each worker beside the one in work, so that
        no worker is idle. Raises BadImport when a worker dies."""
        asked: deque[tuple[Chunk, Connection]] = deque()
        free = deque([pipe for _, pipe in self._workers] * AT_ONCE)
        for unit in units:
            if not free:
                yield _answer(*asked[0])
                free.append(asked.popleft()[1])
            pipe = free.popleft()
            _ask(pipe, unit)
            asked.append((unit, pipe))
        while asked:
            yield _answer(*asked.popleft())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for worker, pipe in self._workers:
            pipe.close()
            worker.join(1.0)
            if worker.is_alive():
                worker.kill()
                worker.join()


class InlineWorker:
    """The same in this process: two more interpreters would cost more than the work on one chunk."""

    def __init__(self, work: WorkerConfig) -> None:
        self._maker = row_builder(work)

    def made(self, units: Iterator[Chunk]) -> Iterator[tuple[Chunk, RowBatch]]:
        for unit in units:
            yield unit, self._maker.made(unit.data, unit.first)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *ended: object) -> None:
        """There is nothing to end."""


def convert_chunks(
    work: WorkerConfig, units: Iterator[Chunk]
) -> Generator[tuple[Chunk, RowBatch], None, None]:
    """Every chunk with its rows, in order. Close it. Raises BadImport."""
    some = list(islice(units, 2))
    if not some:
        return
    with InlineWorker(work) if len(some) == 1 else Workers(work) as makers:
        yield from makers.made(chain(some, units))


def _ask(pipe: Connection, unit: Chunk) -> None:
    try:
        pipe.send_bytes(unit.first.to_bytes(NUMBER, "big") + unit.data)
    except OSError:
        raise BadImport("an import worker stopped unexpectedly; run the same command to resume") from None


def _answer(unit: Chunk, pipe: Connection) -> tuple[Chunk, RowBatch]:
    try:
        if not pipe.poll(LONGEST_S):
            raise BadImport(f"an import worker does not respond, starting at line {unit.first}")
        made = msgspec.msgpack.decode(pipe.recv_bytes(), type=RowBatch)
        return unit, msgspec.structs.replace(made, rows=pipe.recv_bytes())
    except (OSError, EOFError):
        raise BadImport("an import worker stopped unexpectedly; run the same command to resume") from None


class WithoutPandas:
    """Keeps Arrow from importing pandas at its first array, which takes a second and is not needed. `None`
    among the modules does not work: Arrow reads the module's version once."""

    def find_spec(self, name: str, path: object, target: object = None, /) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


def serve(pipe: Connection, work: WorkerConfig) -> None:
    """A worker's main loop. The parent handles Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.meta_path.insert(0, WithoutPandas())
    maker = row_builder(work)
    # A chunk makes a hundred thousand objects and no cycles; objects that exist by now stay.
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)
    units: SimpleQueue[bytes | None] = SimpleQueue()
    answers: SimpleQueue[RowBatch] = SimpleQueue()
    for work_of, what in ((_hear, units), (_tell, answers)):
        threading.Thread(target=work_of, args=(pipe, what), daemon=True).start()
    while (asked := units.get()) is not None:
        answers.put(maker.made(asked[NUMBER:], int.from_bytes(asked[:NUMBER], "big")))


def _hear(pipe: Connection, units: SimpleQueue[bytes | None]) -> None:
    """Receives the next chunk. Always ready; otherwise the parent could not send it, and would not read
    results."""
    with suppress(EOFError, OSError):
        while True:
            units.put(pipe.recv_bytes())
    units.put(None)


def _tell(pipe: Connection, answers: SimpleQueue[RowBatch]) -> None:
    """Sends a result. The parent may be waiting for another worker."""
    with suppress(EOFError, OSError):
        while True:
            made = answers.get()
            pipe.send_bytes(msgspec.msgpack.encode(msgspec.structs.replace(made, rows=b"")))
            # Sent separately, so that they are not copied.
            pipe.send_bytes(made.rows)


def row_builder(work: WorkerConfig) -> RowBuilder:
    """Builds the converter of a worker. Compiling the patterns takes half a second."""
    from leftopen import catalogue
    from leftopen.contents.bulk_filter import BulkFilter
    from leftopen.contents.find import Finder
    from leftopen.contents.masking import Masker, hidden_detectors
    from leftopen.formats.shodan_banner import ONCE, SAID_ONCE, UNUSUAL
    from leftopen.model.vantage import Place
    from leftopen.pipeline.import_names import name_product
    from leftopen.service.ingest.shodan_fast import fast_path

    hidden, masks = hidden_detectors(catalogue.detectors())
    finder = Finder(hidden)
    making = ImportContext(
        masker=Masker(finder, masks), lookup=_lookup(work.places), scan=work.scan, realm=work.realm,
        place=Place(work.place), latest=work.latest, port=work.port, at=work.at,
        realm_said=work.realm_said, place_said=work.place_said, at_said=work.at_said,
    )  # fmt: skip
    reader = catalogue.import_readers()[work.format]
    if work.format == SHODAN:
        bulk = BulkFilter(finder, UNUSUAL, SAID_ONCE)
        return RowBuilder(reader=reader, making=making, bulk=bulk, plain=fast_path(making), told=len(ONCE))
    name = None if reader.names_products else partial(name_product, probes=catalogue.probes())
    return RowBuilder(reader=reader, making=making, bulk=BulkFilter(finder), name=name)


def _lookup(folder: Path | None) -> Lookup:
    from leftopen.places import Places

    return _unknown if folder is None else Places.open(folder).lookup


def _unknown(address: Address) -> Location:
    return NOWHERE
