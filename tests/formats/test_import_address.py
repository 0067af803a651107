from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats import import_address
from leftopen.formats.json_line import Unread
from leftopen.model.facts import Json

ODD: list[Json] = [
    "192.0.2", "192.0.513", "3221225985", "203.0.0113", "203.0.113.010", "203.0.113.08", "203.0.113.256",
    "0x7f.1", "0xc0.0.2.1", "0300.0.2.1", "192.0.2.1.", ".192.0.2.1", "192.0.2.1.1", "192..2.1",
    "192.0.2.1/32", "192.0.2.1\n", " 192.0.2.1", "192.0.2.+1", "192.0.2.-1", "192.0.2.1_0",
    "192.0.2.\u0661", "::ffff:192.0.02.1", "::ffff:192.0.2", "2001:db8::1%eth0", "[2001:db8::1]",
    "2001:db8::00001", "1:2:3:4:5:6:7:8:9", "", "x", None, 5, True, ["192.0.2.1"],
]  # fmt: skip


@pytest.mark.parametrize("answer", ODD)
def test_what_is_written_short_or_odd_is_no_address(answer: Json) -> None:
    with pytest.raises(Unread):
        import_address.read(answer)


@given(st.ip_addresses(v=4))
def test_every_address_of_ipv4_is_read_as_it_is_written(one: object) -> None:
    assert str(import_address.read(str(one))) == str(one)


@given(st.integers(0, 2**32 - 1))
def test_a_number_is_the_address_of_which_it_is_the_number(number: int) -> None:
    assert int(import_address.read_number(number).ip) == number


@pytest.mark.parametrize("answer", [-1, 2**32, True, 1.0, "1", None, []])
def test_any_other_number_is_none(answer: Json) -> None:
    with pytest.raises(Unread):
        import_address.read_number(answer)
