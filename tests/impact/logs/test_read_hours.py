"""Reads hour by hour: the same reads as those of the items and of the clients, at their hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from leftopen.impact.logs.read_logs import Readings
from leftopen.model.access_logs import ClientGroup
from tests.impact.logs.scene import END, OWN, OWN_NET, START, STRANGER, Scene, verdicts

HOUR = timedelta(hours=1)


def hours(found: Readings) -> list[tuple[int, int, int, int]]:
    """The hour since the begin of the window, reads, possible ones, own ones."""
    return [((one.start - START) // HOUR, one.reads, one.possibly, one.own) for one in found.read_hours]


def test_each_read_is_in_its_hour(tmp_path: Path) -> None:
    scene = Scene(folder=tmp_path)
    scene.item("/m/1.eml", 1000)
    scene.ask("GET /m/1.eml HTTP/1.1", at=START + timedelta(minutes=1))
    scene.ask("GET /m/1.eml HTTP/1.1", 206, 10, at=START + timedelta(minutes=59, seconds=59))
    scene.ask("GET /m/1.eml HTTP/1.1", at=START + HOUR, client=OWN)
    scene.ask("GET /m/1.eml HTTP/1.1", 304, 0, at=START + 2 * HOUR)
    scene.ask("GET /export?all=1 HTTP/1.1", 200, 9000, at=START + 2 * HOUR)
    scene.ask("GET /m/1.eml HTTP/1.1", 403, 20, at=START + 3 * HOUR)
    found = scene.read(own=OWN_NET)
    assert hours(found) == [(0, 2, 0, 0), (1, 0, 0, 1), (2, 0, 2, 0)]


def test_a_refusal_as_large_as_an_item_may_have_been_one(tmp_path: Path) -> None:
    scene = Scene(folder=tmp_path)
    scene.item("/m/1.eml", 1000)
    scene.ask("GET /m/1.eml HTTP/1.1", 403, 1000, at=START + 3 * HOUR)
    found = scene.read()
    assert verdicts(found) == {"/m/1.eml": "possibly_served"}
    assert hours(found) == [(3, 0, 1, 0)]


def test_a_read_at_the_edge_of_the_window_is_a_possible_one(tmp_path: Path) -> None:
    scene = Scene(folder=tmp_path)
    scene.item("/m/1.eml")
    scene.ask("GET /m/1.eml HTTP/1.1", at=START - timedelta(minutes=4))
    scene.ask("GET /m/1.eml HTTP/1.1", at=END + timedelta(minutes=30))
    scene.ask("GET /m/1.eml HTTP/1.1", at=END + timedelta(minutes=61))
    assert hours(scene.read()) == [(-1, 0, 1, 0), (4, 0, 1, 0)]


def test_what_an_own_proxy_got_is_possible(tmp_path: Path) -> None:
    scene = Scene(folder=tmp_path)
    scene.item("/m/1.eml")
    for number in range(5):
        scene.ask("GET /m/1.eml HTTP/1.1", client=OWN, agent=f"agent {number}", at=START + HOUR)
    assert hours(scene.read(own=OWN_NET)) == [(1, 0, 5, 0)]


@pytest.mark.parametrize("seed", [1, 2])
def test_the_hours_add_up_to_what_clients_and_items_say(tmp_path: Path, seed: int) -> None:
    """Whatever is asked: no item is read at an hour that shows none; the sums are those of the clients."""
    random, scene = Random(seed), Scene(folder=tmp_path)
    for number in range(6):
        scene.item(f"/m/{number}.eml", 1000 + number)
    for _ in range(60):
        request = random.choice([f"GET /m/{random.randrange(6)}.eml HTTP/1.1", "GET /list?x=1 HTTP/1.1"])
        scene.ask(
            request, random.choice([200, 200, 206, 304, 403, 404, 499]), random.choice([0, 400, 1000, 1005]),
            client=random.choice([STRANGER, OWN, "203.0.113.10"]),
            at=START + timedelta(seconds=random.randrange(4 * 3600)),
        )  # fmt: skip
    text = scene.text().encode().splitlines(keepends=True)
    parts = [("a/access.log", b"".join(text[:100])), ("a/access.log.1", b"".join(text[100:]))]
    found = scene.read(files=parts, own=OWN_NET)
    strangers = [one for one in found.clients if one.group is not ClientGroup.OWN]
    assert sum(one.reads for one in found.read_hours) == sum(one.reads for one in strangers) > 0
    own = sum(one.reads for one in found.clients if one.group is ClientGroup.OWN)
    assert sum(one.own for one in found.read_hours) == own > 0
    answer = {one.start for one in found.read_hours if one.reads or one.possibly}
    moments = [at for one in found.answers for at in (one.first, one.last) if at is not None]
    assert moments
    assert {whole(at) for at in moments} <= answer
    alone = replace(scene, folder=tmp_path / "alone").read(own=OWN_NET)
    assert alone.read_hours == found.read_hours


def whole(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
