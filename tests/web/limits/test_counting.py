"""One process counts for all who wait, one at a time, and ends with the last of them."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from leftopen.errors import LeftopenError
from leftopen.service.workspace.workspace import Workspace
from leftopen.web.limits import counting
from leftopen.web.limits.counting import Counting

LONG_S = 60.0
COUNTS = """
import os, sys, time
with open(os.path.join(sys.argv[1], "said"), "a") as said:
    said.write(f"begin {sys.argv[2]} {os.getpid()}\\n")
    said.flush()
    {then}
    said.write(f"end {sys.argv[2]} {os.getpid()}\\n")
"""


def made(folder: Path, then: str) -> Counting:
    """`then`: what the process does instead of counting."""
    workspace = SimpleNamespace(data=folder, monotonic=time.monotonic, live=SimpleNamespace(environ={}))
    return Counting(workspace=cast(Workspace, workspace), start=COUNTS.replace("{then}", then))


def answer(folder: Path) -> list[list[str]]:
    file = folder / "said"
    return [line.split() for line in file.read_text().splitlines()] if file.exists() else []


async def never() -> bool:
    return False


async def begun(folder: Path) -> int:
    """The pid of the first process, once it runs."""
    async with asyncio.timeout(LONG_S):
        while not answer(folder):
            await asyncio.sleep(0.05)
    return int(answer(folder)[0][2])


async def is_ended(pid: int) -> bool:
    """Within a generous time."""
    for _ in range(600):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        await asyncio.sleep(0.05)
    return False


def run(body: Callable[[], Awaitable[Any]]) -> Any:
    async def whole() -> Any:
        return await body()

    return asyncio.run(whole())


def test_ten_who_ask_at_once_are_counted_for_once(tmp_path: Path) -> None:
    async def body() -> list[bool]:
        count = made(tmp_path, "time.sleep(0.3)")
        found = await asyncio.gather(*(count.wait("a", LONG_S, never) for _ in range(10)))
        assert count.started == 1
        return found

    assert run(body) == [True] * 10
    assert [line[0] for line in answer(tmp_path)] == ["begin", "end"]


def test_two_assessments_are_counted_one_after_the_other(tmp_path: Path) -> None:
    async def body() -> None:
        count = made(tmp_path, "time.sleep(0.3)")
        await asyncio.gather(*(count.wait(name, LONG_S, never) for name in "abab"))
        assert count.started == 2

    run(body)
    assert [line[:2] for line in answer(tmp_path)] == [
        ["begin", "a"],
        ["end", "a"],
        ["begin", "b"],
        ["end", "b"],
    ]


def test_the_process_ends_with_the_last_who_waits(tmp_path: Path) -> None:
    left = asyncio.Event()

    async def gone() -> bool:
        return left.is_set()

    async def body() -> None:
        count = made(tmp_path, "time.sleep(600)")
        waiting = [asyncio.create_task(count.wait("a", LONG_S, gone)) for _ in range(2)]
        staying = asyncio.create_task(count.wait("a", LONG_S, never))
        pid = await begun(tmp_path)
        left.set()
        assert await asyncio.gather(*waiting) == [False, False]
        os.kill(pid, 0)
        staying.cancel()
        assert await is_ended(pid)
        # Who comes later has it counted anew.
        later = asyncio.create_task(count.wait("a", LONG_S, never))
        async with asyncio.timeout(LONG_S):
            while len(answer(tmp_path)) < 2:
                await asyncio.sleep(0.05)
        assert count.started == 2
        later.cancel()
        await count.end()

    run(body)


def test_a_page_that_asks_again_keeps_it_going_and_one_that_does_not_lets_it_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "AGAIN_S", 2.0)

    async def body() -> None:
        count = made(tmp_path, "time.sleep(600)")
        pid = None
        for _ in range(4):
            assert not await count.wait("a", 0.1, never)
            count.again("a")
            pid = pid or await begun(tmp_path)
            await asyncio.sleep(0.8)
        os.kill(pid or 0, 0)
        assert count.started == 1
        assert await is_ended(pid or 0)

    run(body)


def test_why_it_failed_is_said_to_all_who_wait(tmp_path: Path) -> None:
    async def body() -> list[Any]:
        count = made(tmp_path, "sys.exit('first\\nthe disk is full')")
        waits = (count.wait("a", LONG_S, never) for _ in range(2))
        return await asyncio.gather(*waits, return_exceptions=True)

    found = run(body)
    assert [(type(one), str(one)) for one in found] == [(LeftopenError, "the disk is full")] * 2


def test_a_process_that_was_killed_is_no_result(tmp_path: Path) -> None:
    async def body() -> None:
        with pytest.raises(LeftopenError, match="was ended; open the page again"):
            await made(tmp_path, "os.kill(os.getpid(), 9)").wait("a", LONG_S, never)

    run(body)


def test_it_ends_with_the_server(tmp_path: Path) -> None:
    async def body() -> None:
        count = made(tmp_path, "time.sleep(600)")
        waiting = asyncio.create_task(count.wait("a", LONG_S, never))
        pid = await begun(tmp_path)
        await count.end()
        assert await is_ended(pid)
        waiting.cancel()

    run(body)
