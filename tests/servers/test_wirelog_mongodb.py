from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import mongodb
from tests.servers.mongo import Wanted, document
from tests.servers.offence import Kind
from tests.servers.wirelog import judge

LIST = mongodb.list_databases(1)


def answer(command: dict[str, Wanted], code: int = 2013) -> bytes:
    body = struct.pack("<Ib", 0, 0) + document(command)
    return struct.pack("<iiii", 16 + len(body), 1, 0, code) + body


@pytest.mark.parametrize(
    ("sent", "asked"),
    [
        (mongodb.hello() + mongodb.build_info(2), ("hello", "buildInfo")),
        (LIST + mongodb.db_stats("made_up", 2), ("listDatabases", "dbStats")),
        (mongodb.db_stats("x" * 63), ("dbStats",)),
    ],
)
def test_a_question_is_no_offence(sent: bytes, asked: tuple[str, ...]) -> None:
    judgement = judge(sent)
    assert (judgement.protocol, judgement.asked, judgement.offences) == ("mongodb", asked, ())


@pytest.mark.hostile("S7")
@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        (answer({"insert": "notes", "documents": [{"a": 1}], "$db": "made_up"}), Kind.MUTATING),
        (answer({"dropDatabase": 1, "$db": "made_up"}), Kind.MUTATING),
        (answer({"find": "notes", "$db": "made_up"}), Kind.MUTATING),
        (answer({"hello": 1, "$db": "other"}), Kind.MUTATING),
        (answer({"hello": 1, "$db": "admin", "client": {}}), Kind.MUTATING),
        (answer({"hello": 1, "$db": "admin"}, code=2002), Kind.MUTATING),
        (answer({"saslStart": 1, "mechanism": "PLAIN", "payload": b"x", "$db": "admin"}), Kind.LOGIN),
        (answer({"hello": 1, "speculativeAuthenticate": {"saslStart": 1}, "$db": "admin"}), Kind.LOGIN),
        (LIST + answer({"shutdown": 1, "$db": "admin"}), Kind.MUTATING),
        (LIST.replace(b"\x08nameOnly\0\0", b"\x08nameOnly\0\1"), Kind.MUTATING),
        (mongodb.db_stats("a.b"), Kind.MUTATING),
        (mongodb.db_stats("x" * 64), Kind.MUTATING),
        (LIST[:-1], Kind.UNREADABLE),
        (LIST + b"more", Kind.UNREADABLE),
    ],
)
def test_a_planted_wrong_is_caught(sent: bytes, kind: Kind) -> None:
    assert kind in {offence.kind for offence in judge(sent).offences}


@given(st.integers(0, len(LIST) - 1), st.binary(min_size=1, max_size=3))
def test_any_other_byte_in_a_question_is_an_offence(place: int, change: bytes) -> None:
    changed = LIST[:place] + change + LIST[place + len(change) :]
    only_its_number = changed[:4] + LIST[4:8] + changed[8:] == LIST
    assert judge(changed).offences or only_its_number
