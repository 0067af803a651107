"""Who may ask: a key is wanted everywhere, a wrong one is slowed down, a reading one may not scan."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta

import pytest

from leftopen.model.api_key import ApiKey, Right
from leftopen.service.identity import api_keys
from leftopen.service.identity.key_holders import Holder, holder
from leftopen.store.records.entities.identity.api_keys import ApiKeys
from leftopen.web.api_state import build_api_state
from leftopen.web.app import application
from leftopen.web.key_cache import KeyCache
from tests.web.inside import Inside

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def test_every_route_wants_a_key(inside: Inside) -> None:
    paths = application(build_api_state(inside.workspace)).openapi()["paths"]
    assert len(paths) > 40
    for path, methods in paths.items():
        for method in methods:
            # One word that is no address is a page of the console.
            filled = path.replace("/{ip}", "/192.0.2.1").replace("{", "").replace("}", "")
            answer = inside.client.request(method.upper(), filled)
            assert answer.status_code in (401, 429), f"{method} {path}: {answer.text}"
            if answer.status_code == 401:
                assert answer.json() == {"error": "Invalid API key"}


def test_the_key_may_stand_in_the_form_of_a_post(inside: Inside) -> None:
    answer = inside.client.post("/notifier", data={"key": inside.key, "provider": "pigeon"})
    assert answer.status_code == 400
    assert "the provider 'pigeon'" in answer.json()["error"]


def test_a_reading_key_reads_and_no_more(inside: Inside) -> None:
    reading = {"key": inside.reading}
    assert inside.client.get("/shodan/host/count", params={**reading, "query": "port:443"}).status_code == 200
    assert inside.client.post("/shodan/scan", data={**reading, "ips": "127.0.0.1"}).status_code == 403
    asked = {"name": "x", "filters": {"ip": ["192.0.2.1"]}}
    refused = inside.client.post("/shodan/alert", params=reading, json=asked)
    assert refused.status_code == 403
    assert "is read-only" in refused.json()["error"]


def test_a_removed_key_is_forgotten(inside: Inside) -> None:
    _, token = api_keys.add(inside.workspace, "short", Right.READ, None)
    asked = {"key": token}

    def within_two_seconds(status: int) -> bool:
        end = time.monotonic() + 2.5
        while inside.client.get("/api-info", params=asked).status_code != status:
            if time.monotonic() > end:
                return False
            time.sleep(0.1)
        return True

    assert within_two_seconds(200)
    api_keys.remove(inside.workspace, "short")
    assert within_two_seconds(401)


def key(token: str, until: datetime | None = None) -> Holder:
    made = ApiKey(id="1", name="n", digest=api_keys.digest(token), right=Right.READ, made=NOW, until=until)
    found = holder(made, None)
    assert found is not None
    return found


def test_the_keyring_knows_valid_keys_only() -> None:
    keys = [key("good"), key("old", NOW), key("dated", NOW + timedelta(seconds=1))]
    ring = KeyCache(load=lambda: keys, clock=lambda: NOW, monotonic=lambda: 0.0)

    async def known(token: str) -> bool:
        return await ring.find(token) is not None

    assert [asyncio.run(known(t)) for t in ("good", "dated", "old", "bad", "", "x" * 100_000)] == [
        True, True, False, False, False, False,
    ]  # fmt: skip


def test_a_key_is_valid_until_it_is_removed_or_over() -> None:
    keys, now, seconds, loads = [key("kept"), key("dated", NOW + timedelta(hours=1))], [NOW], [0.0], [0]

    def load() -> list[Holder]:
        loads[0] += 1
        return list(keys)

    ring = KeyCache(load=load, clock=lambda: now[0], monotonic=lambda: seconds[0])

    async def all_of_it() -> None:
        kept, dated = key("kept"), key("dated")
        assert await ring.still(kept)
        assert await ring.still(dated)
        now[0] += timedelta(hours=1)
        assert not await ring.still(dated)
        keys.clear()
        seconds[0] += 0.9
        assert await ring.still(kept)
        assert loads == [1]
        assert not await ring.still(kept, within=0)
        assert loads == [2]

    asyncio.run(all_of_it())


def test_many_who_ask_at_once_load_the_keys_twice_at_most() -> None:
    loads: list[float] = []
    started = time.monotonic()

    def load() -> list[Holder]:
        loads.append(time.monotonic() - started)
        time.sleep(0.1)
        return [key("kept")]

    ring = KeyCache(load=load, clock=lambda: NOW, monotonic=time.monotonic)

    async def all_of_it() -> None:
        found = await asyncio.gather(*(ring.still(key("kept"), within=0) for _ in range(50)))
        assert all(found)

    asyncio.run(all_of_it())
    assert len(loads) <= 2


def test_wrong_keys_are_slowed_down_and_right_ones_never(inside: Inside) -> None:
    seconds = [0.0]
    ring = KeyCache(load=lambda: [key("good")], clock=lambda: NOW, monotonic=lambda: seconds[0])
    refused = [ring.too_many_wrong() for _ in range(60)]
    assert refused == [False] * 50 + [True] * 10
    assert asyncio.run(ring.find("good")) is not None
    seconds[0] += 1.0
    assert [ring.too_many_wrong() for _ in range(11)] == [False] * 10 + [True]


@pytest.mark.parametrize("name", ["", " ", "x" * 65, "a\nb"])
def test_a_key_has_a_plain_name(inside: Inside, name: str) -> None:
    from leftopen.errors import BadRequest

    with pytest.raises(BadRequest):
        api_keys.add(inside.workspace, name, Right.READ, None)


def test_only_the_digest_of_a_key_is_kept(inside: Inside) -> None:
    for file in inside.workspace.data.glob("records.sqlite*"):
        held = file.read_bytes()
        assert inside.key.encode() not in held
    assert any(
        one.digest == api_keys.digest(inside.key) for one in ApiKeys(inside.workspace.store.records).list()
    )
