from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.address_range import prefix
from leftopen.model.location import Location
from leftopen.ranges.geofeed import reader
from tests.ranges.reading import known_as, read_or_told, refused

FILE = (
    b"# updated 2026-11-01\n193.0.8.0/24,NL,NL-NH,Amsterdam,1012\n2a00:1::/32,de,,,\n"
    b"193.0.9.0/24,,,,\n193.0.10.1,US\n"
)


def test_country_region_city_and_postal_code() -> None:
    assert reader.read(FILE).layers[0] == [
        (
            *prefix("193.0.8.0/24"),
            Location(country_code="NL", region_code="NH", city="Amsterdam", postal_code="1012"),
        ),
        (*prefix("2a00:1::/32"), Location(country_code="DE")),
        (*prefix("193.0.10.1"), Location(country_code="US")),
    ]
    assert known_as(FILE) == ["geofeed"]


def test_a_wrong_row_is_named() -> None:
    refused(reader, b"193.0.8.0/24,Holland\n", "line 1: 'Holland' is not a two-letter country code")
    read = reader.read(FILE + b"193.0.8.0/24,Holland\n193.0.8.1/24,NL\n")
    assert (read.layers, read.bad) == (reader.read(FILE).layers, 2)
    assert [one.line for one in read.quoted] == [6, 7]
    assert known_as(FILE + b"193.0.8.1/24,NL\n") == ["geofeed"]
    refused(reader, b"193.0.8.1/24,NL\n", "line 1: .* has host bits set")


def test_a_file_of_wrong_rows_only_is_not_taken_for_a_geofeed() -> None:
    assert known_as(b"193.0.8.0/24,Holland\n193.0.9.0/24,France\n") == []


@given(st.one_of(st.binary(max_size=80), st.integers(0, len(FILE)).map(lambda at: FILE[:at])))
def test_any_bytes_are_read_or_told(data: bytes) -> None:
    read_or_told(reader, data)
