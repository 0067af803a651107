from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.address_range import prefix
from leftopen.model.location import Location
from leftopen.ranges.gcp import reader
from tests.ranges.reading import known_as, read_or_told, refused

CLOUD = (
    b'{"syncToken": "1793750400087", "creationTime": "2026-11-04T10:01:33.087737", "prefixes": ['
    b'{"ipv4Prefix": "34.80.0.0/15", "service": "Google Cloud", "scope": "asia-east1"}, '
    b'{"ipv6Prefix": "2600:1900:4030::/44", "service": "Google Cloud", "scope": "asia-east1"}]}'
)
GOOG = (
    b'{"syncToken": "1", "creationTime": "2026-11-04T10:01:33", "prefixes": [{"ipv4Prefix": "8.8.8.0/24"}]}'
)


def test_regions_of_both_families() -> None:
    read = reader.read(CLOUD)
    answer = Location(cloud_provider="Google", cloud_region="asia-east1", cloud_service="Google Cloud")
    assert read.layers == ([(*prefix("34.80.0.0/15"), answer), (*prefix("2600:1900:4030::/44"), answer)],)
    assert (read.name, read.dated) == ("gcp", "2026-11-04")
    assert known_as(CLOUD) == ["gcp"]


def test_google_s_own_prefixes_are_another_source() -> None:
    read = reader.read(GOOG)
    assert (read.name, read.title) == ("google", "Google ranges")
    assert read.layers[0][0][2] == Location(cloud_provider="Google")
    assert known_as(GOOG) == ["gcp"]


def test_a_prefix_without_an_address_is_one_clear_line() -> None:
    refused(reader, b'{"creationTime": "2026-11-04", "prefixes": [{}]}', "'' is not a valid range")


@given(
    st.one_of(
        st.binary(max_size=80), st.integers(0, len(CLOUD)).map(lambda at: CLOUD[:at] + b"1" + CLOUD[at + 1 :])
    )
)
def test_any_bytes_are_read_or_told(data: bytes) -> None:
    read_or_told(reader, data)
