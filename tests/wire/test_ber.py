"""BER: strict, definite, bounded."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import ber
from leftopen.wire.ber import Element

SAMPLE = bytes.fromhex("300c0201016007020103040080 00".replace(" ", ""))


def nested(depth: int) -> bytes:
    raw = b""
    for _ in range(depth):
        raw = ber.encode(ber.SEQUENCE, raw)
    return raw


def test_a_value_is_read_with_everything_in_it() -> None:
    answer = ber.read(SAMPLE)
    assert answer is not None
    assert answer.tag == ber.SEQUENCE
    assert answer.parts[0].number == 1
    assert answer.parts[1].parts == (
        Element(tag=2, body=b"\3"),
        Element(tag=4),
        Element(tag=0x80),
    )


@given(st.integers(-(2**63), 2**63 - 1))
def test_a_number_comes_back(value: int) -> None:
    answer = ber.read(ber.number(value))
    assert answer is not None
    assert answer.number == value


@given(st.binary(max_size=400))
def test_a_string_comes_back(value: bytes) -> None:
    raw = ber.octets(value)
    answer = ber.read(raw)
    assert answer is not None
    assert answer.body == value
    assert ber.needed(raw) == 0


def test_lengths_with_leading_zeros_are_allowed() -> None:
    answer = ber.read(b"\x30\x84\0\0\0\3\x02\1\5")
    assert answer is not None
    assert answer.parts[0].number == 5


@pytest.mark.hostile("H21")
@pytest.mark.parametrize(
    "raw",
    [
        b"\x30\x80\x02\x01\x01\x00\x00",
        b"\x30\x84\xff\xff\xff\xff\x02\x01\x01",
        b"\x30\x83\x01\x00\x01" + bytes(65537),
        b"\x30\x88\0\0\0\0\0\0\0\3\x02\x01\x01",
        b"\x30\xff\x02\x01\x01",
        b"\x30\x03\x02\x02\x01",
        b"\x3f\x81\x01\x00",
        b"\x02\x01\x01\x00",
        nested(ber.DEEPEST + 1),
        nested(10_000)[:65536],
        b"\x30\x80" * 30_000,
    ],
)
def test_an_indefinite_or_huge_length_and_a_value_within_itself_are_none(raw: bytes) -> None:
    assert ber.read(raw) is None


def test_as_deep_as_allowed_is_read() -> None:
    assert ber.read(nested(ber.DEEPEST - 1)) is not None


@pytest.mark.hostile("H21")
def test_a_lie_about_the_length_does_not_make_us_wait_for_gigabytes() -> None:
    assert ber.needed(b"\x30\x84\x7f\xff\xff\xff") == 0
    assert ber.needed(b"\x30\x80") == 0
    assert ber.needed(b"\x30\x83\x01\x00\x00") == ber.LARGEST


def test_what_is_still_needed_counts_down_to_nothing() -> None:
    assert ber.needed(b"") == 2
    assert ber.needed(b"\x30\x82\x01") == 1
    assert [ber.needed(SAMPLE[:cut]) for cut in range(2, len(SAMPLE) + 1)] == list(range(12, -1, -1))


@pytest.mark.hostile("H21", "H22")
def test_a_value_cut_after_every_byte_is_none() -> None:
    assert all(ber.read(SAMPLE[:cut]) is None for cut in range(len(SAMPLE)))


def test_values_one_after_another_are_split_up_to_the_last_whole_one() -> None:
    assert ber.split(SAMPLE * 3 + SAMPLE[:5]) == (SAMPLE, SAMPLE, SAMPLE)
    assert ber.split(SAMPLE * 5, 2) == (SAMPLE, SAMPLE)
    assert ber.split(b"") == ()


@pytest.mark.hostile("H21")
@given(st.binary(max_size=300), st.sampled_from([b"", b"\x30", b"\x30\x84", b"\x30\x80", SAMPLE]))
def test_no_bytes_make_it_raise(raw: bytes, before: bytes) -> None:
    for made in (raw, before + raw, ber.encode(ber.SEQUENCE, raw)):
        ber.read(made)
        ber.split(made)
        ber.head(made)
        assert 0 <= ber.needed(made) <= ber.LARGEST + 6
