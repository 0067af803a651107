"""Literals of scripts as data, and what would have to be run, which is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.facts import Json
from leftopen.wire.http.pages.script_literal import literal
from tests.stopwatch import shortest


@pytest.mark.parametrize(
    ("script", "value"),
    [
        ('[{"a":1},{"a":2}];x()', [{"a": 1}, {"a": 2}]),
        ("[{a:1,'b':'it\\'s',},]", [{"a": 1, "b": "it's"}]),
        ("{ a: [1, -2.5, null, undefined], // of ours\n 'b': `x` }", {"a": [1, -2.5, None, None], "b": "x"}),
        ('JSON.parse("[{\\"a\\":\\"\\u00e9\\"}]")', [{"a": "é"}]),
        ("JSON.parse('[{\"a\":1}]')", [{"a": 1}]),
        ("{1: 'a'}", {"1": "a"}),
        ("[]", []),
    ],
)
def test_a_literal_is_read(script: str, value: Json) -> None:
    assert literal(script) == value


@pytest.mark.parametrize(
    "script",
    [
        "",
        "x",
        '"[1]"',
        "[a()]",
        "[new Date()]",
        "{a: b}",
        "{a: function(){}}",
        "[`${a}`]",
        "[1, 2",
        "[1 +2]",
        "[...a]",
        "JSON.parse(a)",
        "JSON.parse('x')",
        "[" * 5000,
        "{a:" * 5000,
    ],
)
def test_what_would_have_to_run_is_no_data(script: str) -> None:
    assert literal(script) is None


@given(st.text(max_size=200) | st.text(alphabet="[]{}:,'\"`ab1.-+/*\\\n $", max_size=200))
def test_no_text_makes_it_raise(script: str) -> None:
    for start in ("", "[", "{a:", "JSON.parse('"):
        literal(start + script)


@pytest.mark.parametrize("piece", ["[", "{a:", "'", "\\", "/*", "//", "a", "1", "{a:1},", "[1],", "a:", "\n"])
def test_a_long_literal_is_read_in_time(piece: str) -> None:
    script = "[" + piece * (512 * 1024 // len(piece))
    assert shortest(lambda: literal(script))[1] < 0.3
