from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.address_range import prefix
from leftopen.ranges.aws import reader
from tests.places.range_files import AWS
from tests.ranges.reading import known_as, read_or_told, refused


def test_prefixes_come_with_region_service_and_the_file_s_day() -> None:
    read = reader.read(AWS)
    assert read.dated == "2026-11-03"
    general, exact = read.layers
    assert {answer.cloud_service for _, _, answer in general} == {"AMAZON"}
    assert [(first, last, answer.cloud_service) for first, last, answer in exact] == [
        (*prefix("52.94.4.0/24"), "EC2")
    ]
    assert (*prefix("2600:1f00::/40"), "eu-west-1") in [
        (a, b, answer.cloud_region) for a, b, answer in general
    ]
    assert known_as(AWS) == ["aws"]


def test_a_cut_or_wrong_file_is_one_clear_line() -> None:
    refused(reader, AWS[:-40], "not a complete ip-ranges.json")
    refused(
        reader,
        AWS.replace(b"52.94.0.0/16", b"52.94.0.1/16"),
        "'52.94.0.1/16' is not a valid range: .*host bits set",
    )
    refused(reader, b"[]", "not a complete ip-ranges.json")


@given(
    st.one_of(
        st.binary(max_size=80), st.integers(0, len(AWS)).map(lambda at: AWS[:at] + b"1" + AWS[at + 1 :])
    )
)
def test_any_bytes_are_read_or_told(data: bytes) -> None:
    read_or_told(reader, data)
