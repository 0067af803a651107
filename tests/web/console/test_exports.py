"""Downloads of results: two at once, and no file of theirs stays."""

from __future__ import annotations

import asyncio
import gc
import socket
import threading
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import uvicorn
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from leftopen.errors import StoreFailed
from leftopen.service.search import export as exporting
from leftopen.web.console.http import downloads
from leftopen.web.console.http.downloads import MOST, DownloadSlots
from tests.web.console.conftest import Console
from tests.web.console.visitor import text_of

SCOPE: Scope = {"type": "http", "method": "GET", "headers": []}


async def never() -> Message:
    await asyncio.sleep(60)
    return {"type": "http.disconnect"}


async def forgets(message: Message) -> None:
    """A reader who takes everything."""


def quick(file: Path) -> None:
    file.write_bytes(b"a" * 1000)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where all files of downloads lie."""

    def made(**named: Any) -> TemporaryDirectory[str]:
        return TemporaryDirectory(dir=tmp_path, **named)

    monkeypatch.setattr(downloads, "TemporaryDirectory", made)
    return tmp_path


def emptied(folder: Path) -> bool:
    until = time.monotonic() + 10
    while any(folder.iterdir()) and time.monotonic() < until:
        time.sleep(0.01)
    return not any(folder.iterdir())


def test_two_at_once_others_are_told_and_no_file_stays(
    console: Console, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, go, write = threading.Semaphore(0), threading.Event(), exporting.export

    def slow(*given: Any, **named: Any) -> Any:
        held.release()
        assert go.wait(20)
        return write(*given, **named)

    monkeypatch.setattr(exporting, "export", slow)
    visitors = [console.visitor(name) for name in ("admin", "analyst")]
    assert len(visitors) == MOST
    other = console.visitor("case_manager")
    with ThreadPoolExecutor(MOST) as pool:
        request = [pool.submit(visitors[0].get, "/search/export?as=.csv")]
        assert held.acquire(timeout=20)
        # Another sitting of the same person leaves the other place to others.
        assert console.visitor("admin").get("/search/export?as=.csv").status_code == 429
        request.append(pool.submit(visitors[1].get, "/search/export?as=.csv"))
        assert held.acquire(timeout=20)
        refused = other.get("/search/export?as=.csv")
        assert refused.status_code == 429
        assert "Try again when one has finished" in text_of(refused)
        go.set()
        answers = [one.result(20) for one in request]
    assert {answer.status_code for answer in answers} == {200}
    assert answers[0].headers["content-disposition"] == 'attachment; filename="leftopen.csv"'
    assert answers[0].content.count(b"\n") > 1
    assert emptied(folder)
    assert other.get("/search/export?as=.csv").status_code == 200


def test_what_can_not_be_exported_leaves_room(console: Console, folder: Path) -> None:
    visitor = console.visitor("admin")
    for _ in range(MOST + 1):
        assert visitor.get("/search/export?q=port:(").status_code == 400
    assert visitor.get("/search/export").status_code == 200
    assert emptied(folder)


def test_one_that_is_given_up_keeps_its_place_until_its_thread_ends(folder: Path) -> None:
    async def all_of_it() -> None:
        lending, go = DownloadSlots(), threading.Event()

        def slow(file: Path) -> None:
            assert go.wait(20)
            file.write_bytes(b"late")

        for number in range(MOST):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(lending.lend("a", slow, who=f"person {number}"), 0.05)
        assert await lending.lend("a", slow, who="another") is None
        go.set()
        until = time.monotonic() + 10
        while any(folder.iterdir()) and time.monotonic() < until:
            await asyncio.sleep(0.01)
        assert not any(folder.iterdir())
        answer = await lending.lend("a", slow, who="another")
        assert answer is not None
        await answer(SCOPE, never, forgets)
        assert not any(folder.iterdir())

    asyncio.run(all_of_it())


@pytest.mark.parametrize("ends", ["reset", "stalls"])
def test_one_that_is_not_taken_is_gone_too(folder: Path, monkeypatch: pytest.MonkeyPatch, ends: str) -> None:
    monkeypatch.setattr(downloads, "SENT_S", 0.1)

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            if ends == "reset":
                raise ConnectionResetError
            await asyncio.sleep(60)

    async def all_of_it() -> None:
        lending = DownloadSlots()
        for _ in range(MOST + 1):
            answer = await lending.lend("a", quick, who="one")
            assert answer is not None
            try:
                await answer(SCOPE, never, send)
            except ConnectionResetError:
                assert ends == "reset"
            assert not any(folder.iterdir())

    asyncio.run(asyncio.wait_for(all_of_it(), 20))


LARGE = 16_000_000
"""More than the kernel takes for a reader that is silent."""


@asynccontextmanager
async def listening(lending: DownloadSlots) -> AsyncIterator[int]:
    """A real server that lends the same large file to whoever the path names; its port."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        who = scope["path"]
        answer = await lending.lend("a", _filled, who=who) or Response(status_code=429)
        await answer(scope, receive, send)

    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", log_level="critical"))
    with socket.create_server(("127.0.0.1", 0)) as own:
        running = asyncio.create_task(server.serve([own]))
        yield own.getsockname()[1]
        server.should_exit = server.force_exit = True
        await running


def _filled(file: Path) -> None:
    file.write_bytes(b"a" * LARGE)


async def read(port: int, who: str, pause: float = 0.0, piece: int = 65_536) -> bytes:
    """The whole answer, `piece` bytes at a time."""
    own = socket.socket()
    if pause:
        own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
    own.setblocking(False)
    await asyncio.get_running_loop().sock_connect(own, ("127.0.0.1", port))
    reader, writer = await asyncio.open_connection(sock=own, limit=8192)
    writer.write(f"GET /{who} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
    heard = bytearray()
    try:
        with suppress(ConnectionResetError):
            while got := await reader.read(piece):
                heard += got
                await asyncio.sleep(pause)
    finally:
        writer.close()
    return bytes(heard)


def test_readers_that_take_almost_nothing_lose_their_slots_long_before_the_others(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "STEP_S", 1.0, raising=False)

    async def all_of_it() -> None:
        async with listening(DownloadSlots()) as port:
            slow = [asyncio.create_task(read(port, f"slow{n}", 0.2, 512)) for n in range(MOST)]
            await asyncio.sleep(0.3)
            assert (await read(port, "other")).startswith(b"HTTP/1.1 429")
            until = time.monotonic() + 20
            while (heard := await read(port, "other")).startswith(b"HTTP/1.1 429"):
                assert time.monotonic() < until
                await asyncio.sleep(0.1)
            assert heard.startswith(b"HTTP/1.1 200")
            assert heard.count(b"a" * 1000) == LARGE // 1000
            for task in slow:
                task.cancel()
            assert await asyncio.to_thread(emptied, folder)

    asyncio.run(asyncio.wait_for(all_of_it(), 60))


def test_one_that_fails_when_nobody_waits_any_more_is_no_news(folder: Path) -> None:
    news: list[object] = []

    async def all_of_it() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _, answer: news.append(answer))
        begun, go = threading.Event(), threading.Event()

        def fails(file: Path) -> None:
            begun.set()
            go.wait(10)
            raise StoreFailed("the disk is full")

        request = asyncio.create_task(DownloadSlots().lend("a.csv", fails, who="one"))
        await asyncio.to_thread(begun.wait, 10)
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request
        go.set()
        assert await asyncio.to_thread(emptied, folder)
        del request
        gc.collect()
        await asyncio.sleep(0)

    asyncio.run(all_of_it())
    gc.collect()
    assert news == []
