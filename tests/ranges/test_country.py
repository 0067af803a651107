from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.address_range import pair
from leftopen.ranges.country import reader
from tests.ranges.reading import known_as, read_or_told, refused

FILE = b"# made up\n8.8.8.0,8.8.8.255,de\n16777216,16777471,AU\n2a00::,2a00::ffff,??\n"


def test_two_letters_and_nothing_where_the_file_knows_none() -> None:
    assert [(one[0], one[1], one[2].country_code) for one in reader.read(FILE).layers[0]] == [
        (*pair("8.8.8.0", "8.8.8.255"), "DE"),
        (*pair("1.0.0.0", "1.0.0.255"), "AU"),
    ]
    assert known_as(FILE[10:]) == ["country"]


def test_a_wrong_row_is_named() -> None:
    read = reader.read(FILE + b"8.8.9.0,8.8.9.255,Germany\n")
    assert (read.layers, read.bad) == (reader.read(FILE).layers, 1)
    assert [(one.line, one.why) for one in read.quoted] == [(5, "'Germany' is not a two-letter country code")]
    refused(reader, b"8.8.8.9,8.8.8.0,DE\n", "comes after")


@given(st.one_of(st.binary(max_size=80), st.integers(0, len(FILE)).map(lambda at: FILE[:at])))
def test_any_bytes_are_read_or_told(data: bytes) -> None:
    read_or_told(reader, data)
