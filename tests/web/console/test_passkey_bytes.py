"""Whatever bytes a browser answers with: refused in a sentence, never a crash, never a way in."""

from __future__ import annotations

import base64
import json
from typing import Any

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.errors import BadRequest
from leftopen.model.passkey import Passkey, RelyingParty
from leftopen.service.identity import challenges, webauthn
from leftopen.service.workspace.workspace import utc_now
from tests.tier import examples
from tests.web.console.authenticator import Authenticator, text

PARTY = RelyingParty(id="localhost", origin="http://localhost:8322")
ASKED = b"a question of thirty-two bytes !"
KEY = Authenticator()
NEW = KEY.made({"user": {"id": "dXNlcg"}, "rp": {"id": "localhost"}, "challenge": text(ASKED)})
SIGNED = KEY.signed({"rpId": "localhost", "challenge": text(ASKED)})
KEPT = Passkey(
    id=text(KEY.id), user="user", name="x", party="localhost", made=utc_now(),
    key=webauthn.read_registration(NEW, PARTY, ASKED).key,
)  # fmt: skip
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(), below, max_size=4),
    max_leaves=12,
)
_CBOR = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.binary(max_size=80) | st.text(max_size=20),
    lambda below: (
        st.lists(below, max_size=4) | st.dictionaries(st.integers(-4, 4) | st.text(), below, max_size=5)
    ),
    max_leaves=12,
)
_PARTS = ("clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle")


def judged(answer: str) -> None:
    """By everything that reads one; what is none of a right one's is refused."""
    for judge in (
        webauthn.challenge_of,
        webauthn.read_assertion,
        lambda given: webauthn.read_registration(given, PARTY, ASKED),
        lambda given: webauthn.count_of(given, PARTY, ASKED, KEPT),
    ):
        try:
            judge(answer)
        except BadRequest as error:
            assert str(error) == webauthn.REFUSED


def test_the_right_ones_are_right() -> None:
    assert webauthn.challenge_of(NEW) == webauthn.challenge_of(SIGNED) == ASKED
    assert webauthn.count_of(SIGNED, PARTY, ASKED, KEPT) == 1


@given(st.text() | _JSON.map(json.dumps))
def test_any_text(answer: str) -> None:
    judged(answer)


@settings(max_examples=examples(300))
@given(
    st.sampled_from((NEW, SIGNED)), st.sampled_from(_PARTS), st.binary(max_size=300) | _CBOR.map(cbor2.dumps)
)
def test_any_bytes_in_any_part(answer: str, part: str, raw: bytes) -> None:
    spoilt: dict[str, Any] = json.loads(answer)
    spoilt["response"][part] = text(raw)
    judged(json.dumps(spoilt))


@settings(max_examples=examples(300))
@given(st.sampled_from((NEW, SIGNED)), st.sampled_from((*_PARTS, "id", "rawId", "type", "response")), _JSON)
def test_anything_in_any_place(answer: str, part: str, value: Any) -> None:
    spoilt: dict[str, Any] = json.loads(answer)
    place = spoilt["response"] if part in _PARTS else spoilt
    place[part] = value
    judged(json.dumps(spoilt))


@settings(max_examples=examples(300))
@given(st.data())
def test_one_bit_of_what_was_signed(data: st.DataObject) -> None:
    part = data.draw(st.sampled_from(("clientDataJSON", "authenticatorData", "signature")))
    spoilt: dict[str, Any] = json.loads(SIGNED)
    raw = bytearray(base64.urlsafe_b64decode(spoilt["response"][part] + "=="))
    at, bit = data.draw(st.integers(0, len(raw) - 1)), data.draw(st.integers(0, 7))
    raw[at] ^= 1 << bit
    spoilt["response"][part] = text(bytes(raw))
    with pytest.raises(BadRequest):
        webauthn.count_of(json.dumps(spoilt), PARTY, ASKED, KEPT)


@settings(max_examples=examples(300))
@given(_CBOR | st.dictionaries(st.sampled_from((1, 3, -1, -2, -3)), st.integers() | st.binary(max_size=66)))
def test_any_public_key(key: Any) -> None:
    """What says to be a key, where the key is."""
    data = KEY._data("localhost", KEY._new()[: 18 + len(KEY.id)] + cbor2.dumps(key))
    spoilt: dict[str, Any] = json.loads(NEW)
    attested = {"fmt": "none", "attStmt": {}, "authData": data}
    spoilt["response"]["attestationObject"] = text(cbor2.dumps(attested))
    judged(json.dumps(spoilt))


@pytest.mark.parametrize("depth", [500, 5_000])
def test_very_deep(depth: int) -> None:
    judged("[" * depth)
    deep: dict[str, Any] = json.loads(NEW)
    deep["response"]["attestationObject"] = text(b"\x81" * depth + b"\x00")
    judged(json.dumps(deep))
    deep["response"]["clientDataJSON"] = text(b"[" * depth)
    judged(json.dumps(deep))


def test_very_long() -> None:
    with pytest.raises(BadRequest):
        webauthn.read_registration(NEW + " " * webauthn.LONGEST, PARTY, ASKED)


@given(st.binary(max_size=80))
def test_no_bytes_are_a_question_of_ours(raw: bytes) -> None:
    request = challenges.Challenges(clock=utc_now)
    assert not request.spend(raw, "x", "me")
    own = request.make("x", "me")
    assert not request.spend(own + raw, "x", "me") or not raw
    for purpose, holder in (("y", "me"), ("x", "you"), ("x", "")):
        assert not request.spend(own, purpose, holder)
