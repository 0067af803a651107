from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.address_range import pair
from leftopen.ranges.asn import reader
from tests.places.range_files import NETWORKS as FILE
from tests.ranges.reading import known_as, read_or_told, refused


def answer(data: bytes) -> list[tuple[int, str, str]]:
    return [(one.asn, one.org, one.isp) for _, _, one in reader.read(data).layers[0]]


def test_numbers_and_names_and_nobody_for_number_0() -> None:
    assert answer(FILE)[:2] == [
        (64500, "Wide Holding", "Wide Holding"),
        (64501, "Made Up, Inc.", "Made Up, Inc."),
    ]
    assert len(answer(FILE)) == 4
    assert reader.read(FILE).layers[0][2][:2] == pair("52.94.4.0", "52.94.4.255")
    assert known_as(FILE) == ["asn"]


def test_a_file_of_one_family_is_named_by_it() -> None:
    assert reader.read(FILE).name == "asn"
    assert reader.read(b"1.0.0.0,1.0.0.9,5,X\n").name == "asn_ipv4"
    assert reader.read(b"2a00::,2a00::9,5,X\n").name == "asn_ipv6"


def test_the_usual_variants_are_read_too() -> None:
    assert answer(b"16777216,16777471,AS64500,Numbers Co\n") == [(64500, "Numbers Co", "Numbers Co")]
    tabs = b"1.0.0.0\t1.0.0.255\t64500\tUS\tTABS-CO\n"
    assert answer(tabs) == [(64500, "TABS-CO", "TABS-CO")]
    assert known_as(tabs) == ["asn"]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (b"1.0.0.9,1.0.0.0,5,X", "line 1: 1.0.0.9 comes after 1.0.0.0"),
        (b"1.0.0.0,2001:db8::,5,X", "different IP versions"),
        (b"1.0.0.0,1.0.0.9,many,X", "'many' is not a valid AS number"),
        (b"1.0.0.0,1.0.0.9,4294967296,X", "is not a valid AS number"),
        (b"1.0.0.0,1.0.0.9", "line 1: fewer than 4 fields"),
    ],
)
def test_a_wrong_row_is_named(row: bytes, why: str) -> None:
    refused(reader, row, why)


rows = st.lists(st.sampled_from([*b'0123456789.:,\n\t"abAS#']), max_size=60).map(bytes)


@given(st.one_of(st.binary(max_size=80), rows, st.integers(0, len(FILE)).map(lambda at: FILE[:at])))
def test_any_bytes_are_read_or_told(data: bytes) -> None:
    read_or_told(reader, data)
