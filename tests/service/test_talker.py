"""The talks of one process: what speaks, what can be read, and the scope that may have changed."""

from __future__ import annotations

import asyncio
from pathlib import Path

from leftopen.model.channel import TalkEnded
from leftopen.model.verdict import Phase, Reason, State
from leftopen.service.desk import Desk
from leftopen.service.talker import Talker
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis
from tests.pipeline.walking import NO, yes
from tests.service.gang import found
from tests.service.office import office


def talker(desk: Desk, *, allowed: bool = True, checks: bool = True) -> Talker:
    permit = yes() if allowed else NO
    return Talker(kit=desk, permits=lambda address, now: permit, scan="s", checks=checks)


def test_a_port_becomes_an_entry_with_every_check_that_applies_or_with_none(tmp_path: Path) -> None:
    with Loopback() as loopback, office(tmp_path) as desk:
        one = found(("127.0.0.1", loopback.serve(Redis())))[0]
        entry = asyncio.run(talker(desk).talk(one))
        bare = asyncio.run(talker(desk, checks=False).talk(one))
    assert entry is not None
    assert (entry.index, entry.observation.module, entry.observation.scan) == (0, "redis", "s")
    assert [outcome.judged.verdict.state for outcome in entry.outcomes] == [State.OPEN]
    assert bare is not None
    assert (bare.observation.module, bare.outcomes) == ("redis", ())


def test_what_the_scope_no_longer_allows_is_neither_asked_nor_kept(tmp_path: Path) -> None:
    redis = Redis()
    with Loopback() as loopback, office(tmp_path) as desk:
        one = found(("127.0.0.1", loopback.serve(redis)))[0]
        refused = talker(desk, allowed=False)
        assert asyncio.run(refused.talk(one)) is None
        assert refused.given_up(one, TalkEnded(Reason.BUG, Phase.JUDGE)) is None
    assert redis.asked == []


def test_a_talk_that_is_given_up_is_kept_with_its_reason(tmp_path: Path) -> None:
    with office(tmp_path) as desk:
        entry = talker(desk).given_up(found(("127.0.0.1", 9))[0], TalkEnded(Reason.BUG, Phase.JUDGE))
    assert entry is not None
    assert (entry.observation.module, entry.observation.data, entry.outcomes) == ("unknown", "", ())
    assert "(bug, phase judge)" in entry.observation.info
    assert str(entry.observation.endpoint) == "127.0.0.1:9"
