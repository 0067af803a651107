"""Signed files and pages: nothing in them can be changed unnoticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.cases import proof_keys, signed_file
from leftopen.cases.proof import ProofStatus
from leftopen.errors import BadProof
from leftopen.model.facts import Json

KEY = proof_keys.private_from_seed(bytes(32))
OTHER = proof_keys.private_from_seed(bytes([1] * 32))
BODY: dict[str, Json] = {"format": signed_file.REPORT, "people": 12, "said": "a --> b <!-- c"}
PAGE = b"<!doctype html><p>12 people</p>\n"


def test_it_is_valid_with_the_signers_key_and_only_intact_without() -> None:
    for raw in (signed_file.sign(BODY, KEY), signed_file.sign_page(PAGE, BODY, KEY)):
        assert signed_file.check(raw, proof_keys.public_bytes(KEY)).standing is ProofStatus.VALID
        assert signed_file.check(raw).standing is ProofStatus.INTACT
        assert signed_file.check(raw, proof_keys.public_bytes(OTHER)).standing is ProofStatus.BROKEN


def test_a_page_is_shown_as_it_was_and_holds_its_signature_once() -> None:
    raw = signed_file.sign_page(PAGE, BODY, KEY)
    assert raw.startswith(PAGE)
    assert raw.count(b"-->") == 1


def test_what_is_appended_to_a_page_or_put_into_it_breaks_it() -> None:
    raw = signed_file.sign_page(PAGE, BODY, KEY)
    assert signed_file.check(raw.replace(b"12 people", b"13 people")).standing is ProofStatus.BROKEN
    for wrong in (raw + b"<p>nobody</p>", raw.replace(b'"people":12', b'"people":13')):
        with_answer = _standing(wrong)
        assert with_answer in (ProofStatus.BROKEN, None)


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_any_changed_byte_breaks_it(at: int, by: int) -> None:
    for raw in (signed_file.sign(BODY, KEY), signed_file.sign_page(PAGE, BODY, KEY)):
        changed = bytearray(raw)
        changed[at % len(raw)] ^= by
        assert _standing(bytes(changed)) in (ProofStatus.BROKEN, None)


@given(st.binary(max_size=400))
def test_any_bytes_are_no_signed_file_or_one_answer(raw: bytes) -> None:
    assert _standing(raw) is None


def _standing(raw: bytes) -> ProofStatus | None:
    try:
        return signed_file.check(raw).standing
    except BadProof:
        return None


def test_a_key_that_is_none_is_refused() -> None:
    with pytest.raises(BadProof):
        signed_file.check(signed_file.sign(BODY, KEY), b"no key")
