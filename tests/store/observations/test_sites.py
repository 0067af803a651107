"""One endpoint is one service; below it are the sites, each with the name that was asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from leftopen.model.identity import observation_id, service_id, site_id
from leftopen.model.observation import Observation
from tests.store.samples import NOON, Stored, observations, seen


def site(
    name: str = "", data: str = "HTTP/1.1 200 OK", address: str = "192.0.2.7", **more: Any
) -> Observation:
    o = seen(address, 443, NOON, data)
    endpoint = replace(o.endpoint, name=name)
    key = site_id(endpoint)
    return replace(o, id=observation_id(key, o.timestamp, data), endpoint=endpoint, service=key, **more)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stored]:
    with observations(tmp_path_factory.mktemp("sites")) as opened:
        yield opened


def test_an_endpoint_is_one_service_whatever_name_was_asked() -> None:
    bare, named = site(), site("a.example")
    assert service_id(bare.endpoint) == service_id(named.endpoint) == bare.service
    assert site_id(bare.endpoint) == bare.service != named.service


def test_the_id_of_a_service_finds_its_sites_and_that_of_a_site_only_itself(store: Stored) -> None:
    bare, first, second = site(), site("a.example", "one"), site("b.example", "two")
    alone = site("c.example", "three", address="192.0.2.8")
    store.add([bare, first, second, alone])
    for prefix in (bare.service, bare.service[:12]):
        assert {o.id for o in store.search(f"service:{prefix}")} == {bare.id, first.id, second.id}
    assert [o.id for o in store.search(f"service:{first.service}")] == [first.id]
    assert [o.id for o in store.search(f"service:{service_id(alone.endpoint)}")] == [alone.id]
