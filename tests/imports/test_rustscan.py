from __future__ import annotations

import pytest
from hypothesis import given

from leftopen.imports.rustscan import reader
from leftopen.model.field_group import NOTHING
from leftopen.model.import_reader import BadLine, Imported
from tests.imports.looks import ANY, all_of, answers, bears_anything, reason

LINE = b"192.0.2.1 -> [22,443]\n2001:db8::1 -> [80]\n"


def test_a_host_has_its_ports_in_one_line() -> None:
    found = all_of(reader, [LINE])
    assert [(str(one.address), one.port, one.timestamp) for one in found if isinstance(one, Imported)] == [
        ("192.0.2.1", 22, None), ("192.0.2.1", 443, None), ("2001:db8::1", 80, None),
    ]  # fmt: skip
    assert isinstance(found[0], Imported)
    assert found[0].sees == NOTHING


def test_a_port_as_it_is_found() -> None:
    assert [one.port for one in answers(reader, b"Open 192.0.2.1:8443\r")] == [8443]
    assert [str(one.address) for one in answers(reader, b"Open [2001:db8::1]:80")] == ["2001:db8::1"]


def test_a_bad_port_costs_the_host_none_of_its_others() -> None:
    found = reader.read(b"192.0.2.1 -> [22, 70000, 443]")
    assert [one if isinstance(one, BadLine) else one.port for one in found] == [
        22,
        BadLine("invalid port"),
        443,
    ]


@pytest.mark.parametrize("raw", [b"hello", b"192.0.2 -> [80]", b"192.0.2.1 -> []", b"192.0.2.1 -> [x]"])
def test_a_bad_line_says_why(raw: bytes) -> None:
    assert reason(reader, raw)


def test_it_is_recognised() -> None:
    assert reader.recognises(b"\n" + LINE)
    assert not reader.recognises(b"192.0.2.1\n")
    assert not reader.recognises(b"x -> [y]\n")


@given(ANY)
def test_any_bytes_are_borne(raw: bytes) -> None:
    bears_anything(reader, raw)
