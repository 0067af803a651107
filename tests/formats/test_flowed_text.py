"""Lines that a mail program broke are joined again, and no others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.flowed_text import unflowed

FLOWED, DELSP = "text/plain; format=flowed", 'text/plain; Format="flowed"; DelSp=Yes'


@pytest.mark.parametrize(
    ("kind", "text", "joined"),
    [
        ("text/plain", "a \nb", "a \nb"),
        (FLOWED, "Jane \nRoe\nend", "Jane Roe\nend"),
        (DELSP, "891-23- \r\n4567\r\nend", "891-23-4567\nend"),
        (FLOWED, "> one \n> two\n>> three", "> one two\n>> three"),
        (FLOWED, "> one \nmine", "> one \nmine"),
        (FLOWED, "text \n-- \nJane", "text \n-- \nJane"),
        (FLOWED, " From here", "From here"),
    ],
)
def test_lines(kind: str, text: str, joined: str) -> None:
    assert unflowed(text, kind) == joined


@given(st.text(alphabet="a >-\n\r", max_size=60), st.sampled_from([FLOWED, DELSP]))
def test_no_word_is_lost(text: str, kind: str) -> None:
    assert unflowed(text, kind).count("a") == text.count("a")
