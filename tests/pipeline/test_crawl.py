"""The crawl of a small site on loopback: its budget, what it follows, what it never does, when it stops."""

from __future__ import annotations

import asyncio
import re
import time
import zlib
from collections.abc import Callable, Mapping

import pytest

from leftopen import catalogue
from leftopen.model.facts import Json
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.shape import Intent
from leftopen.model.verdict import ExposureKind, Reason, State
from leftopen.pipeline.crawl import BYTES, REQUESTS, Crawl, crawl, is_help
from leftopen.pipeline.identify import identify
from leftopen.pipeline.outcome import CheckOutcome
from leftopen.pipeline.random_path_control import RandomPathControl, path_form
from leftopen.pipeline.run_shapes import run_shapes
from tests.pipeline.loopback import Loopback
from tests.pipeline.site import Served, Site, data, html, moved, script
from tests.pipeline.walking import Made, at, yes

BOX: Served = data({"items": [{"from": "a@example.org", "to": "b@example.org", "subject": "x"}]})
CONSOLE = (
    "<h1>Containers</h1><p>Memory</p><table><tr><td>web</td><td>up</td><td><form method=post action=/x>"
    "<button>Stop</button><button>Restart</button></form></td></tr></table>"
)
FOLDER = (
    b'<?xml version="1.0"?><D:multistatus xmlns:D="DAV:">'
    + b"".join(
        b"<D:response><D:href>/"
        + name
        + b"</D:href><D:propstat><D:prop><D:getcontentlength>9</D:getcontentlength>"
        b"</D:prop></D:propstat></D:response>"
        for name in (b"", b"salaries.xlsx", b"dump.sql")
    )
    + b"</D:multistatus>"
)
LISTED = "<h1>Index of /</h1>" + "".join(f"<a href=scan{n}.tif>scan{n}.tif</a><br>" for n in range(5))


def site(pages: Mapping[str, Served], *, ranges: bool = True) -> Site:
    return Site(served=pages.get, ranges=ranges)


def seen_at(port: int, making: Made) -> Observation:
    return asyncio.run(identify(at(port), making.permit, making.context()))


def visited(server: Site, level: ReadLevel = ReadLevel.LISTING) -> Crawl:
    making = Made(permit=yes(level))
    with Loopback() as loopback:
        seen = seen_at(loopback.serve(server), making)
        server.asked.clear()
        server.heads.clear()
        context = making.context(checks={}, shapes=catalogue.shapes())
        found = asyncio.run(crawl(seen, making.permit, context))
    assert making.faults == []
    assert len(server.asked) <= REQUESTS
    return found


def judged(server: Site, level: ReadLevel = ReadLevel.LISTING) -> list[CheckOutcome]:
    making = Made(permit=yes(level))
    with Loopback() as loopback:
        seen = seen_at(loopback.serve(server), making)
        context = making.context(checks={}, shapes=catalogue.shapes())
        control = RandomPathControl(seen, making.permit, context)
        return list(asyncio.run(run_shapes(seen, making.permit, context, control, {})).outcomes)


def best(found: Crawl) -> tuple[str, Intent]:
    return found.sightings[0].shape, found.sightings[0].match.intent


# What it follows


def test_a_link_leads_to_a_mailbox_and_the_crawl_stops_there() -> None:
    server = site({"/": html("<a href=/inbox>Inbox</a><a href=/about>About</a>"), "/inbox": BOX})
    assert best(visited(server)) == ("mailbox", Intent.LEFT_OPEN)
    assert server.asked == ["/", "/inbox"]


@pytest.mark.parametrize(
    "calls",
    [
        "const root = '/mail/v2'; fetch(root + '/messages')",
        "const root = '/mail/v2'; fetch(`${root}/messages`)",
        "const c = axios.create({baseURL: '/mail/v2'}); c.get('messages')",
    ],
)
def test_a_script_keeps_the_beginning_of_its_paths_under_a_name(calls: str) -> None:
    pages = {"/": html(f"<div id=app></div><script>{calls}</script>"), "/mail/v2/messages": BOX}
    server = site(pages)
    assert best(visited(server)) == ("mailbox", Intent.LEFT_OPEN)
    assert server.asked == ["/", "/mail/v2/messages"]


def test_a_script_calls_one_word() -> None:
    pages = {"/": html("<div id=app></div><script>fetch('messages')</script>"), "/messages": BOX}
    server = site(pages)
    assert best(visited(server)) == ("mailbox", Intent.LEFT_OPEN)
    assert server.asked == ["/", "/messages"]


@pytest.mark.parametrize(
    "calls",
    [
        "const root = '/door'; fetch(root + '/open')",
        "const root = '/relay/'; fetch(`${root}1`)",
        "const c = axios.create({baseURL: '/api'}); c.get('reboot')",
        "fetch('relays')",
        "fetch('unlock')",
        "const root = '/api'; fetch(root + '/messages', {method: 'DELETE'})",
    ],
)
def test_a_path_that_is_put_together_passes_the_allow_list_too(calls: str) -> None:
    server = site({"/": html(f"<div id=app></div><script>{calls}</script>")})
    visited(server)
    assert set(server.asked) <= {"/", "/metrics", "/openapi.json", "/robots.txt"}


def test_data_in_the_front_page_decides() -> None:
    body = "<div id=app></div><script>var messages = " + BOX[2].decode() + "</script>"
    server = site({"/": html(body)})
    assert best(visited(server)) == ("mailbox", Intent.LEFT_OPEN)
    assert server.asked == ["/"]
    assert [one.judged.verdict.state for one in judged(server)] == [State.OPEN]
    everywhere = Site(served=lambda path: html(body))
    assert [one.judged.verdict.reason for one in judged(everywhere)] == [Reason.ANSWERS_EVERYTHING]


def test_a_script_names_the_api() -> None:
    pages = {"/": html("<div id=app></div><script src=/app.js></script>"), "/api/messages": BOX}
    server = site({**pages, "/app.js": script('x=fetch("/api/messages")')})
    assert best(visited(server)) == ("mailbox", Intent.LEFT_OPEN)
    assert server.asked == ["/", "/app.js", "/api/messages"]


@pytest.mark.parametrize("ranges", [True, False])
def test_a_long_script_is_read_at_its_head_and_then_at_its_end(ranges: bool) -> None:
    text = "/* */" * 20_000 + 'x=fetch("/api/messages")'
    front = html("<div id=app></div><script src=/app.js></script>")
    server = site({"/": front, "/app.js": script(text), "/api/messages": BOX}, ranges=ranges)
    found = visited(server)
    wanted = [head for head in server.heads if "Range:" in head]
    assert len(wanted) == 1
    first, last = (int(number) for number in re.findall(r"bytes=(\d+)-(\d+)", wanted[0])[0])
    assert last == len(text) - 1
    assert 14_000 < last - first <= 16 * 1024
    assert bool(found.sightings) is ranges


def test_scripts_use_no_more_than_half_of_the_bytes() -> None:
    scripts = "".join(f"<script src=/s{n}.js></script>" for n in range(3))
    pages = {f"/s{n}.js": script("/* */" * 100_000) for n in range(3)}
    found = visited(site({"/": html(f"<div id=app></div>{scripts}"), **pages}))
    spent = sum(len(one.reply.head) + len(one.reply.body) for one in found.answers if ".js" in one.path)
    assert 15_000 < spent <= BYTES // 2 + 1024


def test_a_shell_is_worth_a_large_script_only_where_the_level_allows_samples() -> None:
    pages = {
        "/": html("<div id=app></div><script src=/app.js></script>"),
        "/app.js": script("/* */" * 100_000),
    }
    sizes = {
        level: max(len(one.reply.body) for one in visited(site(pages), level).answers if ".js" in one.path)
        for level in (ReadLevel.LISTING, ReadLevel.SAMPLE)
    }
    assert sizes[ReadLevel.LISTING] <= 16 * 1024 < 100 * 1024 < sizes[ReadLevel.SAMPLE]


def test_an_api_description_is_followed_with_values_that_were_seen() -> None:
    described: Json = {
        "openapi": "3.0.0",
        "paths": {
            "/boxes": {"get": {}},
            "/boxes/{boxId}/messages": {"get": {}},
            "/boxes/{boxId}/delete": {"get": {}},
        },
    }
    pages = {"/": html("<p>api</p>"), "/openapi.json": data(described), "/boxes": data([{"id": "b7"}])}
    server = site({**pages, "/boxes/b7/messages": BOX})
    assert best(visited(server)) == ("mailbox", Intent.LEFT_OPEN)
    assert "/boxes/b7/messages" in server.asked
    assert not any("delete" in path for path in server.asked)


def test_a_sitemap_is_read_when_nothing_else_is_left() -> None:
    server = site(
        {"/": html("<p>x</p>"), "/robots.txt": (200, {}, b"User-agent: *\nAllow: /inbox\n"), "/inbox": BOX}
    )
    assert best(visited(server)) == ("mailbox", Intent.LEFT_OPEN)
    assert server.asked == ["/", "/metrics", "/openapi.json", "/robots.txt", "/inbox"]


def test_a_camera_stream_is_looked_at_briefly() -> None:
    picture = (200, {"Content-Type": "multipart/x-mixed-replace; boundary=b"}, b"--b\r\n" * 100_000)
    server = site(
        {
            "/": html("<h1>Camera</h1><img src='/video.cgi?action=stream'>"),
            "/video.cgi?action=stream": picture,
        }
    )
    found = visited(server)
    assert best(found) == ("camera_page", Intent.LEFT_OPEN)
    assert len(found.answers[-1].reply.body) <= 4096


def test_the_files_of_a_listing_are_not_fetched() -> None:
    server = site({"/": html(LISTED)})
    assert best(visited(server))[0] == "directory_listing"
    assert not any("scan" in path for path in server.asked)


def test_pages_of_one_form_are_asked_for_twice_before_others() -> None:
    links = "".join(f"<a href=/data/items?n={n}>data</a>" for n in range(50))
    server = site({"/": html(links + "<a href=/pages>pages</a>")})
    visited(server)
    assert "/pages" in server.asked[:4]


# What it never does


def test_it_stays_within_its_requests_and_bytes() -> None:
    big = html("<p>word </p>" * 1_000_000 + "".join(f"<a href=/d{n}>data</a>" for n in range(100)))
    server = Site(served=lambda path: big)
    found = visited(server)
    assert sum(len(one.reply.head) + len(one.reply.body) for one in found.answers) <= BYTES
    assert len(server.asked) <= REQUESTS


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.2/x",
        "//127.0.0.2/x",
        "https://example.org/",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://127.0.0.1/",
        "mailto:a@example.org",
        "http://user@127.0.0.1/x",
        "/\\127.0.0.2/x",
        "/{{ path }}",
        "/${path}",
        "/x?next=<%= y %>",
    ],
)
def test_it_never_leaves_the_origin_nor_follows_a_template(link: str) -> None:
    server = site(
        {"/": html(f'<a href="{link}">x</a><iframe src="{link}"></iframe><script src="{link}"></script>')}
    )
    visited(server)
    assert server.asked == ["/", "/metrics", "/openapi.json", "/robots.txt"]


@pytest.mark.parametrize("where", ["http://127.0.0.2:1/", "//example.org/", "/logout", "/do?action=delete"])
def test_no_redirect_leads_off_the_origin_or_acts(where: str) -> None:
    server = Site(served=lambda path: moved(where))
    visited(server)
    assert server.asked == ["/", "/metrics", "/openapi.json", "/robots.txt"]


@pytest.mark.parametrize(("first", "led"), [("/", True), ("/pages", False)])
def test_where_the_front_page_sends_every_visitor_is_read_whatever_it_is_called(
    first: str, led: bool
) -> None:
    front = {"/": html('<a href="/pages">Pages</a>')} if first != "/" else {}
    server = site({**front, first: moved("/quokkaview/"), "/quokkaview/": html("<p>here</p>")})
    visited(server)
    assert ("/quokkaview/" in server.asked) is led


def test_a_redirect_loop_ends() -> None:
    visited(site({"/": moved("/a"), "/a": moved("/b"), "/b": moved("/a")}))


def test_an_endless_chain_of_redirects_ends_at_the_budget() -> None:
    server = Site(served=lambda path: moved(f"/pages/{int(path.rpartition(chr(47))[2] or 0) + 1}"))
    visited(server)
    assert len(server.asked) == REQUESTS


@pytest.mark.parametrize(
    ("href", "label"),
    [
        ("/delete/1", "x"),
        ("/x?action=purge", "x"),
        ("/x", "Restart"),
        ("/%64elete/1", "x"),
        ("/%2564elete", "x"),
        ("/deleteall", "x"),
        ("/userDelete", "x"),
        ("/x", "Supprimer"),
        ("/x", "Löschen"),
        ("/logout", "x"),
        ("/?relay=1", "x"),
        ("/data?state=0", "x"),
    ],
)
def test_no_link_that_says_it_acts_is_followed(href: str, label: str) -> None:
    inline = f'<script>fetch("/api{href}")</script>' if label == "x" else ""
    server = site({"/": html(f"<a href='{href}'>{label}</a>{inline}")})
    visited(server)
    assert server.asked == ["/", "/metrics", "/openapi.json", "/robots.txt"]


def test_a_device_is_not_switched_by_reading_its_script() -> None:
    acts = """
function ring() { location.assign("/relay?state=1"); }
x.onclick = () => location.href = "/relay?state=1";
b.addEventListener("click", () => location.replace("/gate?pos=1"));
b.addEventListener("click", () => fetch("/api/states"));
function show() { fetch("/api/states") }
fetch("/api/states?state=1"); fetch(`/api/press/${n}`); fetch("/api/door/1");
fetch("/api/states", {method: m});
"""
    front = f"<button onclick='show()'>On</button><script>{acts}</script><script src=/app.js></script>"
    lead = script("function ring() { location.assign('/ring/1'); }")
    pages = {"/": html(front + "<script src=/lead.js></script>"), "/app.js": script(acts), "/lead.js": lead}
    server = site(pages)
    visited(server)
    assert sorted(server.asked) == ["/", "/app.js", "/lead.js", "/metrics", "/openapi.json", "/robots.txt"]


def test_a_page_that_calls_a_script_to_lead_on_is_followed() -> None:
    body = b"<html><body onload='go()'><script src=/abc/go.js></script></body></html>"
    lead = script("function go() { location.replace('/abc/home'); }")
    server = site({"/": (200, {"Content-Type": "text/html"}, body), "/abc/go.js": lead, "/abc/home": BOX})
    assert best(visited(server)) == ("mailbox", Intent.LEFT_OPEN)


def test_only_methods_that_read_are_used() -> None:
    form = "<form method=post action=/api/list><button>List</button></form>"
    server = site({"/": html(form + '<script>fetch("/api/x",{method:"POST"})</script>', DAV="1")})
    visited(server)
    assert {path.partition(" ")[0] for path in server.asked if " " in path} <= {"PROPFIND"}
    assert not any("Content-Length" in head for head in server.heads)


def test_cookies_live_for_one_visit_only() -> None:
    front = html("<a href=/data>data</a>", **{"Set-Cookie": "visit=one; Path=/"})
    server = site({"/": front, "/data": html("<p>x</p>")})
    for _ in range(2):
        visited(server)
        assert "Cookie:" not in server.heads[0]
        assert all("\r\nCookie: visit=one\r\n" in head for head in server.heads[1:])


@pytest.mark.parametrize(
    "page",
    [
        lambda: html("".join(f"<a href=/data/x{n}y>data</a>" for n in range(10_000))),
        lambda: html("<script>" + "".join(f'"/api/data{n}x",' for n in range(10_000)) + "</script>"),
        lambda: html("x" * 10_000_000),
        lambda: html("<table>" + "<tr><td>a</td><td>1</td></tr>" * 100_000),
        lambda: html("<div>" * 10_000 + "x"),
        lambda: html(f"<a href=/{'n' * 1_000_000}>{'n' * 1_000_000}</a>"),
        lambda: data([{"id": n, "name": "a"} for n in range(100_000)]),
        lambda: (200, {"Content-Type": "application/json"}, b'{"a":' * 10_000),
    ],
    ids=["links", "literals", "10 MB", "rows", "nested", "names", "objects", "braces"],
)
def test_hostile_sizes_cost_little_time(page: Callable[[], Served]) -> None:
    made = page()
    started = time.process_time()
    server = Site(served=lambda path: made)
    visited(server, ReadLevel.SAMPLE)
    assert time.process_time() - started < 10


# When it believes what it saw


def test_a_mailbox_behind_a_link_is_open() -> None:
    (outcome,) = judged(site({"/": html("<a href=/inbox>Inbox</a>"), "/inbox": BOX}))
    assert (outcome.judged.verdict.state, outcome.judged.verdict.seen) == (State.OPEN, ExposureKind.DATA)
    assert outcome.judged.intent is Intent.LEFT_OPEN


def test_a_server_that_lists_at_every_path_is_unknown() -> None:
    """Each path gets another valid listing: no two are alike, and none is believed."""

    def listing(path: str) -> Served:
        names = [f"{zlib.crc32(f'{path} {n}'.encode())}-{n}.tif" for n in range(5)]
        return html("<h1>Index of</h1>" + "".join(f"<a href={name}>{name}</a><br>" for name in names))

    (outcome,) = judged(Site(served=listing))
    assert (outcome.judged.verdict.state, outcome.judged.verdict.reason) == (
        State.UNKNOWN,
        Reason.ANSWERS_EVERYTHING,
    )
    assert outcome.finding is None


@pytest.mark.parametrize("status", [401, 403])
def test_a_console_whose_own_api_refuses_is_unknown(status: int) -> None:
    pages = {
        "/": html(CONSOLE + "<script src=/app.js></script>"),
        "/app.js": script('get("/api/containers")'),
    }
    server = site({**pages, "/api/containers": (status, {}, b"")})
    (outcome,) = judged(server)
    assert outcome.judged.verdict.state is State.UNKNOWN
    assert outcome.judged.verdict.said == "a login is asked for, and hides what this would show"
    assert "/api/containers" in server.asked


def test_a_console_without_an_api_is_open() -> None:
    (outcome,) = judged(site({"/": html(CONSOLE)}))
    assert outcome.judged.verdict.state is State.OPEN
    assert outcome.judged.check == "admin_console"


def test_a_console_whose_api_answers_is_open() -> None:
    pages = {"/": html(CONSOLE + '<script>get("/api/containers")</script>')}
    (outcome,) = judged(site({**pages, "/api/containers": data([{"id": 1}])}))
    assert outcome.judged.verdict.state is State.OPEN


def test_an_api_that_shows_data_outweighs_one_that_refuses() -> None:
    pages = {"/": html(CONSOLE + '<script>get("/api/containers");get("/api/messages")</script>')}
    outcomes = judged(site({**pages, "/api/containers": (401, {}, b""), "/api/messages": BOX}))
    assert [one.judged.check for one in outcomes] == ["mailbox"]
    assert outcomes[0].judged.verdict.state is State.OPEN


def test_a_folder_that_answers_every_path_in_it_proves_nothing() -> None:
    """A random path elsewhere is refused; one beside the mails gets the same mails."""

    def serve(path: str) -> Served | None:
        front = html("<a href=/mail/v1/messages>Mails</a>")
        return front if path == "/" else BOX if path.startswith("/mail/v1/") else None

    server = Site(served=serve)
    (outcome,) = judged(server)
    assert outcome.judged.verdict.reason is Reason.ANSWERS_EVERYTHING
    assert sum("made-up" in path for path in server.asked) == 2
    alone = site({"/": html("<a href=/mail/v1/messages>Mails</a>"), "/mail/v1/messages": BOX})
    assert [one.judged.verdict.state for one in judged(alone)] == [State.OPEN]


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/", ("/", "")),
        ("/inbox", ("/", "")),
        ("/api/v1/users?page=2", ("/api/v1/", "")),
        ("/data/all.json", ("/data/", ".json")),
        ("/files/2023/", ("/files/", "/")),
        ("/.env", ("/", "")),
    ],
)
def test_the_form_of_a_path(path: str, form: tuple[str, str]) -> None:
    assert path_form(path) == form


def test_a_page_that_answers_our_own_guess_leads_no_further() -> None:
    shell = html("<h1>Shop</h1><a href=inbox>Inbox</a>")
    pages = {"/metrics": shell, "/openapi.json": shell, "/inbox": BOX}
    server = site(pages)
    visited(server)
    assert set(server.asked) == {"/", "PROPFIND /", "/metrics", "/openapi.json", "/robots.txt"}


@pytest.mark.parametrize("status", [403, 404, 405])
def test_a_front_page_that_is_refused_may_list_its_files_to_webdav(status: int) -> None:
    async def answering(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        asked.append(head.split(" HTTP")[0])
        found = head.startswith("PROPFIND / ")
        body = FOLDER if found else b""
        writer.write(
            f"HTTP/1.1 {207 if found else status} x\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        )
        await writer.drain()

    asked: list[str] = []
    making = Made(permit=yes(ReadLevel.LISTING))
    with Loopback() as loopback:
        seen = seen_at(loopback.serve(answering), making)
        context = making.context(checks={}, shapes=catalogue.shapes())
        found = asyncio.run(crawl(seen, making.permit, context))
    assert best(found) == ("directory_listing", Intent.LEFT_OPEN)
    assert "PROPFIND /" in asked


@pytest.mark.parametrize("front", [(403, {}, b""), (302, {"Location": "/login"}, b"")])
def test_controls_behind_a_front_page_that_refuses_prove_nothing(front: Served) -> None:
    pages = {"/": front, "/robots.txt": (200, {}, b"Allow: /status\n"), "/status": html(CONSOLE)}
    (outcome,) = judged(site(pages))
    assert (outcome.judged.check, outcome.judged.verdict.state) == ("admin_console", State.UNKNOWN)


def test_an_empty_collection_is_open_where_nothing_asks_for_a_login() -> None:
    nothing = data({"items": [], "total": 0})
    front = "<div id=app></div><script>fetch('/api/messages')</script>"
    (outcome,) = judged(site({"/": html(front), "/api/messages": nothing}))
    assert (outcome.judged.check, outcome.judged.verdict.seen) == ("records", ExposureKind.EMPTY)
    assert outcome.judged.intent is Intent.UNDETERMINED
    login = front + "<form><input type=password></form>"
    (outcome,) = judged(site({"/": html(login), "/api/messages": nothing}))
    assert outcome.judged.verdict.state is State.UNKNOWN
    denied = front + "<script>fetch('/api/users')</script>"
    pages = {"/": html(denied), "/api/messages": nothing, "/api/users": (401, {}, b"")}
    (outcome,) = judged(site(pages))
    assert outcome.judged.verdict.state is State.UNKNOWN


def test_a_help_page_or_sitemap_gives_no_size() -> None:
    views = "".join(f"<a href=/{view}>{view}</a>" for view in ("timeline", "tree", "commit", "diff", "log"))
    front = html("<h1>Ours</h1><a href=/help>Help</a><a href=/index.html>Repository</a>")
    pages = {"/": front, "/help": html(views + "<li><b>a</b> b</li>" * 80), "/index.html": html(views)}
    found = visited(site({name: pages[name] for name in ("/", "/help")}))
    assert (found.sightings[0].answer.path, found.sightings[0].match.size.records) == ("/help", None)
    assert visited(site(pages)).sightings[0].answer.path == "/index.html"
    assert not is_help("/helpers/list")


def test_a_closed_site_gives_no_outcome() -> None:
    assert judged(Site(served=lambda path: (401, {"WWW-Authenticate": "Basic"}, b""))) == []
    assert judged(site({"/": html("<form><input type=password></form>")})) == []


def test_the_transcript_repeats_no_path_of_the_target() -> None:
    found = visited(site({"/": html("<a href=/inbox/canary-name>Inbox</a>"), "/inbox/canary-name": BOX}))
    assert re.search("canary", repr(found.transcript)) is None
