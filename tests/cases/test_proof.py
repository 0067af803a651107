from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.cases import hash_chain, proof_keys
from leftopen.cases.proof import ProofContext, ProofStatus, build, check, sign
from leftopen.errors import BadProof, BadSetting
from leftopen.model.case import CaseEventKind
from leftopen.model.facts import Json
from tests.cases.made_up import TALK, a_closed_chain, chained, detected_body, minute
from tests.each import each

KEY = proof_keys.private_from_seed(bytes(range(32)))
OTHER = proof_keys.private_from_seed(bytes(32))
PUBLIC = proof_keys.public_bytes(KEY)
EVENTS = a_closed_chain()
AROUND = ProofContext(
    clause="192.0.2.0/24 allowed by J. Roe until 2027",
    vantage="office",
    scanner="leftopen 0.1.0",
    head_seq=9,
    head_hash="e" * 64,
    written=minute(10),
)
BODY = build(EVENTS, {"look-0": TALK, "look-2": TALK}, AROUND)
FILE = sign(BODY, KEY)


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of everything in a document that is no container."""
    inside = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    )
    if inside is None:
        yield path
        return
    for key, below in inside:
        yield from leaves(below, (*path, key))


def changed(path: tuple[Any, ...]) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(FILE)
    place: Any = document
    for key in path[:-1]:
        place = place[key]
    old = place[path[-1]]
    place[path[-1]] = (
        not old if isinstance(old, bool) else old + 1 if isinstance(old, int | float) else "ab" * 32
    )
    return document


PATHS = list(leaves(json.loads(FILE)))


def test_a_proof_is_valid_for_its_key_and_intact_without() -> None:
    assert check(FILE, PUBLIC).standing is ProofStatus.VALID
    assert check(FILE + b"\n", proof_keys.public_pem(KEY)).standing is ProofStatus.VALID
    answer = check(FILE)
    because = "not changed since it was signed; by whom is not verified without the public key"
    assert (answer.standing, answer.because) == (ProofStatus.INTACT, because)


def test_another_key_is_named() -> None:
    answer = check(FILE, proof_keys.public_bytes(OTHER))
    assert answer.standing is ProofStatus.BROKEN
    assert proof_keys.fingerprint(PUBLIC) in answer.because


@each("path", PATHS)
def test_a_change_of_any_field_is_seen_without_any_key(path: tuple[Any, ...]) -> None:
    assert check(hash_chain.canonical(changed(path))).standing is ProofStatus.BROKEN


RESIGNED = [
    path for path in PATHS if path[0] == "proof" and path[1] in {"case", "events", "looks", "rule", "format"}
]


@each("path", RESIGNED)
def test_facts_that_do_not_follow_from_the_events_are_seen_even_when_signed(path: tuple[Any, ...]) -> None:
    assert check(sign(changed(path)["proof"], KEY), PUBLIC).standing is ProofStatus.BROKEN


def test_events_left_out_are_seen_even_when_signed() -> None:
    events = BODY["events"]
    assert isinstance(events, list)
    for place in range(len(events)):
        body: dict[str, Json] = {**BODY, "events": events[:place] + events[place + 1 :]}
        if place != 1:
            assert check(sign(body, KEY)).standing is ProofStatus.BROKEN
    assert check(sign({**BODY, "events": events[:1] + events[2:]}, KEY)).standing is ProofStatus.BROKEN


def test_a_head_before_the_last_event_is_seen() -> None:
    heads: list[Json] = [{"seq": 3, "hash": "e" * 64}, {"seq": 4, "hash": "e" * 64}, {"seq": "9"}, None]
    for head in heads:
        assert check(sign({**BODY, "head": head}, KEY)).standing is ProofStatus.BROKEN


def test_the_same_content_in_other_bytes_is_not_the_file() -> None:
    assert check(json.dumps(json.loads(FILE), indent=1).encode()).standing is ProofStatus.BROKEN
    twice = FILE[:-1] + b',"proof":{}}'
    assert check(twice).standing is ProofStatus.BROKEN


def test_a_proof_says_what_is_not_known_and_shows_no_excerpt() -> None:
    assert b"who read it before it was closed is not known from here" in FILE
    assert b"excerpt" not in FILE
    assert b"GET / HTTP" not in FILE


def test_an_erased_transcript_leaves_its_digest() -> None:
    bare = sign(build(EVENTS, {}, AROUND), KEY)
    assert check(bare, PUBLIC).standing is ProofStatus.VALID


def test_a_transcript_that_was_not_recorded_is_refused() -> None:
    with pytest.raises(ValueError, match="not the one"):
        build(EVENTS, {"look-0": TALK[:1]}, AROUND)


@pytest.mark.parametrize(
    "last",
    [
        (CaseEventKind.NOTIFIED, {"notice": "n1"}),
        (CaseEventKind.CLOSED_BY_WORD, {"because": "the owner called"}),
        (CaseEventKind.WENT_SILENT, {"because": "silent", "rounds": 2, "needed": 3}),
    ],
)
def test_only_evidence_is_proved(last: tuple[CaseEventKind, dict[str, Json]]) -> None:
    with pytest.raises(ValueError, match="only what evidence closed"):
        build(chained((CaseEventKind.DETECTED, detected_body()), last), {}, AROUND)


DEEP = b"[" * 100_000


@pytest.mark.parametrize("raw", [b"", b"no", b"\xff", b"[]", b"7", DEEP, b'{"a":' * 50_000, b"1" * 5000])
def test_what_is_no_json_object_is_a_bad_proof(raw: bytes) -> None:
    with pytest.raises(BadProof):
        check(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"{}",
        b'{"proof":1,"signature":{}}',
        b'{"a":NaN}',
        b'{"proof":{"format":"leftopen-proof/1"},"signature":{}}',
    ],
)
def test_what_is_an_object_but_no_proof_is_broken(raw: bytes) -> None:
    assert check(raw).standing is ProofStatus.BROKEN


@given(st.binary(max_size=300))
def test_any_bytes_are_answered_or_a_bad_proof(raw: bytes) -> None:
    try:
        answer = check(raw)
    except BadProof:
        return
    assert answer.standing is ProofStatus.BROKEN


@given(st.integers(0, len(FILE) - 1), st.integers(1, 255))
def test_any_changed_byte_is_seen(place: int, flip: int) -> None:
    raw = bytearray(FILE)
    raw[place] ^= flip
    try:
        answer = check(bytes(raw), PUBLIC)
    except BadProof:
        return
    assert answer.standing is ProofStatus.BROKEN


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["seq", "body", "at"]), inner)
    ),
    max_leaves=8,
)


@given(st.sampled_from(["case", "rule", "looks", "events", "head"]), json_values)
def test_any_signed_nonsense_is_answered(key: str, value: Any) -> None:
    try:
        raw = sign({**BODY, key: value}, KEY)
    except ValueError:
        return
    assert check(raw, PUBLIC).standing is ProofStatus.BROKEN


@given(st.binary(max_size=200))
def test_a_public_key_that_is_none_is_a_bad_proof(raw: bytes) -> None:
    if len(raw) != 32:
        with pytest.raises(BadProof):
            check(FILE, raw)


def test_keys_go_through_their_pem_form() -> None:
    again = proof_keys.read_private(proof_keys.private_pem(KEY))
    assert proof_keys.public_bytes(again) == PUBLIC
    assert proof_keys.public_bytes(proof_keys.read_private(bytes(range(32)))) == PUBLIC
    for raw in (b"", b"-----BEGIN PRIVATE KEY-----", proof_keys.public_pem(KEY)):
        with pytest.raises(BadSetting):
            proof_keys.read_private(raw)


def test_a_moment_beyond_all_numbers_is_broken_and_no_crash() -> None:
    body = json.loads(FILE)["proof"]
    for look in body["looks"]:
        for line in look["lines"]:
            line["at"] = 1e308
    assert check(sign(body, OTHER)).standing is ProofStatus.BROKEN
