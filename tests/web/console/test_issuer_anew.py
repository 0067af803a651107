"""Confirming one's identity by a fresh sign-in at the issuer, and how old a sign-in there may be."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from leftopen.service.identity import oidc
from leftopen.service.identity.id_token import SLACK
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.users import UserWriter
from tests.web.console.browser import Browser
from tests.web.console.federated import Federated, inside
from tests.web.console.test_sign_in import with_second

SENSITIVE = "/me/second"
"""A page that opens after a confirmed identity only."""

HOUR = 3600


def asked(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def entered(federated: Federated, **claims: Any) -> Browser:
    """Somebody whom the issuer remembered from an hour ago, unless `claims` say otherwise."""
    browser, sim = federated.browser(), federated.sim
    sim.claims = {"auth_time": int(time.time()) - HOUR} | claims
    assert inside(browser, federated.enters(browser))
    sim.claims = {}
    return browser


def confirms(federated: Federated, browser: Browser) -> Any:
    return federated.goes(browser, f"/unlock/issuer?next={SENSITIVE}")


def is_confirmed(browser: Browser) -> bool:
    return bool(browser.get(SENSITIVE).status_code == 200)


@pytest.mark.parametrize(
    ("ago", "confirmed"), [(0, True), (9 * 60, True), (11 * 60, False), (HOUR, False), (None, False)]
)
def test_signing_in_confirms_as_long_as_the_issuer_asked_recently(
    federated: Federated, ago: int | None, confirmed: bool
) -> None:
    auth_time = None if ago is None else int(time.time()) - ago
    browser = entered(federated, auth_time=auth_time)
    assert is_confirmed(browser) is confirmed
    if not confirmed:
        assert browser.get(SENSITIVE).headers["location"] == "/unlock?next=%2Fme%2Fsecond"
        assert "/unlock/issuer?next=%2Fme%2Fsecond" in browser.get(f"/unlock?next={SENSITIVE}").text


def test_a_fresh_sign_in_confirms(federated: Federated) -> None:
    browser = entered(federated)
    wanted = asked(str(browser.get("/unlock/issuer").headers["location"]))
    assert (wanted["max_age"], wanted["prompt"]) == ("0", "login")
    before = browser.token
    done = confirms(federated, browser)
    assert f'url={SENSITIVE}"' in done.text
    assert browser.token != before, "the session goes on with another token"
    assert is_confirmed(browser)


def test_each_sign_in_asks_for_one_of_the_last_twelve_hours(federated: Federated) -> None:
    wanted = asked(federated.sent(federated.browser()))
    assert wanted["max_age"] == "43200"
    assert "prompt" not in wanted
    federated.sim.claims = {"auth_time": int(time.time() - (oidc.MAX_AGE + 2 * SLACK).total_seconds())}
    browser = federated.browser()
    assert federated.enters(browser).status_code == 400
    assert not browser.token
    assert federated.refusals() == ["back: auth_time"]


@pytest.mark.parametrize("auth_time", [None, "now", True, 0, -1e11, 1e11, "old", "ahead"], ids=str)
def test_what_is_no_fresh_sign_in_confirms_nothing(federated: Federated, auth_time: Any) -> None:
    """Missing, no number, before the confirmation was asked for, or in the future."""
    browser, slack = entered(federated), SLACK.total_seconds()
    moments = {"old": time.time() - slack - 5, "ahead": time.time() + slack + 30}
    federated.sim.claims = {"auth_time": moments.get(str(auth_time), auth_time)}
    refused = confirms(federated, browser)
    assert refused.status_code == 400
    assert "your identity is not confirmed" in refused.text
    assert federated.refusals() == ["back: auth_time"]
    assert not is_confirmed(browser)


def test_clocks_may_differ_a_little(federated: Federated) -> None:
    browser = entered(federated)
    federated.sim.claims = {"auth_time": int(time.time() - SLACK.total_seconds() + 10)}
    assert confirms(federated, browser).status_code == 200
    assert is_confirmed(browser)


def test_somebody_else_confirms_nothing(federated: Federated) -> None:
    """The browser of one user, in which another one signs in at the issuer."""
    browser = entered(federated)
    users = UserWriter(Changes(federated.console.workspace.store.records))
    other = federated.console.users["admin"].id
    users.change(other, lambda old: replace(old, subject=f"{federated.sim.url} subject-2"))
    federated.sim.claims = {"sub": "subject-2"}
    refused = confirms(federated, browser)
    assert refused.status_code == 400
    assert "as a different user" in refused.text
    assert not is_confirmed(browser)
    assert federated.refusals() == ["confirmed as somebody else"]


def test_one_factor_does_not_confirm_a_session_of_two(federated: Federated) -> None:
    browser = entered(federated, amr=["pwd", "mfa"])
    assert confirms(federated, browser).status_code == 400
    assert not is_confirmed(browser)
    federated.sim.claims = {"amr": ["pwd", "mfa"]}
    assert confirms(federated, browser).status_code == 200
    assert is_confirmed(browser)


def test_who_has_a_second_factor_here_confirms_with_that(federated: Federated) -> None:
    with_second(federated.console, "viewer")
    federated.console.clock.ahead = timedelta()
    browser = entered(federated, amr=["mfa"])
    assert "/unlock/issuer" not in browser.get("/unlock").text
    answer = browser.get("/unlock/issuer?next=/me")
    assert (answer.status_code, answer.headers["location"]) == (303, "/unlock?next=%2Fme")


def test_an_answer_to_a_sign_in_confirms_nothing(federated: Federated) -> None:
    """The flow is part of the state, which nobody can change."""
    browser = entered(federated)
    code, state = federated.sim.code(federated.sent(federated.browser()))
    assert federated.back(browser, code=code, state=state).status_code == 400
    assert not is_confirmed(browser)


def test_a_session_that_ended_is_not_confirmed(federated: Federated) -> None:
    browser = entered(federated)
    code, state = federated.sim.code(str(browser.get("/unlock/issuer").headers["location"]))
    browser.post("/sign-out")
    assert federated.back(browser, code=code, state=state).status_code == 400
    assert browser.get("/me").status_code == 303
