"""One process while there is little to do, several when there is much; none of them is missed."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from leftopen.errors import StoreFailed
from leftopen.model.scope import Effect
from leftopen.model.verdict import State
from leftopen.scope.file import record
from leftopen.service import authorise
from leftopen.service.crew import Crew
from leftopen.service.ledger import Entry
from leftopen.service.permits import FRESH_FOR
from leftopen.store.records.schema import FILE
from tests.durability.crowd import Crowd
from tests.service.gang import alive, all_at_work, crew, found, killed
from tests.service.office import office

# Two that belong to one worker of two, and one that belongs to the other.
ONE, TWO, THREE = "127.31.6.1", "127.31.6.2", "127.31.6.4"
LOW = 11_000
PORTS = range(LOW, LOW + 8)
EVERY = found(*((host, port) for host in (ONE, TWO, THREE) for port in PORTS))
FIRST, REST = found((ONE, LOW), (TWO, LOW)), EVERY
BROKEN = "import sys; sys.exit(3)"


def places(entries: list[Entry | None]) -> list[tuple[str, int]]:
    ends = [entry.observation.endpoint for entry in entries if entry is not None]
    return sorted((str(end.address), end.port) for end in ends)


def open_of(entries: list[Entry | None]) -> list[tuple[str, int, str]]:
    """Every verdict of open, with what it holds."""
    return sorted(
        (str(one.judged.endpoint.address), one.judged.endpoint.port, one.judged.check)
        for entry in entries
        if entry is not None
        for one in entry.outcomes
        if one.judged.verdict.state is State.OPEN and one.finding is not None
    )


def how_many(crew: Crew) -> int:
    return len(crew.workers)


def test_the_workers_see_what_one_process_sees_and_every_request_is_counted(tmp_path: Path) -> None:
    with Crowd(ONE, PORTS), Crowd(TWO, PORTS), Crowd(THREE, PORTS), office(tmp_path) as desk:

        async def talked() -> tuple[list[Entry | None], list[Entry | None]]:
            alone, several = crew(desk, most=1), crew(desk)
            before = await asyncio.gather(*(alone.talk(one) for one in EVERY))
            await all_at_work(several, FIRST)
            own, all_before = several.talker.gate.counts.requests, several.counts.requests
            after = await asyncio.gather(*(several.talk(one) for one in EVERY))
            assert alone.workers == ()
            assert several.talker.gate.counts.requests == own, "this process went on talking itself"
            assert {len(one.counts) for one in several.workers} == {1}
            assert all(one.counts[0].requests for one in several.workers)
            assert several.counts.requests - all_before == alone.counts.requests
            await several.close()
            assert not any(alive(one.pid) for one in several.workers)
            return before, after

        alone, several = asyncio.run(talked())
    assert places(several) == places(alone) == sorted((host, p) for host in (ONE, TWO, THREE) for p in PORTS)
    assert open_of(several) == open_of(alone)
    assert len(open_of(several)) == 12


def test_few_ports_and_many_of_one_address_start_no_worker(tmp_path: Path) -> None:
    with Crowd(ONE, PORTS), Crowd(TWO, PORTS), office(tmp_path) as desk:

        async def talked() -> None:
            few, one_host = crew(desk, worth=3), crew(desk)
            for one in found((ONE, LOW), (TWO, LOW), (ONE, LOW + 1)):
                await few.talk(one)
            for one in found(*((ONE, port) for port in PORTS)):
                await one_host.talk(one)
            assert (how_many(few), how_many(one_host)) == (0, 0)
            await few.talk(FIRST[1])
            assert how_many(few) == 2
            await few.close()

        asyncio.run(talked())


def test_a_port_whose_worker_was_killed_is_talked_to_by_the_next_one(tmp_path: Path) -> None:
    with (
        Crowd(ONE, PORTS, slow=0.2), Crowd(TWO, PORTS, slow=0.2), Crowd(THREE, PORTS, slow=0.2),
        office(tmp_path) as desk,
    ):  # fmt: skip

        async def talked() -> list[Entry | None]:
            several = crew(desk)
            await all_at_work(several, FIRST)
            pids = [one.pid for one in several.workers]
            talks = asyncio.gather(*(several.talk(one) for one in REST))
            await asyncio.sleep(0.3)
            for pid in pids:
                killed(pid)
            entries = await talks
            assert not {one.pid for one in several.workers} & set(pids)
            assert all(len(one.counts) == 2 for one in several.workers)
            await several.close()
            return entries

        entries = asyncio.run(talked())
    assert len(places(entries)) == len(set(places(entries))) == len(REST)
    assert all(entry and entry.observation.module != "unknown" for entry in entries)


def test_a_port_that_ends_two_workers_is_kept_as_unknown_by_a_bug(tmp_path: Path) -> None:
    with Crowd(ONE, PORTS), Crowd(TWO, PORTS), Crowd(THREE, PORTS, slow=3.0), office(tmp_path) as desk:
        bad = found((THREE, LOW))[0]

        async def talked() -> tuple[Entry | None, Entry | None]:
            several = crew(desk)
            await all_at_work(several, FIRST)
            talk = asyncio.create_task(several.talk(bad))
            await asyncio.sleep(0.2)
            worker = several._worker(bad.address)
            for starts in (1, 2):
                before = worker.started
                killed(worker.pid)
                while worker.started == before and not talk.done():
                    await asyncio.sleep(0.02)
                assert talk.done() == (starts == 2)
            entry = await talk
            after = await several.talk(found((TWO, LOW + 1))[0])
            await several.close()
            return entry, after

        entry, after = asyncio.run(talked())
    assert entry is not None
    assert (entry.index, entry.outcomes, entry.observation.module) == (bad.index, (), "unknown")
    assert "(bug, phase judge)" in entry.observation.info
    assert after is not None
    assert after.observation.module != "unknown"


def test_where_no_worker_comes_up_it_is_said_and_this_process_does_the_work(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with Crowd(ONE, PORTS), Crowd(TWO, PORTS), Crowd(THREE, PORTS), office(tmp_path) as desk:

        async def talked() -> list[Entry | None]:
            several = crew(desk, main=BROKEN)
            first = [await several.talk(one) for one in FIRST]
            while not several._at_work:
                await asyncio.sleep(0.02)
            entries = await asyncio.gather(*(several.talk(one) for one in EVERY))
            await several.close()
            return [*first, *entries]

        entries = asyncio.run(talked())
    assert len(places(entries)) == len(FIRST) + len(EVERY)
    said = capfd.readouterr().err
    assert said.count("a worker process ended 3 times before it was ready") == 1


def test_a_stop_ends_the_workers_at_once_and_what_they_were_at_is_not_kept(tmp_path: Path) -> None:
    with (
        Crowd(ONE, PORTS),
        Crowd(TWO, PORTS),
        Crowd(THREE, PORTS, slow=1.5) as slow,
        office(tmp_path) as desk,
    ):

        async def talked() -> list[Entry | None]:
            several = crew(desk)
            await all_at_work(several, FIRST)
            talks = asyncio.gather(*(several.talk(one) for one in found(*((THREE, port) for port in PORTS))))
            await asyncio.sleep(0.5)
            began = time.monotonic()
            several.stop()
            entries = await talks
            await several.close()
            assert time.monotonic() - began < 1.0
            assert await several.talk(FIRST[0]) is None
            assert not any(alive(one.pid) for one in several.workers)
            await asyncio.sleep(1.2)
            assert slow.last() < began + 0.5
            return entries

        assert asyncio.run(talked()) == [None] * len(PORTS)


def test_each_worker_asks_the_scope_for_itself(tmp_path: Path) -> None:
    with Crowd(ONE, PORTS), Crowd(TWO, PORTS), Crowd(THREE, PORTS) as third, office(tmp_path) as desk:

        async def talked() -> None:
            several = crew(desk)
            await all_at_work(several, FIRST)
            assert await several.talk(found((THREE, LOW))[0]) is not None
            denied = record(THREE, authorised_by="", until=None, now=desk.clock(), effect=Effect.DENY)
            authorise.add(desk, [denied])
            await asyncio.sleep(FRESH_FOR + 0.3)
            visits = third.visits()
            assert await several.talk(found((THREE, LOW + 1))[0]) is None
            assert third.visits() == visits
            await several.close()

        asyncio.run(talked())


def test_a_scope_that_a_worker_cant_read_is_the_error_of_the_talk(tmp_path: Path) -> None:
    (tmp_path / "nowhere").mkdir()
    with Crowd(ONE, PORTS), Crowd(TWO, PORTS), Crowd(THREE, PORTS), office(tmp_path) as desk:

        async def talked() -> None:
            several = crew(desk)
            several.task = several.task.__class__(
                data=str(tmp_path / "nowhere"), config=str(desk.config), settings=desk.settings, pinned={},
                scan="gang",
            )  # fmt: skip
            await all_at_work(several, FIRST)
            try:
                with pytest.raises(StoreFailed, match="the records could not answer"):
                    await several.talk(found((THREE, LOW))[0])
            finally:
                await several.close()

        asyncio.run(talked())
        assert not (tmp_path / "nowhere" / FILE).exists()
