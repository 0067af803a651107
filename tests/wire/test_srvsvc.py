"""The list of shares, whole, cut anywhere, and on any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import srvsvc
from leftopen.wire.srvsvc import Share
from tests.smb2_answers import share_list

WHOLE = share_list([("public", 0), ("C$", 0x80000000), ("IPC$", 0x80000003)])


def test_names_and_kinds_are_read() -> None:
    answer = srvsvc.shares(WHOLE)
    assert answer is not None
    assert answer.whole
    assert answer.named == (
        Share(name="public", kind=0, special=False),
        Share(name="C$", kind=0, special=True),
        Share(name="IPC$", kind=3, special=True),
    )


def test_a_fault_and_another_call_are_none() -> None:
    assert srvsvc.shares(b"\5\0\3" + WHOLE[3:]) is None
    assert srvsvc.shares(b"\4" + WHOLE[1:]) is None
    assert srvsvc.is_bound(b"\5\0\x0c" + bytes(20))
    assert not srvsvc.is_bound(b"\5\0\x0d" + bytes(20))


def test_the_questions_have_the_protocols_own_lengths() -> None:
    assert len(srvsvc.bind()) == 72
    assert srvsvc.bind()[8:10] == b"\x48\0"
    question = srvsvc.share_enum(4096)
    assert int.from_bytes(question[8:10], "little") == len(question)
    assert int.from_bytes(question[22:24], "little") == srvsvc.SHARE_ENUM


@pytest.mark.hostile("H22")
def test_a_list_cut_after_every_byte_gives_the_names_that_came() -> None:
    counts = []
    for cut in range(len(WHOLE)):
        answer = srvsvc.shares(WHOLE[:cut])
        counts.append(len(answer.named) if answer is not None else 0)
    assert counts == sorted(counts)
    assert counts[-1] == 3


def test_a_count_that_lies_makes_no_long_loop() -> None:
    raw = bytearray(WHOLE)
    raw[24 + 12 : 24 + 16] = raw[24 + 20 : 24 + 24] = b"\xff\xff\xff\x7f"
    answer = srvsvc.shares(bytes(raw))
    assert answer is not None
    assert (answer.named, answer.whole) == ((), False)


@pytest.mark.hostile("H22")
@given(st.binary(max_size=300), st.integers(0, len(WHOLE)))
def test_no_bytes_make_it_raise(raw: bytes, cut: int) -> None:
    for made in (raw, WHOLE[:cut] + raw, WHOLE[:24] + raw):
        answer = srvsvc.shares(made)
        assert answer is None or len(answer.named) <= srvsvc.MOST
        srvsvc.is_bound(made)
