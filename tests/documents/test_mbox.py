from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.documents import eml
from leftopen.documents.mbox import MAILS_LIMIT, reader
from tests.tier import examples

FROM = b"From jane@unit.example Sun Feb 12 10:11:12 2023\n"
MAIL = b"From: Jane Roe <jane@unit.example>\nSubject: leave\n\nSSN 891-23-4567\n\n"


def mails(data: bytes) -> list[bytes]:
    return [part.data for part in reader.read(data).parts]


def test_each_mail_is_a_part_without_its_first_line() -> None:
    document = reader.read((FROM + MAIL) * 3)
    assert [part.data for part in document.parts] == [MAIL] * 3
    assert {part.media for part in document.parts} == {"message/rfc822"}
    assert document.failed == 0


@pytest.mark.parametrize(
    "line",
    [
        b"From - Sat Jan 03 01:05:34 1996\r\n",
        b"From MAILER-DAEMON Fri Jul  8 12:08:34 2011\n",
        b"From 1234567890@xxx Mon Jan 01 00:00:00 +0000 2018\n",
        b"From mboxrd@z Thu Jan  1 00:00:00 1970\n",
    ],
)
def test_first_lines_of_several_writers(line: bytes) -> None:
    assert mails(line + MAIL + line + MAIL) == [MAIL, MAIL]


def test_a_sentence_that_begins_with_from_parts_nothing() -> None:
    body = MAIL + b"From here on it is 10:30 and we go.\nFrom: is a word too.\n"
    assert mails(FROM + body + FROM + MAIL) == [body, MAIL]


def test_the_sign_before_a_line_that_begins_with_from_is_taken_away() -> None:
    assert mails(FROM + MAIL + b">From here on\n>>From there\n> From it\n") == [
        MAIL + b"From here on\n>From there\n> From it\n"
    ]


def test_a_piece_out_of_the_middle_begins_with_the_rest_of_a_mail() -> None:
    assert mails(b"the end of a mail\n\n" + FROM + MAIL) == [b"the end of a mail\n\n", MAIL]


def test_a_first_line_without_a_time_opens_a_file() -> None:
    assert mails(b"From jane\n" + MAIL + FROM + MAIL) == [MAIL, MAIL]


def test_nothing_holds_no_mail() -> None:
    assert mails(b"") == mails(b"\n\n") == []


def test_mails_beyond_the_limit_are_counted() -> None:
    document = reader.read((FROM + MAIL) * (MAILS_LIMIT + 5))
    assert (len(document.parts), document.failed) == (MAILS_LIMIT, 5)


def test_it_is_recognised_by_its_first_line_or_its_name() -> None:
    assert reader.recognises("x", "text/plain", FROM + MAIL)
    assert reader.recognises("backup/Sent.mbox", "", b"the end of a mail")
    assert reader.recognises("x", "application/mbox", b"")
    assert not reader.recognises("Sent.mbox", "text/html", b"<html>")
    assert not reader.recognises("x", "", b"From here on it is prose.\nReally.\n")
    assert not reader.recognises("x", "", MAIL)
    assert not eml.reader.recognises("x", "", FROM + MAIL)


PIECES = st.sampled_from([FROM, MAIL, b"From ", b">", b"\n", b"\r\n", b"a: b\n"]) | st.binary(max_size=30)


@given(st.lists(PIECES).map(b"".join))
@settings(max_examples=examples(300))
def test_no_bytes_make_it_raise_and_no_number_is_lost(data: bytes) -> None:
    reader.read(data)
    planted = data + b"\n891-23-4567\n"
    assert b"891-23-4567" in b"".join(mails(planted))
    reader.recognises("x", "", data)


def test_a_file_of_first_lines_is_read_in_linear_time() -> None:
    began = time.process_time()
    reader.read(b"From a 1:11\nb:" * 300_000)
    reader.read(b"From " * 1_000_000)
    reader.read(b"\n>From " + b">" * 4_000_000)
    assert time.process_time() - began < 25
