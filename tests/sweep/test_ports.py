"""Port words."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.errors import BadPorts
from leftopen.sweep.ports import parse


def test_numbers_ranges_and_words_mix() -> None:
    assert parse("22,80-82") == (22, 80, 81, 82)
    assert parse(" 443 , 22,22") == (22, 443)
    assert len(parse("all")) == 65535
    assert set(parse("top100,65001")) == {*parse("TOP100"), 65001}


@pytest.mark.parametrize(
    "words", ["", "x", "0", "65536", "80-", "-80", "90-80", "1-70000", "80;81", "top5", "٣", "1,,2"]
)
def test_what_is_no_port_is_one_clear_line(words: str) -> None:
    with pytest.raises(BadPorts) as caught:
        parse(words)
    assert "\n" not in str(caught.value)


@given(words=st.text(max_size=30))
def test_any_text_gives_ports_or_that_error(words: str) -> None:
    with contextlib.suppress(BadPorts):
        assert all(1 <= port <= 65535 for port in parse(words))
