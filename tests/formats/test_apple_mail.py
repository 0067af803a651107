"""A mail of Apple Mail ends where its first line says, or before its property list."""

from __future__ import annotations

import plistlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.apple_mail import apple_mail

MAIL = b"From: a@one.example\n\nhello <?xml is no list\n"
NOTES = plistlib.dumps({"subject": "report & more", "flags": 1})


@pytest.mark.parametrize("answer", [len(MAIL), len(MAIL) + 9_999, 3])
def test_the_mail_and_its_notes(answer: int) -> None:
    found = apple_mail(b"%-10d\n%b%b" % (answer, MAIL, NOTES))
    assert found is not None
    assert (found.mail, found.notes, found.cut) == (MAIL, "report & more", False)


def test_without_its_end_it_is_cut_and_without_a_number_it_is_none() -> None:
    found = apple_mail(b"%d\n%b" % (len(MAIL) + 1, MAIL))
    assert found is not None
    assert (found.mail, found.cut) == (MAIL, True)
    more = apple_mail(b"%d\n%b%bSSN 891-23-4567" % (len(MAIL), MAIL, NOTES))
    assert more is not None
    assert more.cut
    assert apple_mail(MAIL) is None
    assert apple_mail(b"12\n\nno header") is None
    assert apple_mail(b"89\nc262bc80c16e5b8e and no header") is None


@given(st.binary(max_size=90), st.integers(0, 200))
def test_no_byte_of_the_mail_is_left_out(tail: bytes, answer: int) -> None:
    data = b"%d\nF: %b" % (answer, tail)
    found = apple_mail(data)
    assert found is not None
    assert data.partition(b"\n")[2].startswith(found.mail)
    assert found.mail == data.partition(b"\n")[2] or b"<plist" in tail or answer == len(found.mail)
