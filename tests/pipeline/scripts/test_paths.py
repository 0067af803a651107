from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.pipeline.scripts.paths import LITERALS, ScriptPath, imported_scripts, script_paths


def _paths(script: str) -> list[tuple[str, bool]]:
    return [(one.path, one.called) for one in script_paths(script)]


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ('fetch("/messages/")', [("/messages/", True)]),
        ('restCall("GET","/messages/").done(x)', [("/messages/", True)]),
        ("$.getJSON('./list/all', f)", [("./list/all", True)]),
        ("axios({url: '/people/rows'})", [("/people/rows", True)]),
        ("T().get(`${this.url}/api/get_data`,{params:t})", [("/api/get_data", True)]),
        ('fetch("https://other.example/api/x")', [("https://other.example/api/x", True)]),
        ('const a = "/api/v1/items";', [("/api/v1/items", False)]),
        ('const a = "/styles/blue"; const t = "json";', []),
        ('load("application/json")', []),
        ('const BASE = "/~/rpc/"; fetch(BASE + "get_list")', [("/~/rpc/get_list", True)]),
        ('const BASE="/hub/v2";fetch(`${BASE}/rows?limit=${n}`)', [("/hub/v2/rows?limit=", True)]),
        ("this.root = '/svc'; this.load(this.root + '/people')", [("/svc/people", True)]),
        ('var VER="v3";fetch(`/api/${VER}/rows`)', [("/api/v3/rows", True)]),
        ('fetch(location.origin + "/people/rows")', [("/people/rows", True)]),
        ('const c = axios.create({baseURL: "/api/v2"}); c.get("rows")', [("/api/v2/rows", True)]),
        ('const c = axios.create({baseURL: "/api/v2"}); c.get("/rows")', [("/api/v2/rows", True)]),
        ('fetch("connections")', [("connections", True)]),
        ("$.getJSON('people.json', draw)", [("people.json", True)]),
        ('x.open("GET", "messages"); map.get("rows")', [("messages", True)]),
        ('const AB = "/one"; AB = "/two"; fetch(AB + "/api/rows")', [("/api/rows", False)]),
        ('type == "json" || get("data")', []),
    ],
)
def test_what_is_called_and_what_names_an_api(script: str, found: list[tuple[str, bool]]) -> None:
    assert _paths(script) == found


@pytest.mark.parametrize(
    "script",
    [
        'rest("DELETE","/api/all")',
        "http.post('/api/pool/grow')",
        'x.delete("/api/mails")',
        'f("PUT", "/api/a")',
        'const B1 = "/api"; fetch(B1 + "/rows", {method: "POST"})',
        'const c = axios.create({baseURL: "/api"}); c.post("rows")',
        'fetch("rows", {method: "POST"})',
        'const B1 = "/api/"; b.onclick = () => fetch(B1 + "rows")',
    ],
)
def test_a_path_that_only_a_change_names_is_left_alone(script: str) -> None:
    assert _paths(script) == []


def test_a_path_that_is_read_and_deleted_is_read() -> None:
    assert _paths('c("DELETE","/messages/"); c2Call("GET","/messages/")') == [("/messages/", True)]


def test_the_collection_is_read_of_which_one_is_changed() -> None:
    change = 'fetch(`/api/tasks/${id}/upload`, {method: "POST"})'
    assert _paths(change) == [("/api/tasks", False)]
    assert _paths('const B1 = "/api/"; fetch(B1 + "rows/" + id)') == [("/api/rows", False)]
    assert _paths("fetch(`/shop/carts/${id}`, {method: 'PUT'})") == []
    assert _paths("fetch(`/api/state/${id}`, {method: 'PUT'})") == []


def test_the_files_of_which_a_script_is_made() -> None:
    script = """import {A, b} from './api.js';
import"./chunk-a1.js"; const m = await import('../ui/store.mjs');
// import './old.js'
import React from 'react'; import x from 'https://cdn.example/x.js'; export {y} from "./api.js";"""
    assert imported_scripts(script) == ("./api.js", "./chunk-a1.js", "../ui/store.mjs")
    assert len(imported_scripts("".join(f'import "./a{n}.js";' for n in range(100)))) == 20


@pytest.mark.parametrize(
    "script",
    [
        'fetch("/api/scene?state=1")',
        "fetch(`/api/scene?state=${n}`)",
        'fetch("/api/scene?go=" + n)',
        'fetch("/api/scene/" + n)',
        "fetch(`/api/scene/${n}`)",
        "fetch(`/api/press/${button}`)",
        "fetch(`/api/bypass/${zone}`)",
        "fetch(`/api/status/${n}`)",
        "fetch(`/api/opens/${n}`)",
        "fetch(`/api/restarts/${n}`)",
    ],
)
def test_a_query_that_may_do_something_and_the_beginning_of_a_path_are_left_out(script: str) -> None:
    assert _paths(script) == []


def test_a_query_that_says_how_much_is_read_may_stay() -> None:
    assert _paths('fetch("/api/rows?page=1&per_page=50")') == [("/api/rows?page=1&per_page=50", True)]
    assert _paths("fetch(`/api/rows?limit=${n}`)") == [("/api/rows?limit=", True)]


def test_a_part_that_a_hand_brings_in_is_left_out() -> None:
    assert imported_scripts('b.onclick = () => import("./ring.js"); import("./rows.js")') == ("./rows.js",)


@given(st.text(max_size=400))
def test_any_text_is_read(script: str) -> None:
    assert all(isinstance(one, ScriptPath) for one in script_paths(script))
    assert len(imported_scripts(script)) <= 20


def test_ten_thousand_paths_are_capped_and_read_soon() -> None:
    script = "".join(f'fetch("/api/item{n}/list");' for n in range(10_000))
    began = time.thread_time()
    assert len(list(script_paths(script))) == LITERALS
    assert list(script_paths('"' * 200_000)) == []
    assert list(script_paths('"/a/' * 50_000)) == []
    assert time.thread_time() - began < 5
