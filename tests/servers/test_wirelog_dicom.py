from __future__ import annotations

import pytest

from leftopen.wire import dicom
from tests.servers.offence import Kind
from tests.servers.wirelog import judge

WHOLE = dicom.ASSOCIATE + dicom.ECHO + dicom.LET_GO
FIND = dicom.ECHO.replace(b"\2\0\0\0\x30\0", b"\2\0\0\0\x20\0")
STORAGE = dicom.ASSOCIATE.replace(b"1.2.840.10008.1.1@", b"1.2.840.10008.1.9@")


def with_user() -> bytes:
    """The proposal with a user's name and password in its details."""
    user = b"\x58\0\0\x06\1\0\0\2ab"
    at = dicom.ASSOCIATE.rindex(b"\x50\0")
    length = int.from_bytes(dicom.ASSOCIATE[at + 2 : at + 4], "big") + len(user)
    body = dicom.ASSOCIATE[6 : at + 2] + length.to_bytes(2, "big") + dicom.ASSOCIATE[at + 4 :] + user
    return b"\1\0" + len(body).to_bytes(4, "big") + body


def test_a_question_is_no_offence() -> None:
    judgement = judge(WHOLE)
    assert (judgement.protocol, judgement.asked) == ("dicom", ("ASSOCIATE", "C-ECHO", "RELEASE"))
    assert judgement.offences == ()


@pytest.mark.hostile("S7")
@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (STORAGE, Kind.MUTATING),
        (dicom.ASSOCIATE + FIND, Kind.MUTATING),
        (with_user(), Kind.LOGIN),
        (WHOLE[:-1], Kind.UNREADABLE),
        (dicom.ASSOCIATE + b"\x02\0\0\0\0\0", Kind.UNREADABLE),
    ],
)
def test_a_planted_wrong_is_caught(said: bytes, kind: Kind) -> None:
    assert said != dicom.ASSOCIATE
    assert [offence.kind for offence in judge(said).offences] == [kind]
