"""What an answer names as the crawl's next requests."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.model.web_page import Answer
from leftopen.pipeline.crawl_targets import MOST, Target, own_scripts, targets
from leftopen.pipeline.scripts.paths import LITERALS
from leftopen.wire.http.pages.page_parser import read_answer
from leftopen.wire.http.reading_links import Kind

HOST = "127.0.0.1:8080"


def answer(body: str, path: str = "/", kind: str = "text/html", status: int = 200, **headers: str) -> Answer:
    named = (("Content-Type", kind), *headers.items())
    return read_answer(path, Reply(status=status, headers=named, body=body.encode()))


def page(body: str, path: str = "/") -> Answer:
    return answer(f"<html><body>{body}</body></html>", path)


def named(seen: Answer) -> dict[str, Target]:
    return {one.path: one for one in targets(seen, HOST) if not one.acts}


def test_words_make_a_promise() -> None:
    found = named(page("<a href=/inbox>x</a><a href=/about>x</a><a href=/tables>x</a><a href=/a.png>x</a>"))
    assert list(found) == ["/inbox", "/about", "/tables"]
    assert found["/inbox"].promise > found["/tables"].promise > found["/about"].promise


def test_frames_pictures_and_scripts_are_named_as_such() -> None:
    body = "<iframe src=/f></iframe><img src='/mjpeg/1'><img src=/logo.png><script src=/a.js></script>"
    found = named(page(body))
    assert set(found) == {"/f", "/mjpeg/1", "/a.js"}
    assert found["/mjpeg/1"].picture
    assert found["/a.js"].script
    assert found["/a.js"].shell


def test_a_page_with_text_is_no_shell() -> None:
    (one,) = own_scripts(page("<p>" + "word " * 200 + "</p><script src=/a.js></script>"), HOST)
    assert not one.shell
    assert one.promise < 65


@pytest.mark.parametrize(
    "path",
    ["/js/jquery.min.js", "/lib/x.js", "/x-1.13.4.min.js", "/vendor/a.js", "/static/d3.js", "/tree/tree.js"],
)
def test_a_library_is_the_last_script_to_read(path: str) -> None:
    own, library = own_scripts(page(f"<script src=/app.js></script><script src={path}></script>"), HOST)
    assert own.promise > 60
    assert library.promise < 10


def test_the_own_script_is_read_behind_any_number_of_libraries() -> None:
    libraries = "".join(f"<script src=/assets/jquery.plot.{n}.js></script>" for n in range(25))
    first, *_ = own_scripts(page(f"{libraries}<script src=/app/app.js></script>"), HOST)
    assert (first.path, first.promise) == ("/app/app.js", 65)


def test_a_script_names_its_parts_and_where_it_leads() -> None:
    parts = "import {Api} from './api.js'; import './colours.js'; import './delete-all.js';"
    found = named(answer(parts, "/static/board.js", "text/javascript"))
    assert list(found) == ["/static/api.js", "/static/colours.js"]
    assert found["/static/api.js"].script
    assert found["/static/api.js"].promise > found["/static/colours.js"].promise


GO = "function go() {location.replace('/abc/home');}"


def test_an_external_script_leads_on_where_its_page_calls_it() -> None:
    front = answer("<html><body onload='go()'><script src=/x/js></script></body></html>")
    (loaded,) = own_scripts(front, HOST)
    script = answer(GO, "/x/js", "text/javascript")
    assert [one.path for one in targets(script, HOST, loaded.calls)] == ["/abc/home"]
    assert named(script) == {}
    with_query = answer(GO.replace("home", "home?n=1"), "/x/js", "text/javascript")
    assert list(targets(with_query, HOST, loaded.calls)) == []
    assert named(answer("location = '/abc?n=1'", "/x.js", "text/javascript")) == {}
    assert named(answer("location = '/gate/open'", "/x.js", "text/javascript")) == {}


@pytest.mark.parametrize(
    "script",
    [
        'function ring() { location.assign("/relay?state=1"); }',
        'x.onclick = () => location.href = "/api/relay?state=1"',
        'b.addEventListener("click", () => location.replace("/api/gate?pos=1"))',
        'b.addEventListener("click", () => fetch("/api/gate/1"))',
        'fetch("/api/gate/open")',
        'fetch("/api/siren")',
        'import "./gate-open.js"',
        'import "./press.mjs"',
    ],
)
def test_nothing_that_a_script_may_do_is_a_target(script: str) -> None:
    assert named(answer(script, "/x.js", "text/javascript")) == {}
    assert named(page(f"<script>{script}</script>")) == {}


def test_what_the_elements_of_a_page_call_is_no_target() -> None:
    script = "function show() { fetch('/api/states') }"
    assert set(named(page(f"<script>{script}</script>"))) == {"/api/states"}
    assert named(page(f"<button onclick='show()'>x</button><script>{script}</script>")) == {}
    for calling in (
        "@click='show'",
        "ng-click='show()'",
        "(click)='show()'",
        "onclick='hide(); x.show(1)'",
        "onclick='if (a) show()'",
    ):
        assert named(page(f"<b {calling}>x</b><script>{script}</script>")) == {}
    assert named(page(f"<a href='javascript:show()'>x</a><script>{script}</script>")) == {}
    front = page("<button onclick='show()'>x</button><script src=/x.js></script>")
    (loaded,) = own_scripts(front, HOST)
    assert list(targets(answer(script, "/x.js", "text/javascript"), HOST, loaded.calls)) == []
    parts = answer("import './part.js'", "/x.js", "text/javascript")
    (part,) = targets(parts, HOST, loaded.calls)
    assert (part.path, part.calls) == ("/part.js", loaded.calls)


def test_a_script_names_its_api_and_nothing_that_acts() -> None:
    text = 'a("/api/users");b("./rest/x.json");c("/api/users/delete");d("https://example.org/api/x");e("/api/`+id","application/json")'
    found = named(answer(text, "/s/app.js", "text/javascript"))
    assert set(found) == {"/api/users", "/rest/x.json"}
    assert all(one.api for one in found.values())


def test_robots_and_sitemaps_name_pages_that_are_allowed() -> None:
    robots = answer(
        "User-agent: *\nDisallow: /private\nAllow: /open\nAllow: /*.x\nSitemap: /map.xml\nAllow: /delete\n",
        "/robots.txt",
        "text/plain",
    )
    assert set(named(robots)) == {"/open", "/map.xml"}
    sitemap = answer(
        f'<?xml version="1.0"?><urlset><url><loc>http://{HOST}/a</loc></url><url><loc>'
        f"http://example.org/b</loc></url>"
        "</urlset>",
        "/map.xml",
        "text/xml",
    )
    assert set(named(sitemap)) == {"/a"}


def test_webdav_is_asked_for_where_it_is_offered() -> None:
    (one,) = targets(answer("", "/", "text/plain", DAV="1, 2"), HOST)
    assert (one.method, one.path) == ("PROPFIND", "/")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_names_only_where_it_leads(status: int) -> None:
    moved = answer("<html><body><a href=/x>x</a></body></html>", status=status, Location="/ui/")
    assert list(named(moved)) == ["/ui/"]


def test_what_one_answer_names_is_bounded() -> None:
    assert len(named(page("".join(f"<a href=/d{n}x>x</a>" for n in range(10_000))))) == MOST
    literals = "".join(f'"/api/d{n}x",' for n in range(20_000))
    assert len(named(answer(literals, "/a.js", "text/javascript"))) == LITERALS


def test_a_description_names_its_paths_without_placeholders() -> None:
    described = {"openapi": "3.0.0", "paths": {"/users": {"get": {}}, "/users/{id}": {"get": {}}}}
    found = named(answer(json.dumps(described), "/openapi.json", "application/json"))
    assert list(found) == ["/users"]


@given(st.text(max_size=200), st.sampled_from(["/", "/robots.txt", "/a.js"]), st.sampled_from([200, 302]))
def test_any_text_names_only_paths_of_this_origin(text: str, path: str, status: int) -> None:
    seen = answer(
        f"<a href='{text}'>x</a><script>'{text}'</script>{text}", path, status=status, Location=text
    )
    assert all(one.path.startswith("/") and one.method in ("GET", "PROPFIND") for one in targets(seen, HOST))


LISTED = "<a href=data7/>data7/</a><a href=reports/>reports/</a>"


def opened_folders(body: str, path: str = "/", server: str = "") -> list[str]:
    """The folders that are asked for as such, of a listing that a machine made."""
    seen = answer(f"<html><body>{body}</body></html>", path, server=server)
    return [one.path for one in targets(seen, HOST, listing=True) if one.kind is Kind.FOLDER]


def test_the_folders_of_a_listing_are_opened() -> None:
    assert opened_folders(LISTED) == ["/data7/", "/reports/"]
    assert opened_folders(LISTED, server="SimpleHTTP/0.6 Python/3.11.7") == ["/data7/", "/reports/"]


@pytest.mark.parametrize("name", ["info.php", "old/run.cgi", "a.aspx", "x.jsp", "send.php.bak?x=1", "b.pl"])
def test_where_programs_lie_a_folder_may_be_one(name: str) -> None:
    """A server that runs programs opens a folder by running its index, which may do anything."""
    assert opened_folders(f"{LISTED}<a href={name}>{name}</a>") == []


@pytest.mark.parametrize(
    "head",
    [
        ("server", "Apache/2.4 (Unix) PHP/8.2"), ("x-powered-by", "PHP/8.2"), ("x-powered-by", "ASP.NET"),
        ("server", "nginx + Phusion Passenger"),
    ],
)  # fmt: skip
def test_a_server_that_says_that_it_runs_programs_is_believed(head: tuple[str, str]) -> None:
    named = (("Content-Type", "text/html"), head)
    seen = read_answer(
        "/", Reply(status=200, headers=named, body=f"<html><body>{LISTED}</body></html>".encode())
    )
    assert [one.path for one in targets(seen, HOST, listing=True) if one.kind is Kind.FOLDER] == []
