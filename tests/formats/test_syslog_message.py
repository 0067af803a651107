from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

from hypothesis import example, given
from hypothesis import strategies as st

from leftopen.formats.syslog_message import LONGEST, frame

EAST = datetime(2026, 11, 28, 12, 0, 0, 5, tzinfo=timezone(timedelta(hours=2)))


def test_a_message_has_the_form_of_the_rfc() -> None:
    raw = frame("é open", severity="critical", at=EAST, kind="notice")
    length, _, message = raw.partition(b" ")
    assert int(length) == len(message)
    assert message == (
        b'<106>1 2026-11-28T10:00:00.000005Z - leftopen - notice [origin software="leftopen"] '
        b"\xef\xbb\xbf\xc3\xa9 open"
    )


def test_an_unknown_severity_is_informational() -> None:
    assert frame("x", severity="", at=EAST, kind="notice").partition(b" ")[2].startswith(b"<110>1 ")


@given(st.text(st.characters(exclude_categories=())))
@example("a\0b")
@example("a\ud800b")
def test_any_text_is_one_message_of_its_length(text: str) -> None:
    raw = frame(text, severity="low", at=EAST, kind="notice")
    found = re.match(rb"([0-9]+) ", raw)
    assert found
    body = raw[found.end() :]
    assert int(found[1]) == len(body) <= LONGEST
    assert b"\n" not in body
    assert b"\0" not in body
    body.decode("utf-8")


def test_a_long_text_is_cut_between_letters() -> None:
    raw = frame("é" * 9000, severity="low", at=EAST, kind="notice").partition(b" ")[2]
    assert LONGEST - 1 <= len(raw) <= LONGEST
    raw.decode("utf-8")
