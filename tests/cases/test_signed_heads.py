"""A signed head is of one key, one data folder, one event, one moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from leftopen.cases import signed_heads
from leftopen.cases.proof_keys import private_from_seed
from tests.cases.made_up import START

KEY, OTHER = private_from_seed(b"a" * 32), private_from_seed(b"b" * 32)
HEAD = signed_heads.sign_head(KEY, "f0" * 8, 7, "ab" * 32, START)


def test_what_was_signed_is_known_again_and_comes_back_as_it_was() -> None:
    assert signed_heads.is_signed(KEY.public_key(), "f0" * 8, HEAD)
    assert signed_heads.read(signed_heads.plain(HEAD)) == HEAD


@pytest.mark.parametrize(
    "changed",
    [
        replace(HEAD, seq=8),
        replace(HEAD, hash="ac" * 32),
        replace(HEAD, at=START + timedelta(microseconds=1)),
        replace(HEAD, signature=""),
        replace(HEAD, signature="zz"),
        replace(HEAD, signature=HEAD.signature[:-2] + "00"),
    ],
)
def test_with_anything_else_it_is_not(changed: signed_heads.Head) -> None:
    assert not signed_heads.is_signed(KEY.public_key(), "f0" * 8, changed)


def test_neither_by_another_key_nor_for_another_folder() -> None:
    assert not signed_heads.is_signed(OTHER.public_key(), "f0" * 8, HEAD)
    assert not signed_heads.is_signed(KEY.public_key(), "f1" * 8, HEAD)


@pytest.mark.parametrize(
    "record", [{}, {"format": signed_heads.FORMAT}, {**signed_heads.plain(HEAD), "seq": True}]
)
def test_what_is_no_head_is_refused(record: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        signed_heads.read(record)  # type: ignore[arg-type]


def test_a_chain_follows_where_it_goes_through_it() -> None:
    assert signed_heads.follows(None, lambda _: "")
    assert signed_heads.follows(HEAD, {7: "ab" * 32}.__getitem__)
    assert not signed_heads.follows(HEAD, lambda _: "")
