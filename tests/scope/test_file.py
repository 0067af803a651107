"""A scope file is taken whole or not at all, and its first bad line is named."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.errors import BadScope
from leftopen.model.read_level import ReadLevel
from leftopen.scope import file

NOW = datetime(2026, 1, 1, tzinfo=UTC)
HEAD = "target,authorised_by,until,read,anonymous,max_rate\n"


def test_a_good_list_is_read() -> None:
    text = (
        HEAD + "198.18.0.0/24,A. Tester,2026-12-31,sample,yes,500\nwww.example.org,A. Tester,2026-02-01,,,\n"
    )
    first, second = file.parse(text, NOW)
    assert (first.target, first.level, first.anonymous, first.rate) == (
        "198.18.0.0/24",
        ReadLevel.SAMPLE,
        True,
        500,
    )
    assert (second.target, second.level, second.anonymous) == ("www.example.org", ReadLevel.LISTING, False)
    assert first.until == datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("198.18.0.1/24,A,2026-12-31,,,", "host bits"),
        ("0.0.0.0/0,A,2026-12-31,,,", "whole address space"),
        ("198.18.0.0/24,,2026-12-31,,,", "who authorised"),
        (f"198.18.0.0/24,{'A' * 1001},2026-12-31,,,", "longer than 1,000 characters"),
        ("198.18.0.0/24,A,31.12.2026,,,", "not a valid date"),
        ("198.18.0.0/24,A,2025-12-31,,,", "already expired"),
        ("198.18.0.0/24,A,2026-12-31,everything,,", "read is"),
        ("198.18.0.0/24,A,2026-12-31,,,fast", "max_rate"),
        ("198.18.0.0/24,A,2026-12-31,,,1,2,3", "more values"),
    ],
)
def test_the_bad_line_is_named(row: str, said: str) -> None:
    good = "198.18.0.0/24,A,2026-12-31,,,\n"
    with pytest.raises(BadScope, match=f"line 3: .*{said}"):
        file.parse(HEAD + good + row + "\n", NOW)


@pytest.mark.parametrize("text", ["", "ip,owner\n", "target,authorised_by,until,colour\n", "\x00\n"])
def test_a_wrong_header_is_named(text: str) -> None:
    with pytest.raises(BadScope, match="line 1"):
        file.parse(text, NOW)


@given(st.text(max_size=300))
def test_any_text_is_a_list_or_one_clear_line(text: str) -> None:
    try:
        file.parse(HEAD + text, NOW)
    except BadScope as error:
        assert "\n" not in str(error)


def test_a_machine_with_several_addresses_is_a_word_of_the_list() -> None:
    head = "target,authorised_by,until,one_machine\n"
    lines = "198.18.0.0/29,A,2026-12-31,yes\n198.18.1.0/29,A,2026-12-31,\n"
    assert [one.one_machine for one in file.parse(head + lines, NOW)] == [True, False]
