from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.address_range import prefix
from leftopen.ranges.azure import reader
from tests.places.range_files import AZURE_GOVERNMENT as FILE
from tests.ranges.reading import known_as, read_or_told, refused


def test_whose_then_which_region_then_which_service() -> None:
    read = reader.read(FILE)
    assert (read.name, read.title) == ("azure_government", "Azure Government service tags (change 402)")
    assert read.dated == ""
    whose, region, service = read.layers
    assert {answer.cloud_provider for _, _, answer in whose} == {"Azure Government"}
    assert (*prefix("20.141.0.0/17"), "usdodeast") in [(a, b, answer.cloud_region) for a, b, answer in region]
    assert {answer.cloud_service for _, _, answer in service} == {"Storage", "ActionGroup"}
    assert known_as(FILE) == ["azure"]


def test_the_public_cloud_has_a_name_of_its_own() -> None:
    read = reader.read(FILE.replace(b'"AzureGovernment"', b'"Public"'))
    assert (read.name, {answer.cloud_provider for _, _, answer in read.layers[0]}) == ("azure", {"Azure"})


def test_of_two_services_with_one_prefix_the_smaller_tag_comes_later() -> None:
    both = FILE.replace(b'"20.140.8.7/32"', b'"20.140.8.0/24"')
    at = [
        answer.cloud_service
        for first, _, answer in reader.read(both).layers[2]
        if first == prefix("20.140.8.0")[0]
    ]
    assert at[-1] == "Storage"
    wider = both.replace(b'["20.140.8.0/24"]', b'["20.140.8.0/24", "20.140.10.0/23"]')
    small = wider.replace(b', "2001:489a:3103:402::178/125"', b"")
    at = [
        answer.cloud_service
        for first, _, answer in reader.read(small).layers[2]
        if first == prefix("20.140.8.0")[0]
    ]
    assert at[-1] == "ActionGroup"


def test_a_cut_or_wrong_file_is_one_clear_line() -> None:
    refused(reader, FILE[:-3], "not a complete file of Azure service tags")
    refused(reader, FILE.replace(b"20.140.8.7/32", b"here"), "'here' is not a valid range")


@given(
    st.one_of(
        st.binary(max_size=80), st.integers(0, len(FILE)).map(lambda at: FILE[:at] + b"1" + FILE[at + 1 :])
    )
)
def test_any_bytes_are_read_or_told(data: bytes) -> None:
    read_or_told(reader, data)
