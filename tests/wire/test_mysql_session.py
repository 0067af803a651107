"""MySQL's login without a password, and the list of databases, on real shapes and on any bytes."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import mysql, mysql_session
from leftopen.wire.mysql_session import Databases
from tests.wire.mysql_said import ACCEPTED, SWITCH, error, listing, packet


@pytest.mark.parametrize(("tls", "number"), [(False, 1), (True, 2)])
def test_the_login_names_a_made_up_user_and_no_password(tls: bool, number: int) -> None:
    said = mysql_session.login(0x81FF_FFFE, tls=tls)
    flags = struct.unpack_from("<I", said, 4)[0]
    assert (len(said) - 4, said[3]) == (int.from_bytes(said[:3], "little"), number)
    assert bool(flags & mysql.SSL) is tls
    assert said[36:] == b"leftopen_nobody\0\0mysql_native_password\0"
    assert mysql_session.login(0x8200, tls=tls)[36:] == b"leftopen_nobody\0\0"


def test_another_method_gets_an_empty_packet_of_the_next_number() -> None:
    assert mysql_session.switches(mysql_session.payloads(SWITCH)[0]) == "mysql_native_password"
    assert mysql_session.empty_password(SWITCH) == b"\0\0\0\3"
    assert mysql_session.switches(b"\xfe\0\0\2\0") == ""


def test_databases_are_listed_whole_or_cut() -> None:
    whole = listing("information_schema", "made_up")
    found = mysql_session.payloads(whole)
    assert mysql_session.databases(found) == Databases(names=("information_schema", "made_up"), whole=True)
    assert mysql_session.databases(found[:-2]) == Databases(names=("information_schema",), whole=False)
    assert mysql_session.databases(mysql_session.payloads(error(1045, "Access denied"))) is None
    assert mysql_session.databases(()) is None


def test_an_ok_is_no_error_and_no_end() -> None:
    (found,) = mysql_session.payloads(ACCEPTED)
    assert mysql_session.is_accepted(found)
    assert not mysql_session.is_end(found)
    assert mysql.error(found) is None
    (denied,) = mysql_session.payloads(error(1045, "Access denied", state="28000"))
    assert not mysql_session.is_accepted(denied)
    assert mysql.error(denied) == mysql.Refusal(code=1045, text="Access denied")


@given(st.binary(max_size=200), st.sampled_from([b"", ACCEPTED, SWITCH, listing("a")]))
def test_no_bytes_make_it_raise(raw: bytes, begin: bytes) -> None:
    for made in (begin + raw, begin + packet(raw)):
        found = mysql_session.payloads(made)
        assert sum(len(payload) + 4 for payload in found) <= len(made)
        assert mysql_session.needed(made) <= mysql_session.LARGEST + 4
        mysql_session.databases(found)
        mysql_session.empty_password(made)
        for payload in (raw, *found):
            mysql_session.switches(payload)
            mysql.error(payload)


@given(st.lists(st.text(max_size=40).filter(lambda name: len(name.encode()) < 200), max_size=9))
def test_any_names_are_read_as_they_were_written(names: list[str]) -> None:
    found = mysql_session.databases(mysql_session.payloads(listing(*names)))
    assert found == Databases(names=tuple(names), whole=True)
