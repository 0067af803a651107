"""Cassandra's frames by its specification, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import cql
from tests.servers.programs.sim_cassandra import LOGIN, WRONG, frame, option, rows, short

SUPPORTED = frame(6, b"\0\1" + option(b"CQL_VERSION", b"3.4.7"))
READY = frame(2, b"")
ASKS = frame(3, short(LOGIN))
NAMES = frame(8, rows(("system", "made_up")))
OTHER_VERSION = frame(0, (0x0A).to_bytes(4, "big") + short(WRONG))
DENIED = frame(0, (0x2100).to_bytes(4, "big") + short(b"no"))


def answer(raw: bytes) -> cql.Frame:
    found = cql.frame(raw)
    assert found is not None
    return found


def test_the_requests_are_the_protocols_own_bytes() -> None:
    assert cql.ASK_OPTIONS == b"\4\0\0\0\5\0\0\0\0"
    assert cql.BEGIN == b"\4\0\0\0\1\0\0\0\x16\0\1\0\x0bCQL_VERSION\0\x053.0.0"
    assert cql.KEYSPACES[9:13] == b"\0\0\0\x31"
    assert cql.KEYSPACES.endswith(b"system_schema.keyspaces\0\1\0")


def test_each_answer_is_read_by_its_kind() -> None:
    assert cql.options(answer(SUPPORTED)) == {"CQL_VERSION": ("3.4.7",)}
    assert cql.authenticator(answer(ASKS)) == "PasswordAuthenticator"
    assert cql.keyspaces(answer(NAMES)) == ("system", "made_up")
    assert cql.error(answer(OTHER_VERSION)) == cql.PROTOCOL_ERROR


@pytest.mark.parametrize("raw", [SUPPORTED, READY, ASKS, NAMES, OTHER_VERSION])
def test_no_answer_is_read_as_another(raw: bytes) -> None:
    found = answer(raw)
    assert (cql.options(found) is None) or raw == SUPPORTED
    assert not cql.authenticator(found) or raw == ASKS
    assert cql.keyspaces(found) is None or raw == NAMES
    assert cql.error(found) is None or raw == OTHER_VERSION


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        READY[:-1],
        b"\4" + READY[1:],
        b"\x84\1" + READY[2:],
        b"\x84\0\0\0\x40\0\0\0\0",
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
    ],
)
def test_what_is_no_frame_is_none(raw: bytes) -> None:
    assert cql.frame(raw) is None


@pytest.mark.parametrize(
    "body",
    [
        rows(("a",))[:-1],
        rows(("a",)) + b"\0",
        rows(("a",)).replace(b"keyspace_name", b"keyspace_nam3"),
        rows(("a",)).replace(b"system_schema", b"system_schem4"),
        b"\0\0\0\1",
        b"",
    ],
)
def test_other_rows_are_none(body: bytes) -> None:
    assert cql.keyspaces(answer(frame(8, body))) is None


@pytest.mark.parametrize("name", ["system", "system_auth", "system_virtual_schema", "dse_system"])
def test_the_servers_own_keyspaces_are_known(name: str) -> None:
    assert cql.SYSTEM.fullmatch(name)
    assert not cql.SYSTEM.fullmatch(f"my_{name}")


def test_a_frame_is_waited_for_and_no_longer() -> None:
    assert cql.needed(NAMES) == 0
    assert all(0 < cql.needed(NAMES[:cut]) <= len(NAMES) - cut for cut in range(len(NAMES)))
    assert cql.needed(b"HTTP") == 0
    assert cql.needed(b"\x84\0\0\0\x08\xff\xff\xff\xff") == 0


@given(st.binary(max_size=200), st.sampled_from([b"", SUPPORTED[:20], NAMES, ASKS, b"\x84\0\0\0"]))
def test_no_bytes_make_it_raise(raw: bytes, begin: bytes) -> None:
    made = [begin + raw, raw + begin, *(frame(kind, raw) for kind in range(9))]
    for one in made:
        cql.needed(one)
        found = cql.frame(one)
        if found is not None:
            cql.options(found)
            cql.authenticator(found)
            cql.keyspaces(found)
            cql.error(found)
