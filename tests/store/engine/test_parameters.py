from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.store.engine.parameters import Value, clean, text


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("plain", "plain"),
        ("a\tb\\N\n", "a\\tb\\\\N\\n"),
        (7, "7"),
        (True, "1"),
        (-1.5, "-1.5"),
        (["a", "it's \\"], "['a','it\\'s \\\\']"),
        ([1, 2], "[1,2]"),
        ([], "[]"),
    ],
)
def test_values_are_written_as_the_engine_reads_them(value: Value, written: str) -> None:
    assert text(value) == written


@given(st.text())
def test_an_escaped_text_has_no_character_that_would_end_it(value: str) -> None:
    assert not set(text(value)) & set("\t\n\r\0")


@given(st.text(alphabet=st.characters()))
def test_clean_text_is_utf8_without_nul_and_the_rest_untouched(value: str) -> None:
    cleaned = clean(value)
    cleaned.encode()
    kept = [c for c in value if c != "\0"]
    assert len(cleaned) == len(kept)
    assert all(new in (old, "\ufffd") for new, old in zip(cleaned, kept, strict=True))
    assert clean(cleaned) == cleaned


def test_a_lone_surrogate_becomes_the_replacement_character() -> None:
    assert clean("a\ud800\0b") == "a\ufffdb"
