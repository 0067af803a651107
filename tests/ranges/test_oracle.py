from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.address_range import prefix
from leftopen.ranges.oracle import reader
from tests.ranges.reading import known_as, read_or_told, refused

FILE = (
    b'{"last_updated_timestamp": "2026-11-02T19:55:47.204985", "regions": ['
    b'{"region": "us-langley-1", "cidrs": ['
    b'{"cidr": "129.146.0.0/21", "tags": ["OCI"]}, '
    b'{"cidr": "134.70.8.0/21", "tags": ["OSN", "OBJECT_STORAGE"]}]}]}'
)


def test_prefixes_come_with_region_and_their_most_exact_tag() -> None:
    read = reader.read(FILE)
    assert [
        (first, last, answer.cloud_region, answer.cloud_service) for first, last, answer in read.layers[0]
    ] == [
        (*prefix("129.146.0.0/21"), "us-langley-1", "OCI"),
        (*prefix("134.70.8.0/21"), "us-langley-1", "OBJECT_STORAGE"),
    ]
    assert read.dated == "2026-11-02"
    assert known_as(FILE) == ["oracle"]
    refused(reader, FILE[:-2], "not a complete public_ip_ranges.json")


@given(
    st.one_of(
        st.binary(max_size=80), st.integers(0, len(FILE)).map(lambda at: FILE[:at] + b"1" + FILE[at + 1 :])
    )
)
def test_any_bytes_are_read_or_told(data: bytes) -> None:
    read_or_told(reader, data)
