"""The one place that catches everything, and the channel that is lent."""

from __future__ import annotations

import asyncio

import pytest

from leftopen.model.channel import TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import Phase, Reason
from leftopen.pipeline.context import guard_work
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis
from tests.pipeline.walking import Made, at, yes


async def worked() -> int:
    return 7


async def ended() -> int:
    raise TalkEnded(Reason.TIMEOUT, Phase.ASK)


async def broken() -> int:
    raise LookupError("a leaf's bug")


def test_what_works_is_handed_through() -> None:
    assert asyncio.run(guard_work(Made().context(), worked())) == 7


def test_a_talk_that_ended_stays_what_it_is() -> None:
    making = Made()
    with pytest.raises(TalkEnded) as raised:
        asyncio.run(guard_work(making.context(), ended()))
    assert (raised.value.reason, raised.value.phase) == (Reason.TIMEOUT, Phase.ASK)
    assert making.faults == []


def test_anything_else_is_our_bug_and_its_trace_is_told_once() -> None:
    making = Made()
    with pytest.raises(TalkEnded) as raised:
        asyncio.run(guard_work(making.context(), broken()))
    assert raised.value.reason is Reason.BUG
    assert len(making.faults) == 1
    assert "broken" in making.faults[0]
    assert "a leaf's bug" in making.faults[0]


def test_a_cancelled_walk_is_no_bug() -> None:
    making = Made()

    async def cancelled() -> None:
        work = asyncio.create_task(guard_work(making.context(), asyncio.sleep(60)))
        await asyncio.sleep(0)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work

    asyncio.run(cancelled())
    assert making.faults == []


def test_a_lent_channel_keeps_to_its_requests_and_to_the_scopes_depth() -> None:
    making = Made()

    async def spend(port: int) -> list[Reason]:
        reasons = []
        for level, requests in ((ReadLevel.BANNER, 5), (ReadLevel.SAMPLE, 1)):
            channel = making.context().lend(at(port), yes(level), tls=False, requests=requests, budget=10_000)
            try:
                await channel.send(b"PING\r\n", at=ReadLevel.METADATA)
                await channel.send(b"PING\r\n", at=ReadLevel.METADATA)
            except TalkEnded as ending:
                reasons.append(ending.reason)
            finally:
                await channel.close()
        return reasons

    with Loopback() as loopback:
        reasons = asyncio.run(spend(loopback.serve(Redis())))
    assert reasons == [Reason.NEEDS_METADATA, Reason.BUDGET_SPENT]
