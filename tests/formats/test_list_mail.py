from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.list_mail import is_list_archive

LIST = (
    "From: a@example.org\nTo: list@example.org\nList-Archive: <https://example.org/>\nSubject: x\n\nHello\n"
)
SENTENCE = LIST.replace("Hello", "From Saturday the ferry runs again.\n\nHello")
OWN = "From: b@example.org\nTo: jean@example.org\nSubject: Your salary\n\nHello\n"


def _folder(*mails: str) -> str:
    return "".join(f"From someone@example.org Mon Feb  6 10:00:00 2023\n{mail}\n" for mail in mails)


@pytest.mark.parametrize(
    ("text", "archive"),
    [
        (LIST, True),
        (_folder(LIST, LIST, LIST), True),
        (_folder(LIST, LIST, LIST).replace("\n", "\r\n"), True),
        (_folder(LIST, OWN, LIST), False),
        (_folder(SENTENCE, LIST, SENTENCE), True),
        (_folder(SENTENCE, OWN, SENTENCE), False),
        (f"Delivered-To: jean@example.org\n{LIST}", False),
        (OWN, False),
        ("INSERT INTO a VALUES ('x\nList-Archive: y');\n\n", True),
        ("", False),
    ],
)
def test_every_mail_names_the_list_and_nobody_it_was_delivered_to(text: str, archive: bool) -> None:
    assert is_list_archive(text) is archive


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    assert is_list_archive(text) in (True, False)
