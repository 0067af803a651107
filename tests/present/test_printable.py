from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.present.printable import printable


@pytest.mark.hostile("H12", "H13", "H15")
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ordinary – text", "ordinary – text"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\u202eb", "a\\u202eb"),
        ("a\r\nBcc: x", "a\\x0d\\x0aBcc: x"),
        ("\udc80", "\\udc80"),
        ("\U000e0041", "\\U000e0041"),
        ("a\u2028b", "a\\u2028b"),
        ("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"),
        ("p\u0430ypal.example", "p\\u0430ypal.example"),
        ("l\u03bfgin \u0410dmin", "l\\u03bfgin \\u0410dmin"),
        ("\u043f\u0440\u0438\u0432\u0435\u0442", "\u043f\u0440\u0438\u0432\u0435\u0442"),
        ("10 k\u03a9, 5 \u03bcs", "10 k\u03a9, 5 \u03bcs"),
        ("e\u0301", "e\u0301"),
        ("o" + "\u0301" * 5, "o" + "\u0301" * 3 + "\\u0301" * 2),
    ],
)
def test_what_does_not_print_is_shown_by_its_code(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_line_ends_and_tabs_stay_where_lines_are_wanted() -> None:
    assert printable("a\r\nb\tc\rd", lines=True) == "a\nb\tc\\x0dd"


@pytest.mark.hostile("H13")
def test_a_long_text_is_cut_and_says_so() -> None:
    assert printable("abcdef", 4) == "abc…"
    assert printable("abcd", 4) == "abcd"
    assert printable("\x00\x00", 4) == "\\x0…"


@given(text=st.text(), most=st.integers(0, 40), lines=st.booleans())
def test_any_text_becomes_one_that_prints(text: str, most: int, lines: bool) -> None:
    shown = printable(text, most, lines=lines)
    assert not most or len(shown) <= most
    assert all(unicodedata.category(c)[0] != "C" or (lines and c in "\n\t") for c in shown)
    shown.encode()


@given(text=st.text(st.characters(max_codepoint=0x7F)), lines=st.booleans())
def test_ascii_is_shown_as_within_any_other_text(text: str, lines: bool) -> None:
    """ASCII has a quicker way of its own; an é before it takes the other one."""
    assert printable(f"é{text}", lines=lines) == f"é{printable(text, lines=lines)}"
