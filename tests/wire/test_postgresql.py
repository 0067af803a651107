"""PostgreSQL's messages on real shapes and on any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import postgresql
from tests.wire.pg_said import LET_IN, NO_SUCH_USER, SCRAM, TRUST, authentication, error, message


def test_the_start_up_names_one_invented_stranger_and_nothing_else() -> None:
    asked = postgresql.startup()
    assert len(asked) == int.from_bytes(asked[:4], "big")
    assert asked[8:] == b"user\0leftopen_nobody\0database\0leftopen_nowhere\0\0"
    assert postgresql.USER != postgresql.DATABASE


def test_requests_without_a_user_have_their_own_length() -> None:
    for asked in (postgresql.SSL_REQUEST, postgresql.GSSENC_REQUEST):
        assert len(asked) == int.from_bytes(asked[:4], "big")


@pytest.mark.hostile("H22")
@pytest.mark.parametrize("whole", [TRUST, SCRAM, NO_SUCH_USER])
def test_a_message_cut_after_any_byte_is_waited_for_and_is_nothing(whole: bytes) -> None:
    for cut in range(len(whole)):
        assert postgresql.messages(whole[:cut]) == ()
        assert 0 < postgresql.needed(whole[:cut]) <= len(whole) - cut or not cut
    assert postgresql.needed(whole) == 0
    assert len(postgresql.messages(whole)) == 1


def test_a_lie_about_the_length_is_no_message() -> None:
    for lie in (b"R\xff\xff\xff\xff", b"R\0\0\0\0", b"R\0\0\0\x03", b"R\x7f\xff\xff\xff", b"E\0\1\0\0"):
        assert postgresql.needed(lie) == 0
        assert postgresql.messages(lie + b"x" * 60) == ()
        assert not postgresql.begins(lie)


def test_messages_stand_one_behind_the_other_up_to_a_cap() -> None:
    kinds = [one.kind for one in postgresql.messages(LET_IN)]
    assert kinds == ["R", "S", "Z"]
    assert postgresql.parameters(postgresql.messages(LET_IN)) == {"server_version": "13.0.0"}
    assert len(postgresql.messages(TRUST * 1000)) == postgresql.MESSAGES


@pytest.mark.parametrize(
    ("raw", "method"),
    [
        (TRUST, "none"),
        (SCRAM, "SASL SCRAM-SHA-256"),
        (
            authentication(10, b"SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0"),
            "SASL SCRAM-SHA-256-PLUS, SCRAM-SHA-256",
        ),
        (authentication(10, b"\x1b[2J\0\0"), "SASL"),
        (authentication(5, b"salt"), "MD5"),
        (authentication(3), "password"),
        (authentication(99), "method 99"),
        (message(b"R", b"\0"), ""),
        (NO_SUCH_USER, ""),
    ],
)
def test_a_method_is_named(raw: bytes, method: str) -> None:
    (one,) = postgresql.messages(raw)
    assert one.method == method


def test_an_error_gives_its_code_its_text_and_where_it_arose() -> None:
    refusal = postgresql.refusal(postgresql.messages(error("28000", "no"))[0])
    assert refusal is not None
    assert (refusal.code, refusal.text, refusal.file, refusal.routine) == (
        "28000",
        "no",
        "auth.c",
        "auth_failed",
    )
    assert "V" in refusal.letters


@pytest.mark.parametrize(
    "body", [b"", b"\0", b"C28000\0\0", b"C2800\0Mno\0\0", b"C28 00\0Mno\0\0", b"C28000\0Mno"]
)
def test_an_error_without_code_and_text_is_none(body: bytes) -> None:
    assert postgresql.refusal(postgresql.Message(kind="E", body=body)) is None


@given(st.binary(max_size=200), st.sampled_from([b"", b"R", b"E", b"R\0\0\0\x08", TRUST, NO_SUCH_USER]))
def test_no_bytes_make_it_raise(raw: bytes, start: bytes) -> None:
    for made in (start + raw, message(b"E", raw), message(b"S", raw), message(b"R", raw)):
        heard = postgresql.messages(made)
        assert 0 <= postgresql.needed(made) <= postgresql.LARGEST
        postgresql.begins(made)
        postgresql.parameters(heard)
        for one in heard:
            postgresql.refusal(one)
            assert isinstance(one.method, str)
