"""Strangers who guess at a name hold up neither the browsers that its owner used before nor other factors."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from leftopen.web.app import build
from leftopen.web.console.state import ServerOptions
from tests.web.console.authenticator import Authenticator
from tests.web.console.browser import HERE, PORT, Browser
from tests.web.console.conftest import PASSWORD, Console, house_of
from tests.web.console.federated import Federated, inside
from tests.web.console.named import Named
from tests.web.console.test_sign_in import code_of, with_second

BEGIN = f"leftopen-known-{PORT}-"
GOOD = "another walk along it"
STRANGERS = tuple(f"192.0.2.{number}" for number in range(1, 6))


@pytest.fixture
def here(bare: Console) -> Named:
    return Named(bare, ServerOptions(port=PORT))


def at(browser: Browser, address: str) -> Browser:
    """Another browser at the same server, from that address."""
    return Browser(TestClient(browser.client.app, base_url=HERE, client=(address, 5)))


def signs_in(browser: Browser, password: str = PASSWORD, name: str = "viewer") -> int:
    return browser.post("/sign-in", name=name, password=password).status_code


def signs_out(browser: Browser) -> None:
    assert browser.post("/sign-out").status_code == 303
    browser.client.cookies.delete(f"leftopen-{PORT}")


def guessed(browser: Browser) -> None:
    """25 wrong passwords from five addresses, more than the account is free to answer, at one moment."""
    stand_still(browser)
    answers = [signs_in(at(browser, one), f"wrong {n}") for one in STRANGERS for n in range(5)]
    assert answers.count(400) <= 20
    assert answers[20:] == [429] * 5
    assert signs_in(at(browser, "198.51.100.1")) == 429, "one that nobody signed in with before waits"


def stand_still(browser: Browser) -> None:
    """However slow the machine is, no try is given back meanwhile."""
    throttle = house_of(browser.client.app).throttle
    now = throttle.monotonic()
    throttle.monotonic = lambda: now


def mark_of(browser: Browser) -> tuple[str, str]:
    [(name, value)] = [
        (one.name, one.value) for one in browser.client.cookies.jar if one.name[:15] == BEGIN[:15]
    ]
    return name, str(value)


def with_mark(browser: Browser, name: str, value: str) -> Browser:
    browser.client.cookies.set(name, value, domain="localhost.local", path="/")
    return browser


def test_who_signed_in_here_before_is_not_held_up(here: Named) -> None:
    own = here.browser()
    assert signs_in(own) == 303
    signs_out(own)
    guessed(own)
    assert signs_in(own, "wrong") == 400
    assert signs_in(own) == 303
    assert own.inside


def test_a_passkey_is_not_held_up(here: Named) -> None:
    own, key = here.browser("viewer"), Authenticator()
    assert own.added(key).status_code == 303
    other = at(own, "198.51.100.1")
    spent = key.signed(other.options("/passkey/options"))
    guessed(own)
    for address in STRANGERS:
        answers = [at(own, address).post("/sign-in/passkey", credential=spent).status_code for _ in range(5)]
        assert set(answers) <= {400, 429}
    other = at(own, "198.51.100.9")
    assert other.enters(key).status_code == 303
    assert other.inside


def test_an_issuers_word_is_not_held_up(federated: Federated) -> None:
    browser = federated.browser()
    guessed(browser)
    assert inside(browser, federated.enters(browser))


def test_a_code_is_not_held_up_by_who_knows_the_password(here: Named) -> None:
    with_second(here.console, "viewer")
    own = here.browser()
    assert signs_in(own) == 303
    assert own.post("/sign-in/code", code=code_of(here.console, "viewer")).status_code == 303
    signs_out(own)
    here.console.clock.ahead += timedelta(seconds=60)
    stand_still(own)
    for address in STRANGERS:
        thief = at(own, address)
        assert signs_in(thief) == 303
        wrong = [thief.post("/sign-in/code", code="000000").status_code for _ in range(5)]
        assert set(wrong) <= {400, 429}
    assert wrong == [429] * 5
    assert signs_in(own) == 303
    assert own.post("/sign-in/code", code=code_of(here.console, "viewer")).status_code == 303
    assert own.inside


def test_who_is_signed_in_is_not_held_up(here: Named) -> None:
    own = here.browser("viewer")
    guessed(own)
    assert own.post("/unlock", proof=PASSWORD).status_code == 303
    changed = own.post("/me/password", old=PASSWORD, password=GOOD, again=GOOD)
    assert changed.headers["location"] == "/me?said=password"


def test_a_stolen_mark_gives_five_guesses_and_holds_up_nobody(here: Named) -> None:
    own = here.browser()
    assert signs_in(own) == 303
    name, value = mark_of(own)
    signs_out(own)
    other = at(own, "198.51.100.7")
    assert signs_in(other) == 303
    signs_out(other)
    stand_still(own)
    thieves = [with_mark(at(own, address), name, value) for address in STRANGERS]
    answers = [signs_in(thief, f"wrong {n}") for thief in thieves for n in range(3)]
    assert answers == [400] * 5 + [429] * 10
    assert signs_in(other) == 303, "another browser of the owner's"
    assert signs_in(at(own, "198.51.100.8")) == 303, "and one that nobody knows"


def test_it_is_no_credential(here: Named) -> None:
    own = here.browser()
    assert signs_in(own) == 303
    name, value = mark_of(own)
    stranger = with_mark(at(own, "192.0.2.1"), name, value)
    for path in ("/", "/me", "/sign-in/code", "/users"):
        assert stranger.get(path).headers["location"].startswith("/sign-in")
    stranger.client.cookies.set(f"leftopen-{PORT}", value, domain="localhost.local", path="/")
    assert stranger.get("/me").headers["location"].startswith("/sign-in")
    assert signs_in(stranger, "wrong") == 400


@pytest.mark.parametrize("made", ["forged", "another account's", "old password's", "too old", "of tomorrow"])
def test_a_mark_that_is_none_is_as_no_mark(here: Named, made: str) -> None:
    own = here.browser()
    assert signs_in(own) == 303
    name, value = mark_of(own)
    if made == "forged":
        value = value[:-1] + ("0" if value[-1] != "0" else "1")
    if made == "another account's":
        other = at(own, "198.51.100.7")
        assert signs_in(other, name="analyst") == 303
        value = mark_of(other)[1]
        assert mark_of(other)[0] != name
    if made == "old password's":
        assert own.post("/me/password", old=PASSWORD, password=GOOD, again=GOOD).status_code == 303
        assert mark_of(own)[0] == name
        assert mark_of(own)[1] != value, "the browser that changed it has a new one"
    here.console.clock.ahead = {"too old": timedelta(days=181), "of tomorrow": -timedelta(days=1)}.get(
        made, timedelta()
    )
    guessed(own)
    assert signs_in(with_mark(at(own, "203.0.113.1"), name, value)) == 429


def test_a_browser_keeps_the_mark_that_it_has(here: Named) -> None:
    own = here.browser()
    assert signs_in(own) == 303
    first = mark_of(own)
    signs_out(own)
    assert signs_in(own) == 303
    assert mark_of(own) == first


@pytest.mark.parametrize("tls", [False, True])
def test_no_script_and_no_other_site_gets_it(bare: Console, tls: bool) -> None:
    options = ServerOptions(port=PORT, tls=tls)
    scheme = "https" if tls else "http"
    client = TestClient(build(bare.workspace, options), base_url=f"{scheme}://localhost:{PORT}")
    own = {"origin": f"{scheme}://localhost:{PORT}", "sec-fetch-site": "same-origin"}
    form = {"name": "viewer", "password": PASSWORD}
    answer = client.post("/sign-in", data=form, headers=own, follow_redirects=False)
    begin = "__Host-leftopen-known-" if tls else BEGIN
    [reported] = [one for one in answer.headers.get_list("set-cookie") if one.startswith(begin)]
    words = {word.strip().lower() for word in reported.split(";")[1:]}
    assert {"httponly", "samesite=strict", "path=/", f"max-age={180 * 86_400}"} <= words
    assert ("secure" in words) is tls
    assert not [word for word in words if word.startswith("domain")]
    assert bare.users["viewer"].id not in reported
