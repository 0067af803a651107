"""Lists of like objects in JSON, and the words of their keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.facts import Json
from leftopen.wire.http.pages.like_objects import like_objects, object_lists, texts, value, words


def test_every_list_comes_with_the_key_it_stands_under() -> None:
    data: Json = {"total": 5, "users": [{"a": 1}], "deep": {"queues": [{"b": 1}, {"b": 2}]}}
    found = {key: (len(listed.rows), listed.total) for key, listed in object_lists(data)}
    assert found == {"users": (1, 5), "queues": (2, None)}
    assert [key for key, _ in object_lists([{"a": 1}])] == [""]


def test_the_longest_list_is_the_main_one() -> None:
    best = like_objects({"a": [{"x": 1}], "b": {"c": [{"y": 1}, {"y": 2}]}})
    assert best is not None
    assert best.rows == ({"y": 1}, {"y": 2})
    assert like_objects([1, 2]) is None


ROWS = ({"from": "a", "to": 1}, {"from": "b", "to": 2}, {"from": "c", "to": None})


@pytest.mark.parametrize(
    "data",
    [
        {"from": ["a", "b", "c"], "to": [1, 2, None]},
        [{"columnName": "from", "values": ["a", "b", "c"]}, {"columnName": "to", "values": [1, 2, None]}],
        {"columns": ["from", "to"], "rows": [["a", 1], ["b", 2], ["c", None]]},
        {"total": 3, "fields": [{"name": "from"}, {"name": "to"}], "data": [["a", 1], ["b", 2], ["c", None]]},
        {"result": {"from": ["a", "b", "c"], "to": [1, 2, None]}},
    ],
)
def test_columns_are_read_as_rows(data: Json) -> None:
    found = like_objects(data)
    assert found is not None
    assert found.rows == ROWS


@pytest.mark.parametrize(
    "data",
    [
        {"from": ["a", "b"], "to": [1, 2]},
        {"from": ["a", "b", "c"], "to": [1, 2]},
        {"from": ["a", "b", "c"], "to": [1, 2, {}]},
        {"from": ["a", "b", "c"], "x": 1, "y": 2, "z": 3, "to": [1, 2, 3]},
        {"columns": ["a", "b"], "rows": [["a"], ["b"], ["c"]]},
        {"columns": [1, 2], "rows": [["a", "b"]] * 3},
    ],
)
def test_lists_of_other_lengths_are_no_columns(data: Json) -> None:
    found = like_objects(data)
    assert found is None or found.rows[0].keys() == set()


def test_a_wide_table_is_bounded() -> None:
    wide: Json = {f"c{n}": list(range(50)) for n in range(5000)}
    assert like_objects(wide) is None
    found = like_objects({"a": list(range(100_000)), "b": list(range(100_000))})
    assert found is not None
    assert len(found.rows) == 1000


def test_words_are_whole() -> None:
    assert words("processNum") == {"process", "num"}
    assert words("docs.count") == {"docs", "count"}
    assert words("a" * 1_000_000) == {"a" * 100}


def test_a_value_is_found_by_a_word_of_its_key() -> None:
    assert value({"from": "", "mailFrom": "a"}, frozenset({"from"})) == "a"
    assert texts([{"a": "x"}, 1]) == "x 1"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=30,
)


@given(_JSON)
def test_any_json_never_raises(data: Json) -> None:
    for _, listed in object_lists(data):
        assert listed.rows
