"""The Message-ID of a notice, and the way back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.notice_message_id import message_id, notice_of

US = "leftopen@example.org"


@given(st.text(min_size=1, max_size=25))
def test_every_id_comes_back(notice: str) -> None:
    assert notice_of(message_id(notice, US), US) == notice


def test_what_is_not_ours_is_nothing() -> None:
    others = (
        "",
        "<notice-ab@example.net>",
        "<ab@example.org>",
        "notice-ab@example.org",
        "<notice-@example.org>",
    )
    assert [notice_of(text, US) for text in others] == [""] * 5


@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    notice_of(text, US)
    notice_of(f"<notice-{text}@example.org>", US)
