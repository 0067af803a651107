"""A skimmed mail has the same headers, bodies and names of attachments, and no contents of them."""

from __future__ import annotations

import base64
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.documents.eml import reader
from leftopen.formats.mail_skim import SHORT, skim
from tests.tier import examples

LONG = bytes(range(256)) * 400


def mail(*parts: tuple[str, str, bytes], body: str = "hello, 891-23-4567", line: str = "\n") -> bytes:
    made = EmailMessage()
    made["From"], made["Subject"] = "jane.roe@example.mil", "report"
    made.set_content(body)
    made.add_alternative(f"<p>{body}</p>", subtype="html")
    for name, media, data in parts:
        main, sub = media.split("/")
        made.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return made.as_bytes().replace(b"\n", line.encode())


@pytest.mark.parametrize("line", ["\n", "\r\n"])
@pytest.mark.parametrize("spelling", [b"base64", b"BASE64"])
def test_only_contents_of_attachments_are_left_out(line: str, spelling: bytes) -> None:
    whole = mail(("a.pdf", "application/pdf", LONG), ("b.jpg", "image/jpeg", LONG), line=line)
    whole = whole.replace(b"base64", spelling)
    short = skim(whole)
    assert len(short) < len(whole) / 4
    before, after = reader.read(whole), reader.read(short)
    assert (after.text, after.failed, after.origins) == (before.text, before.failed, before.origins)
    assert [(part.name, part.media) for part in after.parts] == [
        (part.name, part.media) for part in before.parts
    ]
    assert all(old.data.startswith(new.data) for old, new in zip(before.parts, after.parts, strict=True))


def test_a_body_in_base64_stays() -> None:
    text = base64.encodebytes(("hello 891-23-4567 " * 1000).encode())
    for kind in (b"Content-Type: text/plain\n", b"Content-Type: text/html; charset=utf-8\n", b""):
        whole = b"From: a@b.org\n" + kind + b"Content-Transfer-Encoding: base64\n\n" + text
        assert skim(whole) == whole


def test_a_mail_that_is_one_attachment() -> None:
    head = (
        b'From: a@b.org\nContent-Type: application/pdf; name="a.pdf"\nContent-Transfer-Encoding: base64\n\n'
    )
    whole = head + base64.encodebytes(LONG)
    assert len(skim(whole)) < 5000
    assert [part.name for part in reader.read(skim(whole)).parts] == ["a.pdf"]


HEAD = b"Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n"
QUOTED = HEAD + base64.encodebytes(LONG)


@pytest.mark.parametrize(
    "whole",
    [
        # Quoted in a body, by a mail without a type.
        b"From: a@b.org\n\nThis came back:\n\n" + QUOTED + b"\nHis SSN is 891-23-4567\n",
        b"From: a@b.org\nContent-Type: text/plain\n\n" + QUOTED + b"\n--\nSSN 891-23-4567",
        # Text where base64 was declared.
        b"From: a@b.org\n" + QUOTED + b"SSN: 891-23-4567\n" + b"QUJD\n" * SHORT,
        b"From: a@b.org\n" + QUOTED + b"number 891234567\n",
        b"From: a@b.org\n" + HEAD + b"not base64!\n" + b"a" * SHORT,
    ],
)  # fmt: skip
def test_what_is_not_certain_stays(whole: bytes) -> None:
    assert skim(whole) == whole


PIECES = st.sampled_from(
    [b"\n", b"--b", b"--", b"Content-Type: application/pdf", b"Content-Transfer-Encoding: base64",
     b"QUJD" * 2400, b"QUJD", b"\n\n", b"text ", b"891-23-4567", b"Content-Type: text/plain", b"base64"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map(b"".join))
@settings(max_examples=examples(300))
def test_any_bytes(whole: bytes) -> None:
    short = skim(whole)
    assert len(short) <= len(whole)
    for word in (b"text ", b"891-23-4567", b"--b", b"Content-Type: text/plain"):
        assert short.count(word) == whole.count(word)
