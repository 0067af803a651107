"""Shodan's API shows services that are gone, and says so where its clients have room for it."""

from __future__ import annotations

from datetime import timedelta

from leftopen.model.absence import AbsenceReason, MissedProbe
from leftopen.store.observations.writer import ObservationWriter
from tests.store.samples import NOON, seen
from tests.web.inside import Inside

LOST = "203.0.113.41"


def test_what_is_gone_is_shown_and_marked(inside: Inside) -> None:
    lost, there = seen(LOST, 6379, NOON, "+PONG"), seen(LOST, 22, NOON, "SSH-2.0-x")
    writer = ObservationWriter(inside.workspace.store.client)
    writer.add([lost, there])
    at = NOON + timedelta(hours=1)
    writer.add_unanswered([MissedProbe(endpoint=lost.endpoint, at=at, reason=AbsenceReason.REFUSED)])
    answer = {
        "since": "2023-02-08T13:00:00.123456Z",
        "last_look": "2023-02-08T13:00:00.123456Z",
        "reason": "refused",
    }
    minified = inside.json("/shodan/host/search", query=f"ip:{LOST}")["matches"]
    for data in (
        inside.json(f"/shodan/host/{LOST}")["data"],
        minified,
        inside.json("/shodan/host/search", query=f"ip:{LOST}", minify=False)["matches"],
    ):
        banners = {banner["port"]: banner for banner in data}
        assert banners[6379]["opts"]["leftopen"]["gone"] == answer
        assert "gone" not in banners[22].get("opts", {}).get("leftopen", {})
        assert all("gone" not in banner for banner in data)
    assert sorted("opts" in banner for banner in minified) == [False, True]
    for query, total in ((f"ip:{LOST}", 2), (f"ip:{LOST} alive:true", 1), (f"ip:{LOST} alive:false", 1)):
        assert inside.json("/shodan/host/count", query=query)["total"] == total
