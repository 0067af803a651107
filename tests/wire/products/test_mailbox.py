"""What the mailboxes have in common."""

from __future__ import annotations

from email import message_from_bytes

from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire.products.mailbox import compose_message, line, to_count


def test_a_message_has_its_headers_on_one_line_each() -> None:
    mail = message_from_bytes(
        compose_message((("From", "a@unit.example"), ("Subject", "a\r\nBcc: b")), "hello", "html")
    )
    assert mail["From"] == "a@unit.example"
    assert mail["Subject"] == "a Bcc: b"
    assert mail["Bcc"] is None
    assert mail.get_content_type() == "text/html"
    assert mail.get_payload() == "hello"


def test_only_what_can_be_a_size_is_one() -> None:
    values = (3, -1, True, 2**40, "3", None, 1.5)
    assert [to_count(value) for value in values] == [3, 0, 0, 0, 0, 0, 0]
    assert line(None) == ""


@given(st.text(max_size=200), st.text(max_size=50))
def test_any_text_is_composed(text: str, header: str) -> None:
    assert b"\r\n\r\n" in compose_message((("Subject", header),), text)
