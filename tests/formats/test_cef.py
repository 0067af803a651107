from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.cef import event


def test_separators_are_escaped_where_they_separate() -> None:
    line = event(
        version="1", signature="a|b", name="c\\d", severity="high", extension={"msg": "x=y|z\nw", "cs1": ""}
    )
    assert line == "CEF:0|leftopen|leftopen|1|a\\|b|c\\\\d|8|msg=x\\=y|z\\nw"


@given(name=st.text(), value=st.text())
def test_no_text_makes_another_field_or_line(name: str, value: str) -> None:
    line = event(version="1", signature="s", name=name, severity="low", extension={"msg": value, "cnt": 1})
    assert line.splitlines() == [line]
    head = re.match(r"(?:(?:[^|\\]|\\.)*\|){7}", line)
    assert head is not None
    assert head[0].endswith("|3|")
    assert re.findall(r"(?:^| )(\w+)(?<!\\)=", line[head.end() :])[-1] == "cnt"


@pytest.mark.parametrize(
    "end", ["\u2028", "\u2029", "\x85", "\v", "\f", "\x1c", "\x1d", "\x1e", "\r", "\r\n"]
)
def test_what_a_reader_may_take_for_a_line_end_is_escaped(end: str) -> None:
    line = event(version="1", signature="s", name=f"a{end}b", severity="low", extension={"msg": f"a{end}b"})
    assert line == "CEF:0|leftopen|leftopen|1|s|a b|3|msg=a\\nb"
