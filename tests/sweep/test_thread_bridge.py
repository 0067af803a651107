"""From a thread to the loop."""

from __future__ import annotations

import asyncio
import threading
import time

from leftopen.sweep.thread_bridge import ThreadBridge


def test_everything_arrives_in_order_though_the_pipe_is_narrow() -> None:
    async def run() -> list[int]:
        pipe: ThreadBridge[int] = ThreadBridge(2)

        def work() -> None:
            for number in range(1000):
                assert pipe.put(number)
            pipe.end()

        thread = threading.Thread(target=work)
        thread.start()
        got = []
        while (thing := await pipe.get()) is not None:
            got.append(thing)
        thread.join()
        return got

    assert asyncio.run(run()) == list(range(1000))


def test_a_slow_reader_holds_the_thread_back() -> None:
    async def run() -> None:
        pipe: ThreadBridge[int] = ThreadBridge(3)
        put: list[int] = []

        def work() -> None:
            for number in range(10):
                if not pipe.put(number):
                    return
                put.append(number)

        thread = threading.Thread(target=work)
        thread.start()
        await asyncio.sleep(0.1)
        assert len(put) == 3
        assert await pipe.get() == 0
        await asyncio.sleep(0.1)
        assert len(put) == 4
        pipe.close()
        began = time.monotonic()
        thread.join(2)
        assert time.monotonic() - began < 0.5
        assert not thread.is_alive()

    asyncio.run(run())
