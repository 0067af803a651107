from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.address_range import prefix
from leftopen.model.location import Location
from leftopen.ranges.cloudflare import reader
from tests.ranges.reading import known_as, read_or_told, refused

FILE = b'{"result": {"ipv4_cidrs": ["104.16.0.0/13"], "ipv6_cidrs": ["2606:4700::/32"]}, "success": true}'


def test_both_families_are_cloudflare_s() -> None:
    answer = Location(cloud_provider="Cloudflare")
    assert reader.read(FILE).layers == (
        [(*prefix("104.16.0.0/13"), answer), (*prefix("2606:4700::/32"), answer)],
    )
    assert known_as(FILE) == ["cloudflare"]
    refused(reader, FILE[:-2], "not a complete response of Cloudflare")


@given(
    st.one_of(
        st.binary(max_size=80), st.integers(0, len(FILE)).map(lambda at: FILE[:at] + b"1" + FILE[at + 1 :])
    )
)
def test_any_bytes_are_read_or_told(data: bytes) -> None:
    read_or_told(reader, data)
