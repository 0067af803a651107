"""Whatever an issuer answers with: a person, or one word of what is wrong."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.errors import BadRequest
from leftopen.service.identity import id_token
from leftopen.service.identity.id_token import ExpectedClaims
from tests.servers.sim_oidc import CLIENT, EC, RSA, Sim, encoded
from tests.tier import examples

NOW = datetime.now(UTC)
SIM = Sim(url="https://issuer.example")
KEYS = json.dumps({"keys": [key.as_dict(private=False) for key in (RSA, EC)]}).encode()
EXPECTED = ExpectedClaims(issuer=SIM.url, client=CLIENT, nonce="n", since=NOW - timedelta(hours=12))
TOKEN = SIM.token({"nonce": "n"})
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(max_size=8), below, max_size=4),
    max_leaves=10,
)
_KEY = st.fixed_dictionaries(
    {"kty": st.sampled_from(("RSA", "EC", "oct", "OKP", "x"))},
    optional={
        name: _JSON | st.text("ABCDEFGabc012_-", max_size=400)
        for name in ("n", "e", "crv", "x", "y", "kid", "use", "alg", "d", "k", "key_ops", "x5c")
    },
)


def judged(token: str, keys: bytes) -> id_token.IdTokenClaims | None:
    try:
        return id_token.read_claims(token, keys, EXPECTED, NOW)
    except BadRequest as error:
        assert str(error).isascii()
        assert len(str(error)) <= 9
        return None


def test_the_right_one_is_right() -> None:
    assert judged(TOKEN, KEYS) == id_token.IdTokenClaims(subject="subject-1", mail="viewer", both=False)


@given(st.text(), st.binary() | _JSON.map(lambda value: json.dumps(value).encode()))
def test_any_text_and_any_keys(token: str, keys: bytes) -> None:
    assert judged(token, KEYS) is None
    assert judged(TOKEN, keys) is None


@settings(max_examples=examples(300))
@given(st.lists(_KEY, max_size=4))
def test_any_keys_that_look_like_some(keys: list[dict[str, Any]]) -> None:
    assert judged(TOKEN, json.dumps({"keys": keys}).encode()) is None


@settings(max_examples=examples(300))
@given(_JSON, _JSON | st.dictionaries(st.sampled_from(("alg", "kid", "crit", "b64", "jwk", "typ")), _JSON))
def test_any_header_and_payload(payload: Any, header: Any) -> None:
    parts = (json.dumps(header).encode(), json.dumps(payload).encode())
    signature = TOKEN.rpartition(".")[2]
    assert judged(".".join((*map(encoded, parts), signature)), KEYS) is None


@settings(max_examples=examples(200))
@given(
    st.dictionaries(
        st.sampled_from(("iss", "sub", "aud", "exp", "iat", "nbf", "nonce", "azp", "amr", "auth_time")), _JSON
    )
)
def test_any_claims_that_the_issuer_did_sign(claims: dict[str, Any]) -> None:
    """`json` writes numbers that no JSON has; they are no moments either."""
    SIM.claims = claims
    found = judged(SIM.token({"nonce": "n"}), KEYS)
    SIM.claims = {}
    if found is not None:
        assert claims.get("iss", SIM.url) == SIM.url
        assert claims.get("nonce", "n") in ("n", None)


@settings(max_examples=examples(200))
@given(st.data())
def test_one_letter_of_it(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, TOKEN.rindex(".") - 1))
    letter = data.draw(st.sampled_from("Aaz09_-."))
    spoilt = TOKEN[:at] + letter + TOKEN[at + 1 :]
    assert spoilt == TOKEN or judged(spoilt, KEYS) is None


@pytest.mark.parametrize("bits", [1024, 2047])
def test_a_key_that_is_too_short(bits: int) -> None:
    short = {"kty": "RSA", "e": "AQAB", "n": encoded(((1 << bits) - 1).to_bytes((bits + 7) // 8, "big"))}
    with pytest.raises(BadRequest, match="keys"):
        id_token.read_claims(TOKEN, json.dumps({"keys": [short]}).encode(), EXPECTED, NOW)
