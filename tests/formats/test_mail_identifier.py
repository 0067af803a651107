"""Message-IDs and Content-IDs are told from addresses of people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.contents import Contents
from leftopen.formats.mail_identifier import is_identifier

IDENTIFIERS = (
    "Message-ID: <X>",
    "message-id:\r\n <X>",
    "Message-ID: X",
    "> Message-Id: <000$abc.X>",
    "References: <one@unit.example.mil>\r\n <two@unit.example.mil>\r\n\t<X>",
    "In-Reply-To: <X>",
    "Content-ID: <image001.X>",
    "Original-Message-ID: <X>",
    "postfix/cleanup[12]: 4F: message-id=<X>",
    '{"message_id": "<X>"}',
    '{"name": "References", "value": "<one@unit.example.mil> <X>"}',
    '{"messageId":"X"}',
    '<img src="cid:X">',
    "mid:X",
    "cid%3AX",
)
ADDRESSES = (
    "From: Jane <X>",
    "To: <one@unit.example.mil>,\r\n <X>",
    "References: X",
    "References: Jane Roe <X>",
    "References:\r\n  Jane Roe, X",
    "In-Reply-To: your message of Monday, Jane Roe <X>",
    "In-Reply-To: <one@unit.example.mil>\r\nFrom: <X>",
    "mailto:X",
    "References: see <mailto:X>",
    "id=X",
    "rapid:X",
    "Message-ID: <one@unit.example.mil>\r\nTo: <X>",
)
X = "jane.roe@unit.example.mil"


@pytest.fixture(scope="module")
def contents() -> Contents:
    return Contents.build(catalogue.detectors(), catalogue.readers(), b"k" * 32)


@pytest.mark.parametrize("text", IDENTIFIERS)
def test_an_identifier_is_nobodys_address_and_is_masked_all_the_same(contents: Contents, text: str) -> None:
    text = text.replace("X", X)
    assert X not in {hit.value for hit in contents.finder.find(text)}
    assert X not in contents.mask(text)


@pytest.mark.parametrize("text", ADDRESSES)
def test_an_address_is_found(contents: Contents, text: str) -> None:
    found = {hit.detector for hit in contents.finder.find(text.replace("X", X)) if hit.value == X}
    assert {"email_address", "mil_address"} <= found


@given(st.text(alphabet="<>@a:= \n\"'cid", max_size=300), st.integers(0, 300))
def test_no_text_makes_it_raise(text: str, at: int) -> None:
    is_identifier(text, min(at, len(text)))
