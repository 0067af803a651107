"""Which paths a script reads by itself, and which it may use to do something."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.pipeline.scripts.handlers import NO_PAGE, PageCalls, name_acts, page_calls
from leftopen.pipeline.scripts.paths import imported_scripts, script_paths


def named(script: str, page: PageCalls = NO_PAGE) -> set[str]:
    return {one.path for one in script_paths(script, page)}


@pytest.mark.parametrize(
    "script",
    [
        'x.onclick = () => fetch("/api/scene")',
        'b.addEventListener("click", () => fetch("/api/scene"))',
        'b.addEventListener("click", async (e) => { stop(e); const r = await fetch("/api/scene"); })',
        'b.addEventListener(kind, () => fetch("/api/scene"))',
        '$("#a").click(function () { $.get("/api/scene"); })',
        '$("#a").on("click", "#b", function () { $.get("/api/scene"); })',
        '$("#a").on("submit", function () { $.get("/api/scene"); })',
        'jsx("button", {onClick: () => fetch("/api/scene"), children: "x"})',
        "el.innerHTML = `<b onclick=\"fetch('/api/scene')\">`",
        '$("#a").on({click: () => $.get("/api/scene")})',
        'window.onbeforeunload = () => fetch("/api/scene")',
        'if (confirm("Sure?")) fetch("/api/scene")',
        'if (!confirm("Sure?")) throw 1; fetch("/api/scene")',
        'function f() { const ok = confirm("Sure?"); if (ok) { try { fetch("/api/scene") } catch {} } }',
        'const m = useMutation({mutationFn: () => fetch("/api/scene")})',
        'b.onclick = function () { var x = new XMLHttpRequest(); x.open("GET", "/api/scene"); x.send() }',
    ],
)
def test_what_a_handler_asks_for_is_left_out(script: str) -> None:
    assert named(script) == set()


@pytest.mark.parametrize(
    "handler",
    [
        "b.onclick = show;",
        'b.addEventListener("click", show);',
        "b.onclick = () => show(1);",
        "b.onclick = function () { show() };",
        '$("#b").click(show);',
        'b.addEventListener("click", show.bind(null, 1));',
        '$("#b").on("change", function () { show(this.value) });',
        'h("button", {onClick: show}, "x");',
        'h("button", {onClick: () => show(1)}, "x");',
        'b.addEventListener("click", function () { hide(); show(); });',
        "el.innerHTML = '<b onclick=\"show(1)\">';",
    ],
)
def test_a_function_that_only_handlers_call_is_left_out(handler: str) -> None:
    script = 'function show() { fetch("/api/scene"); } ' + handler
    assert named(script) == set()
    for happens in ("show();", "setInterval(show, 500);", 'window.addEventListener("load", show);'):
        assert named(f"{script}\n{happens}") == {"/api/scene"}


def test_a_function_that_an_element_of_the_page_calls_is_left_out() -> None:
    script = 'function show() { fetch("/api/scene"); }'
    assert named(script) == {"/api/scene"}
    assert named(script, page_calls("", ("return show(1)",), "")) == set()
    assert named(script, page_calls("show()", ("return show(1)",), "")) == {"/api/scene"}


def test_what_the_inline_scripts_of_the_page_say_counts_too() -> None:
    script = 'function show() { fetch("/api/scene"); }'
    for inline in ('b.addEventListener("click", show);', "b.onclick = () => { hide(); show() }"):
        assert named(script, page_calls("", (), inline)) == set()
        assert named(script, page_calls("", (), f"{inline};\nshow();")) == {"/api/scene"}
    assert named(script, page_calls("", ("show()",), "show()")) == {"/api/scene"}


@pytest.mark.parametrize(
    "script",
    [
        'const toggleScene = async (n) => { await fetch("/api/scene"); }',
        'x = {unlockDoor(n) { fetch("/api/scene") }}',
        'function deleteRow(n) { $.get("/api/scene") }',
        'x = {pressed: 1, ring: function (n) { $.get("/api/scene") }}',
        'const moveCamera = n => $.get("/api/scene")',
        'sendCommand("/api/scene")',
        'history.push("/api/scene")',
        'x = {methods: {off() { axios.get("/api/scene") }}}',
    ],
)
def test_a_function_whose_name_acts_is_left_out(script: str) -> None:
    assert named(script) == set()


@pytest.mark.parametrize(
    "script",
    [
        'fetch("/api/scene", {headers: {"Content-Type": "text/json;charset=utf-8"}, method: "POST"})',
        'fetch("/api/scene", {method: m})',
        'fetch("/api/scene", {method})',
        'fetch("/api/scene", {body: b, headers: h})',
        'fetch("/api/scene", {method: VERBS.POST})',
        f'fetch("/api/scene", {{headers: {{"X": "{"x" * 300}"}}, method: "POST"}})',
        'fetch("/api/scene", {headers: ',
        'ask("/api/scene", "PUT")',
        'x.open(verb, "/api/scene")',
        'const URL = "/api/scene"; fetch(URL, {headers: {a: 1}, method: "POST"})',
        'const URL = "/api/scene"; x.open("POST", URL)',
        'fetch("/api/scene", opts); opts = {method: "POST"}',
        '$.ajax({url: "/api/scene", type: kind})',
        '$.ajax({url: "/api/scene", data: {state: 1}})',
        'axios.get("/api/scene", {params: {state: 1}})',
        '$.get("/api/scene", {cmd: 1})',
        'fetch("/api/scene" + "?state=1")',
        'fetch("/api/scene".concat("?state=1"))',
        'fetch("/api/scene/1")',
        'buttons = [["On", "/api/scene"]]',
        'button("Off", "/api/scene")',
        "el.innerHTML = '<a href=\"/api/scene\">On</a>'",
        "el.innerHTML = '<img src=\"/api/scene\">'",
        "el.innerHTML = '<b data-url=\"/api/scene\"></b>'",
        'const REBOOT_URL = "/api/scene";',
        'urls = {"openGate": "/api/scene"}',
        'urls = {restart: {url: "/api/scene"}}',
        'menu = [{label: "Restart", href: "/api/scene"}]',
        'menu = [{href: "/api/scene", title: "Delete all"}]',
        'const API = {scene: "/api/scene"}; http.post(API.scene, x)',
        'navigator.sendBeacon("/api/scene")',
        'new Image().src = "/api/scene"',
        'location.href = "/api/scene"',
        'function f() { window.location.assign("/api/scene") }',
        'const HOME = "/api/scene"; function f() { location.href = HOME }',
        'el.innerHTML = `<form action="/api/scene" method=post>`',
    ],
)
def test_what_changes_or_leads_away_is_left_out(script: str) -> None:
    assert named(script) == set()


@pytest.mark.parametrize(
    "script",
    [
        'fetch("/api/rows").then(r => r.json()).then(draw)',
        'fetch("/api/rows", {method: "GET", headers: {a: "b;c"}})',
        'fetch("/api/rows", {headers: h})',
        'window.addEventListener("load", () => fetch("/api/rows"))',
        'document.addEventListener("DOMContentLoaded", async () => { const r = await fetch("/api/rows") })',
        '$(function () { $.get("/api/rows", draw) })',
        'export const updateTable = async () => { const r = await fetch("/api/rows") }',
        'b.onclick = () => { other() }; fetch("/api/rows")',
        'function f() { return confirm("Sure?") } const ROWS = "/api/rows"; get(ROWS)',
        'function f() { return confirm("Sure?") } function rows() { fetch("/api/rows") }',
        'b.addEventListener("click", save); fetch("/api/rows")',
        'useEffect(()=>{fetch("/api/rows").then(x=>x.json())},[])',
        'const API = {rows: "/api/rows", save: {url: "/api/save", method: "POST"}}; http.get(API.rows)',
        'request("GET", "/api/rows")',
        'x = {methods: {load() { axios.get("/api/rows") }}}',
        'menu = [{label: "Rows", href: "/api/rows"}]',
        'rows = [["Rows", "/api/rows"]]',
        'axios.get("/api/rows", {params: {page: 1}, headers: h})',
        'fetch("/api/rows", opts); opts = {headers: h}',
        'fetch("/api/rows" + "?page=1")',
        "el.innerHTML = '<a href=\"/api/rows\">Rows</a>'",
        'urls = {"rows": {url: "/api/rows"}}',
    ],
)
def test_what_a_script_reads_by_itself_is_named(script: str) -> None:
    assert named(script) == {"/api/rows"}


def test_names_of_functions() -> None:
    assert all(map(name_acts, ("deleteRow", "toggle", "openGate", "handleClick", "sendIt", "reboot_now")))
    assert not any(map(name_acts, ("loadRows", "updateTable", "refresh", "getJSON", "fetchAll", "init", "e")))


@given(st.text(max_size=300))
def test_any_text_is_read(script: str) -> None:
    page = page_calls(script, (script,), script)
    assert all(one.path in script for one in script_paths(script, page))


@pytest.mark.parametrize(
    "piece",
    ["(", "onclick=", '"/api/a"', 'fetch("/api/a/b"', "a(),", ",a,{", "x.click(", "a.b(", "import('./a.js')",
     "onclick(`/api/${a}/", "a", "a=>", "{a:1},", ";a(", "onclick=a;a();"],
)  # fmt: skip
def test_hostile_texts_cost_little_time(piece: str) -> None:
    script = piece * (400_000 // len(piece))
    began = time.thread_time()
    list(script_paths(script))
    assert len(imported_scripts(script)) <= 20
    assert time.thread_time() - began < 8
