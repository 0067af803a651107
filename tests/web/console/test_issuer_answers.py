"""Tokens and answers of an issuer that are not taken."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from leftopen.net.outbound import http as outbound_http
from tests.servers import sim_oidc
from tests.servers.sim_oidc import CLIENT, EC, Answer, as_json
from tests.web.console.federated import Federated, inside, refused

LONG_AGO, LONG_UNTIL = 1_000_000_000, 3_000_000_000


@pytest.mark.parametrize(
    ("claims", "word"),
    [
        ({"nonce": "another"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"nonce": 5}, "nonce"),
        ({"aud": "another-client"}, "aud"),
        ({"aud": [CLIENT, "another"]}, "azp"),
        ({"aud": [CLIENT], "azp": "another"}, "aud"),
        ({"aud": None}, "aud"),
        ({"iss": "http://127.0.0.1:1"}, "iss"),
        ({"iss": None}, "iss"),
        ({"exp": LONG_AGO}, "exp"),
        ({"exp": None}, "exp"),
        ({"exp": "9999999999"}, "exp"),
        ({"exp": True}, "exp"),
        ({"iat": LONG_AGO}, "iat"),
        ({"iat": LONG_UNTIL}, "iat"),
        ({"nbf": LONG_UNTIL}, "nbf"),
        ({"sub": ""}, "sub"),
        ({"sub": None}, "sub"),
        ({"sub": "x" * 256}, "sub"),
        ({"sub": "half a character \ud800"}, "sub"),
        ({"nonce": "\ud800"}, "nonce"),
    ],
    ids=str,
)
def test_a_token_for_something_else(federated: Federated, claims: dict[str, Any], word: str) -> None:
    federated.sim.claims = claims
    refused(federated, f"back: {word}")


def test_a_token_that_is_not_signed_by_the_issuer(federated: Federated) -> None:
    sim = federated.sim
    browser, sim.key = federated.browser(), EC
    assert inside(browser, federated.enters(browser))
    sim.key, sim.header = sim_oidc.RSA, {"alg": "none"}
    refused(federated, "back: signature")
    sim.header = {"alg": "HS256"}
    refused(federated, "back: signature")
    sim.key, sim.header = RSAKey.generate_key(2048), {"alg": "RS256", "kid": sim_oidc.RSA.kid}
    refused(federated, "back: signature")
    sim.header = {"alg": "RS256", "kid": "no such key"}
    refused(federated, "back: signature")
    sim.key, sim.header = sim_oidc.RSA, {"alg": "PS256"}
    refused(federated, "back: signature")


@pytest.mark.parametrize("path", ["/token", "/jwks", "/.well-known/openid-configuration"])
@pytest.mark.parametrize(
    "instead",
    [
        lambda: (302, {"Location": "/jwks"}, b""),
        lambda: (200, {}, b"<html>"),
        lambda: (200, {}, b"[" * 50_000),
        lambda: (200, {}, b'{"keys": ' + b" " * 400_000 + b"[]}"),
        lambda: (200, {"Content-Length": "1000000000"}, b"{"),
        lambda: (500, {}, b"{}"),
        lambda: as_json({"keys": [{"kty": "RSA", "n": "AQAB", "e": "AQAB"}, {"kty": "oct", "k": "AA"}, 5]}),
        lambda: as_json({"id_token": "a.b.c"}),
        lambda: as_json({"id_token": "." * 100_000}),
    ],
)
def test_answers_that_are_none(federated: Federated, path: str, instead: Callable[[], Answer]) -> None:
    federated.sim.instead[path] = instead
    browser = federated.browser()
    begun = browser.get("/sign-in/issuer")
    if path.startswith("/."):
        assert begun.status_code == 502
        return
    code, state = federated.sim.code(begun.headers["location"])
    assert federated.back(browser, code=code, state=state).status_code in (400, 502)
    assert not browser.token


def test_an_issuer_that_drips_is_waited_for_so_long_and_no_longer(
    federated: Federated, monkeypatch: pytest.MonkeyPatch
) -> None:
    defaults = outbound_http.ask.__kwdefaults__ or {}
    monkeypatch.setitem(defaults, "seconds", 0.5)
    federated.sim.instead["/jwks"] = lambda: time.sleep(3) or as_json({})  # type: ignore[func-returns-value]
    began = time.monotonic()
    refused(federated, "back: no whole answer within 0.5 seconds")
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    "places",
    [
        {"issuer": "http://127.0.0.1:1"},
        {"token_endpoint": "http://192.0.2.1/token"},
        {"jwks_uri": "file:///etc/passwd"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": "http://127.0.0.1:1/\r\nx: y"},
        {"token_endpoint": 5},
        {"jwks_uri": "https://u:p@127.0.0.1/"},
    ],
    ids=str,
)
def test_a_discovery_that_leads_astray(federated: Federated, places: dict[str, Any]) -> None:
    federated.sim.places = places
    assert federated.browser().get("/sign-in/issuer").status_code == 502
    assert federated.refusals() == ["begin: discovery"]
