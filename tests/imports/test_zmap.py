from __future__ import annotations

import pytest
from hypothesis import given

from leftopen.imports.zmap import reader
from leftopen.model.field_group import NOTHING
from leftopen.model.import_reader import Imported
from tests.imports.looks import ANY, all_of, bears_anything, moment, reason

TABLE = (
    b"saddr,daddr,sport,dport,classification,success,repeat,timestamp_ts,timestamp_us\n"
    b"192.0.2.1,198.51.100.1,443,40000,synack,1,0,1772337906,7\n"
    b"192.0.2.2,198.51.100.1,443,40000,rst,0,0,1772337906,8\n"
    b"192.0.2.1,198.51.100.1,443,40000,synack,1,1,1772337907,9\n"
    b"192.0.2.3,198.51.100.1\n"
)


def test_a_table_is_read_by_its_names() -> None:
    first, short = all_of(reader, [TABLE[:90], TABLE[90:]])
    assert isinstance(first, Imported)
    assert (str(first.address), first.port) == ("192.0.2.1", 443)
    assert first.timestamp == moment(2026, 3, 1, 4, 5, 6, 7)
    assert not isinstance(short, Imported), "a row of another length"


def test_times_written_out() -> None:
    raw = b"saddr,timestamp_str\n192.0.2.1,2026-03-01T04:05:06.000+0000\n"
    [found] = all_of(reader, [raw])
    assert isinstance(found, Imported)
    assert (found.timestamp, found.port) == (moment(2026, 3, 1, 4, 5, 6), 0)


def test_a_bare_list_says_neither_port_nor_time() -> None:
    found = all_of(reader, [b"192.0.2.1\n\n2001:db8::1\n# x\n192.0.2.2:8080\n[2001:db8::2]:443\n"])
    assert [(str(a.address), a.port, a.timestamp) for a in found if isinstance(a, Imported)] == [
        ("192.0.2.1", 0, None),
        ("2001:db8::1", 0, None),
        ("192.0.2.2", 8080, None),
        ("2001:db8::2", 443, None),
    ]


@pytest.mark.parametrize(
    "raw",
    [
        b"hello", b"192.0.2.300", b"192.0.2.1:0", b"?", b"192.0.2", b"192.0.2:80", b"203.0.0113",
        b"203.0.113.010", b"0x7f.1", b"0x7f.1:80", b"3221225985", b"3221225985:80", b"192.0.2.1/32",
        b"[192.0.2.1]:80", b"192.0.2.1]:80", b"[192.0.2.1:80", b"1:2:3:4:5:6:7:8:80", b"[2001:db8::1]",
        b"[2001:db8::1:80", b"[]:80", b"192.0.2.1:080000", b"192.0.2.1:", b"[::1]80", b"192.0.2.1 192.0.2.2",
        b'{"saddr":"192.0.2","sport":"80"}', b'{"saddr":"0x7f.1","sport":"80"}',
        b'{"saddr":3221225985,"sport":"80"}',
    ],
)  # fmt: skip
def test_what_is_no_address_is_a_bad_line(raw: bytes) -> None:
    assert reason(reader, b"1 " + raw)


@pytest.mark.parametrize(
    ("head", "known"),
    [(TABLE, True), (b"192.0.2.1\n", True), (b"2001:db8::1\n", True), (b"{}\n", False), (b"hello\n", False)],
)
def test_it_is_recognised(head: bytes, known: bool) -> None:
    assert reader.recognises(head) is known


@given(ANY)
def test_any_bytes_are_borne(raw: bytes) -> None:
    bears_anything(reader, raw)


def test_json_lines_are_read_by_their_names() -> None:
    raw = (
        b'{"saddr":"192.0.2.1","sport":443,"success":1,"repeat":0,"timestamp_ts":1772337906,"timestamp_us":7}\n'
        b'{"saddr":"192.0.2.2","sport":443,"success":false}\n{"saddr":"192.0.2.3","sport":80,"repeat":true}\n'
        b'{"saddr":"192.0.2.4","timestamp_str":"2026-03-01T04:05:06.000+0000"}\n{"x":1}\n'
    )
    assert reader.recognises(raw)
    first, last, bad = all_of(reader, [raw[:50], raw[50:]])
    assert isinstance(first, Imported)
    assert isinstance(last, Imported)
    assert (str(first.address), first.port) == ("192.0.2.1", 443)
    assert first.timestamp == moment(2026, 3, 1, 4, 5, 6, 7)
    assert (str(last.address), last.port, last.timestamp) == ("192.0.2.4", 0, moment(2026, 3, 1, 4, 5, 6))
    assert not isinstance(bad, Imported)
    assert first.sees == NOTHING


def test_names_of_columns_may_stand_in_quotes() -> None:
    raw = b'"sport","saddr"\r\n"443","192.0.2.1"\r\n'
    assert reader.recognises(raw)
    [found] = all_of(reader, [raw])
    assert isinstance(found, Imported)
    assert (str(found.address), found.port) == ("192.0.2.1", 443)
