"""Like objects of JSON and of JSON lines, and the words of their keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire.http.like_objects import like_objects, line_objects, value, words


def test_the_longest_list_and_its_total() -> None:
    found = like_objects({"few": [{"a": 1}], "page": {"total": 9, "items": [{"a": 1}, {"a": 2}]}})
    assert found is not None
    assert (len(found.rows), found.total) == (2, 9)
    assert like_objects({"a": [1, 2, 3]}) is None


@pytest.mark.parametrize(
    ("key", "said"),
    [("createdAt", {"created", "at"}), ("processNum", {"process", "num"}), ("mail_to", {"mail", "to"})],
)
def test_keys_are_read_by_whole_words(key: str, said: set[str]) -> None:
    assert words(key) == said
    assert value({key: 3}, frozenset({next(iter(said))})) == 3
    assert value({key: 3}, frozenset({"ssn"})) is None


def test_json_lines_and_a_last_line_that_was_cut() -> None:
    rows = "".join(f'{{"a":{n}}}\n' for n in range(12))
    assert len(line_objects(rows + '{"a":')) == 12
    assert line_objects('{"a":1}\nplain\n') == ()
    assert line_objects("[1]\n[2]\n") == ()


@given(st.text(max_size=500))
def test_any_text_is_read(text: str) -> None:
    assert isinstance(line_objects(text), tuple)
