"""The list of like objects in a JSON answer: any JSON, and JSON that is meant to take long."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.facts import Json
from leftopen.wire.http.pages.like_objects import like_objects, texts, value, words
from tests.stopwatch import shortest

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=12), inner, max_size=6),
    max_leaves=60,
)


def test_the_longest_list_counts_and_the_answer_s_own_total() -> None:
    found = like_objects({"meta": [{"a": 1}], "total": 90, "result": {"items": [{"b": n} for n in range(3)]}})
    assert found is not None
    assert ([row["b"] for row in found.rows], found.total) == ([0, 1, 2], None)
    beside = like_objects({"total": 90, "items": [{"b": 1}]})
    assert beside is not None
    assert beside.total == 90


@pytest.mark.parametrize("data", [None, 3, "x", [], [1, 2], {}, {"a": "b"}, [1, {"a": 1}]])
def test_without_a_list_of_objects_there_is_none(data: Json) -> None:
    assert like_objects(data) is None


@pytest.mark.parametrize("total", [True, -1, "90", None, 1.5])
def test_a_total_is_a_number_that_can_be_one(total: Json) -> None:
    found = like_objects({"total": total, "items": [{"b": 1}]})
    assert found is not None
    assert found.total is None


def test_keys_are_read_as_whole_words() -> None:
    assert words("createdAt") == {"created", "at"}
    assert words("HTTPServer_name") == {"http", "server", "name"}
    assert "ssn" not in words("processNum")
    assert value({"fullName": "", "name": "x"}, frozenset({"name"})) == "x"
    assert value({"tomorrow": "x"}, frozenset({"to"})) is None


def test_texts_are_joined_and_bounded() -> None:
    assert texts({"a": ["x", {"b": "y"}], "c": 3}) == "x y 3"
    assert len(texts(["x" * 900] * 20)) <= 1000


@given(ANY_JSON)
def test_any_json_is_taken(data: Json) -> None:
    found = like_objects(data)
    assert found is None or all(isinstance(row, dict) for row in found.rows)
    assert len(texts(data)) <= 1000


@pytest.mark.parametrize(
    "unit", ['{"a":[{"b":1}]},', "[[[[[{}]]]]],", '{"a":1},', '[{"a":[[{"b":{"c":[1]}}]]}],', "1,"]
)
def test_half_a_megabyte_takes_a_moment(unit: str) -> None:
    data = json.loads("[" + unit * (512 * 1024 // len(unit)) + "0]")
    assert shortest(lambda: like_objects(data))[1] < 0.3
