"""Pages that lead elsewhere, and folders without end."""

from __future__ import annotations

import asyncio
import html

import pytest

from leftopen.model.channel import Reply
from leftopen.model.verdict import State
from leftopen.pipeline.crawl import LAST, REQUESTS, UNIVERSAL
from leftopen.wire.http import listing
from tests.hostile.folders import listed, met, row
from tests.hostile.walked import walked
from tests.pipeline.loopback import Loopback
from tests.pipeline.web import Answer, Web, page

LISTING_REQUESTS = 25
CLIMBS = (
    "../", "../../etc/passwd", "%2e%2e/", "..%2f..%2fetc", "/etc/passwd", "//evil.example/x", "file:///x",
    "http://evil.example/", "a%00b.txt", "a%0d%0aX: y.txt", "a%0Ab", "a\nb.txt", "a\r\nX: y.txt", "..\\..\\x",
    "?C=M;O=A", "#top", "a/../../b", "\u202egnp.exe", "x" * 5000,
)  # fmt: skip


@pytest.mark.hostile("H8")
def test_no_redirect_leads_elsewhere_and_each_is_kept_as_it_was_said() -> None:
    visits: list[str] = []

    async def elsewhere(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        visits.append("somebody came")

    with Loopback() as loopback:
        other = loopback.serve(elsewhere)
        for where in (
            f"http://127.0.0.1:{other}/",
            f"http://[::1]:{other}/",
            f"//127.0.0.1:{other}/",
            "http://169.254.169.254/latest/meta-data/",
            "http://192.0.2.1/",
            "file:///etc/passwd",
            f"gopher://127.0.0.1:{other}/_x",
            "/",
        ):
            web = Web(lambda path, where=where: (302, {"Location": where}, b""))  # type: ignore[misc]
            done = walked(loopback.serve(web))
            assert done.faults == ()
            assert f"Location: {where}" in done.seen.data
            assert done.open == []
            assert set(done.verdicts) <= {"directory_listing_open"} or done.closed == []
            of_any_server = {"/", *(target.path for target in (*UNIVERSAL, LAST))}
            assert {path for path in web.asked if not path.startswith("/made-up-")} <= of_any_server
    assert visits == []


@pytest.mark.hostile("H8")
def test_a_loop_of_redirects_costs_no_more_than_the_questions() -> None:
    web = Web(lambda path: (302, {"Location": path + "a/"}, b""))
    done = met(web)
    assert len([path for path in web.asked if path.startswith("/a/")]) < REQUESTS
    assert done.open == []


@pytest.mark.hostile("H27")
def test_of_a_million_entries_the_first_are_listed_and_no_more_is_read() -> None:
    head = listed().partition(b"</pre>")[0]
    rows = "".join(row(f"file{number:07}.txt") for number in range(1000)).encode()
    whole = len(head) + 1000 * len(rows)

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = (await reader.read(1000)).split(b" ")
        if len(asked) < 3 or asked[1] != b"/":
            writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            return
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % whole + head
        )
        for _ in range(1000):
            writer.write(rows)
            await writer.drain()

    done = met(talk)
    verdict = done.verdicts["directory_listing_open"]
    assert verdict.state is State.OPEN
    (finding,) = [one.finding for one in done.outcomes if one.finding is not None]
    assert finding.size.records is not None
    assert finding.size.at_least
    assert finding.size.records <= listing.MOST
    assert done.read < 1 << 20


@pytest.mark.hostile("H27")
def test_no_path_of_a_listing_leads_up_or_out_or_to_a_file_of_ours() -> None:
    rows = [row(html.escape(climb)) for climb in (*CLIMBS, "a\x00b.txt")]
    web = Web(
        lambda path: (
            page(200, listed(*rows, row("plan.txt")), content_type="text/html") if path == "/" else page(404)
        )
    )
    done = met(web)
    assert done.verdicts["directory_listing_open"].state is State.OPEN
    asked = {path for path in web.asked if not path.startswith("/made-up-")}
    assert asked <= {"/", "/plan.txt", "/ab.txt", "/favicon.ico"}


@pytest.mark.hostile("H27")
def test_a_nul_in_a_name_is_kept_out_of_it() -> None:
    entries = listing.entries(Reply(status=200, body=listed(row("a\x00b.txt"))))
    assert [entry.href for entry in entries] == ["ab.txt"]


@pytest.mark.hostile("H27")
def test_folders_that_hold_themselves_end_at_the_budget() -> None:
    asked: list[str] = []

    def answer(path: str) -> Answer:
        asked.append(path)
        return page(200 if path.endswith("/") else 404, listed(row("a/"), row("a/a/"), path=path))

    done = met(Web(answer))
    assert done.asked < 2 * LISTING_REQUESTS + 10
    assert max(path.count("/") for path in asked) <= 5


@pytest.mark.hostile("H27")
@pytest.mark.parametrize("climb", CLIMBS)
def test_a_name_that_climbs_is_no_step(climb: str) -> None:
    body = listed(row(html.escape(climb)))
    entries = listing.entries(Reply(status=200, body=body))
    assert [entry.href for entry in entries] == []
