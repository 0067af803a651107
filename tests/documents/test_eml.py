from __future__ import annotations

import base64
import binascii
import re
from email import policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.documents.eml import PARTS_LIMIT, head_end, reader
from tests.tier import examples

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


def test_every_header_is_read_but_those_that_tell_of_no_person() -> None:
    text = reader.read(mail(b"x", b"X-Staff: SSN 891-23-4567", b"Subject: =?utf-8?q?caf=C3=A9?=",
                            b"Thread-Topic: born 1980-02-03", b"Thread-Index: AQHU0dXk")).text  # fmt: skip
    assert text.startswith("From: Jane Roe <jane.roe@unit.example>")
    assert all(word in text for word in ("café", "891-23-4567", "1980-02-03"))
    assert not any(word in text for word in ("MIME-Version", "Thread-Index"))


def test_of_the_trace_only_addresses_are_read_that_nothing_else_names() -> None:
    text = reader.read(mail(
        b"x", b"Return-Path: <back@one.example>", b"Delivered-To: a@one.example",
        b"Received: from mx ([192.0.2.7]) by mx2 with SMTP id 7\r\n for <blind@two.example>; Fri",
        b"Authentication-Results: mx; spf=pass smtp.mailfrom=back@one.example header.i=@one.example",
    )).text  # fmt: skip
    assert [line for line in text.splitlines() if line.startswith(("Re", "Del", "Auth"))] == [
        "Return-Path: back@one.example", "Received: blind@two.example"
    ]  # fmt: skip


@pytest.mark.parametrize("broken", [b"", b"Content-Transfer-Encoding: base64"], ids=["fast", "patient"])
def test_headers_are_read_to_their_end_and_however_many(broken: bytes) -> None:
    many = b"To: " + b",\r\n ".join(b"p%d@one.example" % at for at in range(3000))
    long = b"Subject: " + b"x " * 5000 + b"SSN 891-23-4567"
    raw = mail(b"QUJD!x" if broken else b"x", *([b"Cc: c%d@one.example" % at for at in range(50)]),
               *filter(None, (broken,)))  # fmt: skip
    text = reader.read(many + b"\r\n" + long + b"\r\n" + raw).text
    assert "p2999@one.example" in text
    assert "c49@one.example" in text
    assert "891-23-4567" in text


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
    assert (document.carved, "--b" in document.text) == (False, False)  # boundaries are no loss


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
@settings(max_examples=examples(200), deadline=None)
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


def letter(*parts: bytes, first: bytes = b"", last: bytes = b"") -> bytes:
    """A mail of these parts, each with the headers that programs write."""
    head = b"Message-ID: <20190101.one@one.example>\r\nReferences: <two@one.example>\r\n"
    body = b"".join(
        b"--==_b\r\nContent-Type: text/plain; charset=us-ascii\r\nContent-ID: <part%d.three@one.example>\r\n"
        b"Content-Transfer-Encoding: 7bit\r\nContent-Disposition: inline\r\n\r\n%b\r\n" % pair
        for pair in enumerate(parts)
    )
    kind = b'Content-Type: multipart/mixed; boundary="==_b"\r\n\r\n'
    return HEAD + head + b"MIME-Version: 1.0\r\n" + kind + first + body + b"--==_b--\r\n" + last


def test_headers_of_a_short_mail_of_several_parts_are_read_once() -> None:
    document = reader.read(letter(b"yes", b"no", b"we see"))
    assert document.text.count("jane.roe@unit.example") == 1
    assert "one@one.example" not in document.text.replace("a@one.example", "")
    assert document.not_read == 0


def test_a_long_mail_in_another_script_is_not_taken_for_lost() -> None:
    made = EmailMessage(policy=policy.SMTP)
    made["From"], made["Message-ID"] = "a@one.example", "<x@one.example>"
    made.set_content("Пишу тебе снова. " * 40 + "\n", cte="quoted-printable")
    document = reader.read(made.as_bytes())
    assert (document.carved, document.text.count("a@one.example")) == (False, 1)
    assert "=D0" not in document.text


def test_of_a_mail_that_is_lost_the_body_is_read_raw_and_the_headers_are_not_read_again() -> None:
    raw = mail(
        b"SSN 891-23-4567 " * 30, b"Message-ID: <x@y.example>", b"Content-Type: multipart/mixed; boundary=b"
    )
    document = reader.read(raw)
    assert ("891-23-4567" in document.text, document.carved) == (True, True)
    assert "x@y.example" not in document.text
    assert document.text.count("jane.roe@unit.example") == 1


def test_text_beside_the_parts_is_read_but_not_the_usual_hint() -> None:
    hint = b"This is a multi-part message in MIME format.\r\n"
    assert "multi-part" not in reader.read(letter(b"see", first=hint)).text
    text = reader.read(letter(b"see", first=b"SSN 891-23-4567\r\n", last=b"Born 1980-02-03\r\n")).text
    assert ("891-23-4567" in text, "1980-02-03" in text) == (True, True)


def test_a_flowed_text_has_its_lines_joined() -> None:
    kind = b"Content-Type: text/plain; format=flowed; delsp=yes"
    assert "SSN 891-23-4567" in reader.read(mail(b"SSN 891-23- \r\n4567\r\n", kind)).text
    plain = b"Content-Type: text/plain; format=flowed"
    assert "Jane Roe\nend" in reader.read(mail(b"Jane \r\nRoe\r\nend", plain)).text


def test_files_written_in_a_body_are_parts() -> None:
    coded = binascii.b2a_uu(b"SSN 891-23-4567").decode()
    pasted = base64.b64encode(b"%PDF-1.7" + bytes(100)).decode()
    document = reader.read(mail(f"begin 644 a.txt\r\n{coded}`\r\nend\r\n\r\n{pasted}\r\nJane".encode()))
    assert [(part.name, part.data[:15]) for part in document.parts] == [
        ("a.txt", b"SSN 891-23-4567"),
        ("", b"%PDF-1.7" + bytes(7)),
    ]
    assert pasted not in document.text
    assert "Jane" in document.text


def test_a_file_written_in_a_body_without_its_end_is_counted() -> None:
    coded = binascii.b2a_uu(b"SSN 891-23-4567").decode()
    document = reader.read(mail(f"begin 644 a.txt\n{coded}".encode()))
    assert (document.failed, [part.damaged for part in document.parts]) == (1, [True])


LIST = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN">\n'
    b"<plist><dict><key>sender</key><string>Jane &lt;j@one.example&gt;</string></dict></plist>\n"
)


def test_a_mail_of_apple_mail() -> None:
    inner = mail(b"SSN 891-23-4567")
    raw = b"%-11d\n%b%b" % (len(inner), inner, LIST)
    assert reader.recognises("7.emlx", "", b"")
    assert reader.recognises("", "", raw[:4096])
    document = reader.read(raw)
    head, _, body = document.text.partition("\n\n")
    assert body == "SSN 891-23-4567"
    assert "Jane <j@one.example>" in head
    assert document.not_read == 0


def test_a_mail_of_apple_mail_that_is_cut_is_carved() -> None:
    inner = mail(b"SSN 891-23-4567")
    document = reader.read(b"%d\n%b" % (len(inner) + 5, inner))
    assert (document.carved, document.failed, document.cut) == (True, 1, 1)
    left_out = reader.read(b"%d\n%b%b" % (len(inner) + 5000, inner, LIST))
    assert (left_out.carved, left_out.text.endswith("4567")) == (False, True)


@given(st.binary(max_size=300), st.integers(0, 400))
@settings(max_examples=examples(200), deadline=None)
def test_a_mail_of_apple_mail_is_never_whole_without_its_end(tail: bytes, count: int) -> None:
    raw = b"%d\nFrom: a@b\n\n" % count + tail
    document = reader.read(raw)
    if count > len(raw) and b"<?xml" not in tail:
        assert document.carved
