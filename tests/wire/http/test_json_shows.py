"""Lists and counters in JSON bodies, each with bodies that only look like it, and any bytes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.model.verdict import ExposureKind
from leftopen.wire.http.http_check import Shown
from leftopen.wire.http.json_shows import count_shown, fits, json_count, json_list, number, value, value_at
from tests.scripted import page

LIST = json_list(
    "entry", plural="entries", at="result.items", each={"name": str, "size": int}, also={"ok": 1}
)
BARE = json_list("entry", plural="entries", each={"name": str}, kind=ExposureKind.DATA)
COUNT = json_count("record", at="records", also={"product": "made_up", "version": str})


def body(answer: object, status: int = 200) -> Reply:
    return page(status, json.dumps(answer).encode())


def items(count: int, **others: object) -> Reply:
    listed = [{"name": f"made-up-{number}", "size": number} for number in range(count)]
    return body({"ok": 1, "result": {"items": listed}, **others})


def answer(shown: Shown | None) -> tuple[str, str, int | None, bool] | None:
    if shown is None:
        return None
    return shown.kind.value, shown.said, shown.size.records, shown.size.at_least


def test_a_list_counts_its_items() -> None:
    assert answer(LIST((items(2),))) == ("metadata", "2 entries", 2, False)
    assert answer(LIST((items(1),))) == ("metadata", "1 entry", 1, False)
    assert answer(LIST((items(0),))) == ("empty", "0 entries", 0, False)
    assert answer(BARE((body([{"name": "a"}]),))) == ("data", "1 entry", 1, False)
    assert answer(BARE((body([]),))) == ("empty", "0 entries", 0, False)


def test_fewer_than_the_least_prove_nothing() -> None:
    some = json_list("entry", each={"name": str}, least=1)
    assert answer(some((body([{"name": "a"}]),))) == ("metadata", "1 entry", 1, False)
    assert some((body([]),)) is None


def test_a_full_page_is_a_lower_bound() -> None:
    paged = json_list("entry", plural="entries", each={"name": str}, most=2)
    assert answer(paged((body([{"name": "a"}] * 2),))) == ("metadata", "at least 2 entries", 2, True)
    assert answer(paged((body([{"name": "a"}]),))) == ("metadata", "1 entry", 1, False)


@pytest.mark.parametrize(
    "reply",
    [
        items(2, ok=2),
        items(2, ok=True),
        body({"ok": 1, "result": {"items": [{"name": "a", "size": 1}, {"name": "b"}]}}),
        body({"ok": 1, "result": {"items": [{"name": "a", "size": True}]}}),
        body({"ok": 1, "result": {"items": {"name": "a", "size": 1}}}),
        body({"ok": 1, "result": [{"name": "a", "size": 1}]}),
        body([{"name": "a", "size": 1}]),
        page(404, items(2).body),
        page(200, items(2).body[:-1]),
        page(200, b"<html>"),
    ],
)
def test_another_shape_is_no_list(reply: Reply) -> None:
    assert LIST((reply,)) is None


def test_a_list_that_was_cut_is_a_lower_bound() -> None:
    whole = items(9).body
    cut = Reply(status=200, body=whole[:200], cut=True)
    shown = LIST((cut,))
    assert shown is not None
    assert shown.size.at_least
    assert shown.said.startswith("at least ")
    assert 0 < (shown.size.records or 0) < 9
    assert LIST((Reply(status=200, body=whole[:30], cut=True),)) is None
    assert LIST((Reply(status=403, body=whole[:200], cut=True),)) is None
    others = body({"result": {"items": [{"x": 1}, {"y": 2}, {"name": "a", "size": 1}]}}).body
    assert LIST((Reply(status=200, body=others, cut=True),)) is None
    assert BARE((cut,)) is None


def test_a_counter_needs_its_signs() -> None:
    good = {"product": "made_up", "version": "1.2", "records": 42}
    assert answer(COUNT((body(good),))) == ("metadata", "42 records", 42, False)
    assert answer(COUNT((body(good | {"records": 0}),))) == ("empty", "0 records", 0, False)
    for wrong in ({"records": True}, {"records": -1}, {"records": "42"}, {"product": "x"}, {"version": 1}):
        assert COUNT((body(good | wrong),)) is None
    assert COUNT((Reply(status=200, body=body(good).body, cut=True),)) is None


def test_values_are_found_by_their_path() -> None:
    assert value(body({"a": {"b": [1]}}), "a.b") == [1]
    assert value(body({"a": 1}), "a.b") is None
    assert value(body({"a": 1}, status=500), "a") is None
    assert value_at({"a": 1}, "") == {"a": 1}
    assert fits({"a": {"b": "c"}}, {"a.b": "c", "a": dict})
    assert number(2**63) is number(1.0) is number(None) is None
    assert count_shown(0, "entry", at_least=True).kind is ExposureKind.METADATA


@given(st.binary(max_size=120), st.booleans(), st.sampled_from([0, 200, 404]))
def test_no_bytes_raise_or_show(raw: bytes, cut: bool, status: int) -> None:
    reply = Reply(status=status, body=raw, cut=cut)
    assert LIST((reply,)) is None
    assert COUNT((reply,)) is None
    value(reply, "a.b")
