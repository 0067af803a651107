"""The console counts and lists services that answer, and the others where they are asked for."""

from __future__ import annotations

from datetime import timedelta

from leftopen.model.absence import AbsenceReason, MissedProbe
from leftopen.model.observation import Observation
from leftopen.store.observations.writer import ObservationWriter
from tests.store.samples import NOON, seen
from tests.web.console.conftest import Console
from tests.web.console.visitor import text_of

ADDRESS = "198.51.100.3"
HOUR = timedelta(hours=1)


def lose(console: Console, reason: AbsenceReason = AbsenceReason.REFUSED) -> Observation:
    lost, there = seen(ADDRESS, 11211, data="VERSION 1.6"), seen(ADDRESS, 22, data="SSH-2.0-x")
    writer = ObservationWriter(console.workspace.store.client)
    writer.add([lost, there])
    writer.add_unanswered([MissedProbe(endpoint=lost.endpoint, at=NOON + HOUR, reason=reason)])
    return lost


def test_a_search_lists_the_living_unless_it_asks(bare: Console) -> None:
    lose(bare)
    get = bare.visitor("viewer").get
    for query, total, gone, ports in (
        ("", 1, 1, [22]), ("port:11211", 0, 1, []), ("alive:no", 1, 0, [11211]),
        ("alive:yes,no", 2, 0, [22, 11211]),
    ):  # fmt: skip
        answer = get(f"/search?q={query}&format=json").json()
        assert (answer["total"], answer["gone"]) == (total, gone), query
        assert sorted(match["port"] for match in answer["matches"]) == ports
    page = get("/search?q=ip:198.51.100.0/24")
    assert "1 result · 1 gone" in text_of(page)
    assert "alive%3Ano" in page.text
    for view in ("cards", "table"):
        assert "gone since 2023-02-08 13:00" in text_of(get(f"/search?q=alive:no&view={view}"))
    assert "1 service" in text_of(get("/"))


def test_the_host_page_sets_it_apart_and_says_when_it_went(bare: Console) -> None:
    lost = lose(bare)
    page = bare.visitor("viewer").get(f"/host/{ADDRESS}")
    before, _, after = page.text.partition('<details class="lost"')
    assert 'id="port-22"' in before
    assert 'id="port-11211"' in after
    assert 'href="#port-22"' in page.text
    assert 'href="#port-11211"' not in page.text
    assert "2023-02-08 13:00:00 UTC 11211 gone: no longer answers" in text_of(page)
    ObservationWriter(bare.workspace.store.client).add([seen(ADDRESS, 11211, NOON + 2 * HOUR, "VERSION 1.6")])
    again = text_of(bare.visitor("viewer").get(f"/host/{ADDRESS}"))
    assert "11211 answers again" in again
    assert "gone since" not in again
    assert lost.endpoint.port == 11211


def test_of_a_silent_host_it_says_only_that(bare: Console) -> None:
    lose(bare, AbsenceReason.HOST_SILENT)
    get = bare.visitor("viewer").get
    page = get(f"/host/{ADDRESS}")
    assert "host did not answer since" in text_of(page)
    assert "2023-02-08 13:00:00 UTC 11211 the host did not answer" in text_of(page)
    assert "gone" not in text_of(page)
    assert 'class="lost"' not in page.text
    assert 'href="#port-11211"' in page.text
    answer = get("/search?q=&format=json").json()
    assert (answer["total"], answer["gone"]) == (2, 0)
    assert "2 services" in text_of(get("/"))
