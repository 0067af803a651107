from __future__ import annotations

import base64
import re
from email.message import EmailMessage

from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.documents.eml import PARTS_LIMIT, head_end, reader

HEAD = b"From: Jane Roe <jane.roe@unit.example>\r\nTo: a@one.example, b@two.example\r\nSubject: leave\r\n"


def mail(body: bytes, *headers: bytes) -> bytes:
    return HEAD + b"MIME-Version: 1.0\r\n" + b"".join(header + b"\r\n" for header in headers) + b"\r\n" + body


def test_a_soft_line_break_does_not_split_a_number() -> None:
    raw = mail(
        b"SSN 891-23=\r\n-4567", b"Content-Type: text/plain", b"Content-Transfer-Encoding: quoted-printable"
    )
    assert "891-23-4567" in reader.read(raw).text


def test_base64_is_decoded() -> None:
    raw = mail(base64.b64encode(b"SSN 891-23-4567"), b"Content-Transfer-Encoding: base64")
    assert "891-23-4567" in reader.read(raw).text


def test_broken_base64_is_repaired_by_the_second_parser() -> None:
    body = base64.b64encode(b"SSN 891-23-4567 and more words").rstrip(b"=") + b"!!"
    raw = mail(body, b"Content-Type: text/plain", b"Content-Transfer-Encoding: base64")
    assert "891-23-4567" in reader.read(raw).text


def test_the_headers_that_a_person_reads_are_kept() -> None:
    text = reader.read(mail(b"x", b"X-Mailer: none", b"Subject: =?utf-8?q?caf=C3=A9?=")).text
    assert "From: Jane Roe <jane.roe@unit.example>" in text
    assert "café" in text
    assert "X-Mailer" not in text


def test_origins_are_domains_only_and_each_once() -> None:
    assert reader.read(mail(b"x", b"Cc: c@one.example")).origins == (
        "unit.example",
        "one.example",
        "two.example",
    )


def test_attachments_and_nested_mails_are_parts() -> None:
    inner = EmailMessage()
    inner["Subject"] = "inner"
    inner.set_content("SSN 891-23-4567")
    outer = EmailMessage()
    outer["From"] = "a@one.example"
    outer.set_content("see below")
    outer.add_attachment(inner)
    outer.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="form.pdf")
    document = reader.read(outer.as_bytes())
    assert [(part.name, part.media) for part in document.parts] == [
        ("", "message/rfc822"),
        ("form.pdf", "application/pdf"),
    ]
    assert b"891-23-4567" in document.parts[0].data
    assert document.parts[1].data == b"%PDF-1.7"


def test_an_html_body_is_a_part_in_utf8() -> None:
    raw = mail("<p>café".encode("latin-1"), b"Content-Type: text/html; charset=iso-8859-1")
    assert reader.read(raw).parts[0].data == "<p>café".encode()


def test_parts_are_capped_and_the_rest_counted() -> None:
    parts = b"".join(b"--b\r\nContent-Type: image/png\r\n\r\nx\r\n" for _ in range(PARTS_LIMIT + 5))
    document = reader.read(mail(parts + b"--b--\r\n", b"Content-Type: multipart/mixed; boundary=b"))
    assert len(document.parts) == PARTS_LIMIT
    assert document.failed == 5
    assert "--b" in document.text  # most of the raw mail is boundaries, so it was read raw too


def test_a_body_lost_by_both_parsers_is_read_raw() -> None:
    raw = mail(b"SSN 891-23-4567 " * 30, b"Content-Type: multipart/mixed; boundary=never")
    document = reader.read(raw)
    assert "891-23-4567" in document.text
    assert (document.failed, document.carved) == (0, True)


def test_deep_nesting_is_survived() -> None:
    raw = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(600))
    assert reader.read(raw).not_read >= 1


def test_it_is_recognised_by_its_headers() -> None:
    assert reader.recognises("", "", b"Received: from x\r\n by y\r\nFrom: a@b\r\n\r\n")
    assert reader.recognises("1.eml", "application/octet-stream", b"")
    assert not reader.recognises("", "", b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n")
    assert not reader.recognises("", "", b"plain words\n")


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", HEAD, HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"]),
)
@settings(max_examples=200, deadline=None)
def test_no_bytes_make_it_raise(tail: bytes, head: bytes) -> None:
    reader.recognises("", "", head + tail)
    reader.read(head + tail).text.encode("utf-8")


def test_a_body_that_is_encrypted_is_counted_as_sealed() -> None:
    body = b"-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n"
    document = reader.read(b"From: a@one.example\nSubject: x\n\n" + body)
    assert (document.sealed, document.failed) == (1, 0)


def test_a_saved_page_is_a_mail_of_its_files() -> None:
    raw = (
        b'From: <Saved by a browser>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n'
        b"--b\nContent-Type: text/html\n\n<p>page</p>\n--b--\n"
    )
    assert reader.recognises("a.mhtml", "", b"x")
    assert [part.data.strip() for part in reader.read(raw).parts] == [b"<p>page</p>"]


@given(
    st.lists(st.sampled_from([b"a: b", b"\n", b"\r\n", b"\r", b"x" * 9000, b"\n\n"]), max_size=8).map(
        b"".join
    )
)
def test_the_body_begins_behind_the_first_empty_line_however_far_it_is(raw: bytes) -> None:
    found = re.search(rb"\r?\n\r?\n", raw)
    assert head_end(raw) == (found.end() if found else len(raw))
