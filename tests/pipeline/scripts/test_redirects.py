"""Where a script sends each visitor by itself, and what only looks like it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.pipeline.scripts.redirects import MOST, leads_to
from leftopen.pipeline.scripts.tokens import tokens

GO = "function go() { location.assign('/abc/home'); }"


@pytest.mark.parametrize(
    ("script", "where"),
    [
        ('document.location.href="mfs.cgi?a=1&amp;b=2"', ["mfs.cgi?a=1&b=2"]),
        ("window.location = '/ui/';", ["/ui/"]),
        ('top.location.replace("/start")', ["/start"]),
        ('// location.href="/old"\nlocation.assign("/new")', ["/new"]),
        ("if (location.href === x) {}", []),
        ("var a = 1\nlocation = '/b'\nb()", ["/b"]),
        ("if (x) { y() }\nlocation = '/b'", ["/b"]),
        ("a = /[}'`]/g; location = '/b'", ["/b"]),
        ("<!-- old\nlocation = `/b`\n//-->", ["/b"]),
    ],
)
def test_where_a_script_leads(script: str, where: list[str]) -> None:
    assert list(leads_to(script)) == where


@pytest.mark.parametrize(
    "script",
    [
        'function ring() { location.assign("/relay?state=1"); }',
        'function ring() { location.assign("/relay/1"); }',
        'x.onclick = () => location.href = "/relay?state=1"',
        'x.onclick = () =>\nlocation.href = "/relay?state=1"',
        'b.addEventListener("click", () => location.replace("/gate?pos=1"))',
        'const ring = () => location = "/relay/1"',
        'setTimeout(() => location = "/relay/1", 100)',
        "setTimeout(\"location = '/relay/1'\", 100)",
        'if (pressed) location = "/relay/1"',
        'if (pressed)\n  location = "/relay/1"',
        'pressed && (location = "/relay/1")',
        'if (x) y(); else location = "/relay/1"',
        'if (x) {} else\nlocation = "/relay/1"',
        "for (;;) location = '/relay/1'",
        "el.innerHTML = '<b onclick=\"location = `/relay/1`\">'",
        "el.innerHTML = `\nlocation = '/relay/1'\n`",
        "a = '}'; function ring() { location = '/relay/1' }",
        "/* } */ function ring() {\nlocation = '/relay/1'}",
        "a = /}/; x.onclick = function () {\nlocation = '/relay/1'}",
        "} function ring() {\nlocation = '/relay/1'}",
        'location = "/relay/" + n',
        'location = "/relay"\n+ n',
        "location = `/relay/${n}`",
        "if (!confirm('Ring?')) throw 1; location = '/relay/1'",
        "if (prompt('Ring?') != 'yes') throw 1; location = '/relay/1'",
    ],
)
def test_what_a_hand_or_a_condition_starts_leads_nowhere(script: str) -> None:
    assert list(leads_to(script)) == []


def test_a_function_counts_where_it_is_called_without_a_hand() -> None:
    assert list(leads_to(GO)) == []
    assert list(leads_to(f"{GO} go();")) == ["/abc/home"]
    assert list(leads_to(GO, "go()")) == ["/abc/home"]
    assert list(leads_to(GO, "if (x) go()")) == []
    assert list(leads_to(f"{GO} b.onclick = go;")) == []
    assert list(leads_to(f"{GO} if (x) go();")) == []


def test_a_function_that_does_more_or_leads_to_a_query_counts_nowhere() -> None:
    more = GO.replace("location", "work(); location")
    assert list(leads_to(f"{more} go();")) == []
    assert list(leads_to(f"{GO.replace(' }', ' work(); }')} go();")) == []
    assert list(leads_to(f"{GO.replace('home', 'home?state=1')} go();", "go()")) == []


@given(st.text(alphabet="location=/'\"`{}()[];\n\\*$a", max_size=200))
def test_any_text_is_read(script: str) -> None:
    assert len(list(leads_to("location" + script, script))) <= MOST
    assert "".join(one.text for one in tokens(script)).count("{") <= script.count("{")


@pytest.mark.parametrize(
    "piece", ["/*", "/*a", "/[a", '"\\', "`", "x;", "=/a", "function f(){", "location='/a'\n"]
)
def test_hostile_texts_cost_little_time(piece: str) -> None:
    began = time.thread_time()
    assert len(list(leads_to("location;" + piece * (60_000 // len(piece))))) <= MOST
    assert time.thread_time() - began < 3
