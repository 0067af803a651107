"""One worker process, from its parent's side: what it may say, and what becomes of one that does not."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from leftopen.model.channel import TalkEnded
from leftopen.model.verdict import Reason
from leftopen.service.messages import Task
from leftopen.service.spawned import CannotStart, Spawned
from leftopen.settings import Settings
from tests.service.gang import alive, found

TASK = Task(data="/nowhere", config="/nowhere", settings=Settings(), pinned={}, scan="s")
HEAR = (
    "import sys, os, struct, time\n"
    "def say(text): os.write(1, struct.pack('<I', len(text)) + text)\n"
    "def hear(): return os.read(0, struct.unpack('<I', os.read(0, 4))[0])\n"
    "hear(); say(b'{\"cpu\": 0.5}')\n"
)
COUNTS = '{"index": %d, "counts": {"requests": 3}}'
ONE, TWO = found(("127.31.6.7", 1), ("127.31.6.7", 2))


def answers(index: int) -> str:
    return HEAR + f"while hear(): say(b'{COUNTS % index}')\n"


def test_an_answer_and_the_counts_that_came_with_it() -> None:
    async def asked() -> Spawned:
        worker = Spawned(task=TASK, main=answers(0))
        await worker.start()
        assert await worker.ask(ONE) is None
        assert (worker.started, worker.counts[0].requests) == (0.5, 3)
        await worker.close()
        return worker

    worker = asyncio.run(asked())
    assert not alive(worker.pid)


@pytest.mark.parametrize(
    "main",
    [
        HEAR + "hear(); say(b'nonsense'); time.sleep(60)",
        HEAR + "hear(); say(b'{}'); time.sleep(60)",
        answers(7),
        HEAR + "hear(); os.write(1, b'\\xff\\xff\\xff\\xff')",
        HEAR + "hear(); os.kill(os.getpid(), 9)",
    ],
    ids=["no JSON", "no answer", "not asked", "too long", "died"],
)
def test_one_that_says_what_nobody_asked_is_ended_and_after_the_second_the_talk_is_a_bug(main: str) -> None:
    async def asked() -> None:
        worker = Spawned(task=TASK, main=main)
        await worker.start()
        first = worker.pid
        with pytest.raises(TalkEnded) as raised:
            await worker.ask(ONE)
        assert raised.value.reason is Reason.BUG
        assert worker.started == 1.0
        assert not alive(first)
        await worker.close()

    asyncio.run(asked())


def test_one_that_never_comes_up_is_given_up_for_whoever_asks() -> None:
    async def asked() -> None:
        worker = Spawned(task=TASK, main="import sys; sys.exit(3)")
        with pytest.raises(CannotStart, match="3 times"):
            await worker.start()
        with pytest.raises(CannotStart):
            await worker.ask(ONE)
        await worker.close()
        assert await worker.ask(ONE) is None

    asyncio.run(asked())


def test_one_that_does_not_leave_is_killed_within_a_second() -> None:
    async def asked() -> None:
        worker = Spawned(task=TASK, main=HEAR + "time.sleep(60)")
        await worker.start()
        talk = asyncio.create_task(worker.ask(TWO))
        await asyncio.sleep(0.1)
        began = time.monotonic()
        await worker.close()
        assert time.monotonic() - began < 1
        assert await talk is None
        assert not alive(worker.pid)

    asyncio.run(asked())


def test_nothing_of_the_task_is_on_the_command_line(tmp_path: Path) -> None:
    async def asked() -> bytes:
        worker = Spawned(task=TASK, main=answers(0))
        await worker.start()
        words = Path(f"/proc/{worker.pid}/cmdline").read_bytes()
        await worker.close()
        return words

    assert b"nowhere" not in asyncio.run(asked())
