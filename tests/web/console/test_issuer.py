"""Signing in by the word of an issuer: who may, and every word that is not taken."""

from __future__ import annotations

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from leftopen.errors import BadSetting
from leftopen.model.permission import Role
from leftopen.service.identity import accounts, oidc, sessions
from leftopen.service.workspace.workspace import LiveSettings
from leftopen.settings import Settings
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.users import Users, UserWriter
from leftopen.web.app import build
from leftopen.web.console.limits import throttle
from leftopen.web.console.pages.oidc import BACK
from leftopen.web.console.state import ServerOptions
from leftopen.web.limits.token_bucket import TokenBucket
from tests.cli.program import ran
from tests.durability.runs import Folder
from tests.servers.sim_oidc import CLIENT, Answer, as_json
from tests.web.console.browser import PORT
from tests.web.console.conftest import Console
from tests.web.console.federated import URL, Federated, inside
from tests.web.console.test_sign_in import with_second


def test_somebody_who_was_invited_comes_in_without_a_password(federated: Federated) -> None:
    user, link = federated.invited("Jean@example.org")
    federated.sim.mail, federated.sim.claims = "jean@example.org", {"sub": "subject-7"}
    browser = federated.browser()
    assert f'href="{link}/issuer"' in browser.get(link).text
    assert inside(browser, federated.goes(browser, f"{link}/issuer"))
    browser = federated.browser()
    assert "Sign in with your organisation" in browser.get("/sign-in").text
    address = federated.sent(browser, "/exposures")
    request = parse_qs(urlsplit(address).query)
    assert address.startswith(f"{federated.sim.url}/auth?")
    assert request["redirect_uri"] == [URL + BACK]
    code, state = federated.sim.code(address)
    done = federated.back(browser, code=code, state=state)
    assert 'url=/exposures"' in done.text
    assert inside(browser, done)
    kept = Users(federated.console.workspace.store.records).get(user.id)
    assert (kept.role, kept.password, kept.subject) == (Role.ANALYST, "", f"{federated.sim.url} subject-7")
    assert browser.get("/me").status_code == 200
    assert browser.post("/unlock", proof="").status_code == 400
    federated.console.clock.ahead = sessions.UNLOCKED + timedelta(seconds=1)
    assert browser.get("/me/second").headers["location"].startswith("/unlock")
    page = browser.get("/unlock").text
    assert "/unlock/issuer" in page
    assert "/me/second" not in page


def test_the_subject_stays_whatever_the_address_becomes(federated: Federated) -> None:
    first, again = federated.browser(), federated.browser()
    assert inside(first, federated.enters(first))
    federated.sim.mail = "another.name@example.org"
    assert inside(again, federated.enters(again))
    federated.sim.mail, federated.sim.claims = "viewer", {"sub": "subject-2"}
    other = federated.browser()
    assert federated.enters(other).status_code == 403, "the address was given to somebody else"
    assert not other.token
    _, token = accounts.reset(federated.console.workspace, federated.console.users["viewer"].id, by="admin")
    federated.sim.claims = {}
    assert federated.enters(other).status_code == 403, "and whom it was bound to is nobody any more"
    federated.sim.claims = {"sub": "subject-2"}
    assert inside(other, federated.goes(other, f"/join/{token}/issuer"))


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"sub": "subject-7", "email": "jean@example.org", "email_verified": True}, 200),
        ({"sub": "subject-2", "email": "jean@example.org", "email_verified": True}, 400),
        ({"sub": "subject-7", "email": "jean@example.org", "email_verified": "true"}, 400),
        ({"sub": "subject-7", "email": "jean@example.org"}, 400),
        ({"sub": "subject-7"}, 400),
        ([], 400),
    ],
    ids=str,
)
def test_an_address_that_is_told_when_it_is_asked_for(federated: Federated, told: Any, status: int) -> None:
    sim, browser = federated.sim, federated.browser()
    sim.claims, sim.places = {"sub": "subject-7", "email": None}, {"userinfo_endpoint": f"{sim.url}/me"}
    sim.instead["/me"] = lambda: as_json(told)
    _, link = federated.invited("jean@example.org")
    assert federated.goes(browser, f"{link}/issuer").status_code == status
    assert bool(browser.token) is (status == 200)


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "stranger@example.org"},
        {"email": None},
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
        {"email": ["viewer"]},
    ],
    ids=str,
)
def test_nobody_is_made_by_an_issuer(federated: Federated, claims: dict[str, Any]) -> None:
    federated.sim.claims = {"sub": "subject-2"} | claims
    before = Users(federated.console.workspace.store.records).list()
    browser = federated.browser()
    assert federated.enters(browser).status_code == 403
    assert not browser.token
    assert Users(federated.console.workspace.store.records).list() == before
    assert federated.refusals() == ["not bound"]


def test_who_is_locked_out_stays_out(federated: Federated) -> None:
    users, id = (
        UserWriter(Changes(federated.console.workspace.store.records)),
        federated.console.users["viewer"].id,
    )
    users.change(id, lambda old: replace(old, disabled=True))
    browser = federated.browser()
    assert federated.enters(browser).status_code == 403
    assert not browser.token


def test_our_second_factor_is_asked_for_unless_the_issuer_saw_one(federated: Federated) -> None:
    with_second(federated.console, "viewer")
    federated.console.clock.ahead = timedelta()
    half, whole = federated.browser(), federated.browser()
    assert "url=/sign-in/code" in federated.enters(half).text
    assert half.get("/").headers["location"] == "/sign-in/code"
    for methods in (["pwd"], "mfa", {"mfa": 1}):
        federated.sim.claims = {"amr": methods}
        assert "url=/sign-in/code" in federated.enters(federated.browser()).text
    federated.sim.claims = {"amr": ["pwd", "otp", "mfa"]}
    assert inside(whole, federated.enters(whole))


def test_where_others_can_reach_it_one_factor_is_not_enough(federated: Federated) -> None:
    settings = replace(federated.console.workspace.settings)
    own = replace(
        federated.console.workspace,
        live=LiveSettings(now=replace(settings, oidc_issuer=federated.sim.url, oidc_client_id=CLIENT)),
    )
    strict = Federated(
        federated.console, federated.sim, build(own, ServerOptions(port=PORT, strict=True)), own
    )
    strict.sim.places = {"token_endpoint_auth_methods_supported": ["none"]}
    strict.sim.instead["/token"] = lambda: as_json({"id_token": strict.sim.token(last[0])})
    last: list[dict[str, str]] = []
    for methods, status in ((["pwd"], 303), (["mfa"], 200)):
        strict.sim.claims = {"amr": methods}
        browser = strict.browser()
        address = strict.sent(browser)
        last[:] = [{name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}]
        assert strict.back(browser, code="x", state=last[0]["state"]).status_code == 200
        assert browser.get("/me").status_code == status


def test_what_the_browser_brings_back_counts_once_and_for_it_alone(federated: Federated) -> None:
    own, thief = federated.browser(), federated.browser()
    code, state = federated.sim.code(federated.sent(own))
    federated.sent(thief)
    assert federated.back(thief, code=code, state=state).status_code == 400
    assert federated.back(federated.browser(), code=code, state=state).status_code == 400
    assert federated.back(own, code=code, state=state[:-1] + "x").status_code == 400
    assert federated.back(own, code=code, state=state, iss="https://evil.example").status_code == 400
    assert [path for path, _ in federated.sim.asked if path == "/token"] == [], "nobody was asked"
    code, state = federated.sim.code(federated.sent(own))
    assert federated.back(own, code=code, state=state).status_code == 200
    assert federated.back(own, code=code, state=state).status_code == 400
    for odd in ("", "é.é", ".", "a.b", "%00", "x" * 5000):
        assert federated.back(federated.browser(), code="x", state=odd).status_code in (400, 429)


def test_it_is_over_after_five_minutes(federated: Federated) -> None:
    browser = federated.browser()
    code, state = federated.sim.code(federated.sent(browser))
    federated.console.clock.ahead = timedelta(minutes=5, seconds=1)
    assert federated.back(browser, code=code, state=state).status_code == 400


def test_it_leads_to_no_other_server(federated: Federated) -> None:
    for next in ("//evil.example", "https://evil.example", "/\\evil.example"):
        browser = federated.browser()
        code, state = federated.sim.code(federated.sent(browser, next))
        assert 'url=/"' in federated.back(browser, code=code, state=state).text


def test_it_waits_after_five_wrong_ones(federated: Federated) -> None:
    federated.sim.claims = {"nonce": "wrong"}
    browser = federated.browser()
    assert [federated.enters(browser).status_code for _ in range(7)] == [400] * 5 + [429] * 2


def test_answers_from_everywhere_have_a_bound_together(
    federated: Federated, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "TOGETHER", TokenBucket(burst=3, every_s=3600))

    def tried(number: int) -> int:
        client = TestClient(
            federated.app, base_url=URL, client=(f"192.0.2.{number}", 5), follow_redirects=False
        )
        _, state = federated.sim.code(client.get("/sign-in/issuer").headers["location"])
        return client.get(BACK, params={"state": state, "code": "c"}).status_code

    assert [tried(number) for number in range(5)] == [400] * 3 + [429] * 2


def test_who_comes_back_without_a_question_locks_nobody_out(federated: Federated) -> None:
    """Any page can make a browser go there, as often as it likes: by a picture."""
    browser = federated.browser()
    strays = [federated.back(browser, code="x", state="made-up").status_code for _ in range(40)]
    assert set(strays) == {400}
    assert 1 <= len(federated.refusals()) <= 6, "the audit is not filled so"
    assert inside(browser, federated.enters(browser))


def test_a_slow_issuer_does_not_hold_up_the_console(federated: Federated) -> None:
    held, go = threading.Barrier(oidc.MOST_AT_ONCE + 1), threading.Event()

    def slow() -> Answer:
        held.wait(30)
        go.wait(30)
        return as_json({})

    federated.sim.instead[oidc.WELL_KNOWN] = slow
    with TestClient(federated.app, base_url=URL) as client, ThreadPoolExecutor(oidc.MOST_AT_ONCE) as pool:
        request = [pool.submit(client.get, "/sign-in/issuer") for _ in range(oidc.MOST_AT_ONCE)]
        held.wait(30)
        assert client.get("/sign-in/issuer").status_code == 502
        assert client.get("/sign-in").status_code == 200
        go.set()
        assert {one.result(30).status_code for one in request} == {502}


def test_nobody_fills_the_audit_by_asking(federated: Federated) -> None:
    federated.sim.instead[oidc.WELL_KNOWN] = lambda: (500, {}, b"")
    browser = federated.browser()
    assert {browser.get("/sign-in/issuer").status_code for _ in range(12)} == {502}
    assert len(federated.refusals()) == 5


def test_without_an_issuer_there_is_no_such_way(bare: Console) -> None:
    visitor = bare.visitor()
    assert "organisation" not in visitor.get("/sign-in").text
    assert visitor.get("/sign-in/issuer").status_code == 404
    assert visitor.get(BACK).status_code == 404


@pytest.mark.parametrize(
    "url",
    [
        "http://issuer.example",
        "https://issuer.example/?a=b",
        "https://issuer.example/#x",
        "https://u:p@issuer.example",
        "ftp://127.0.0.1",
        "issuer.example",
        "https://",
        "https://issuer.example:0",
        "https://issuer.example:99999",
    ],
)
def test_what_can_be_no_issuer_is_said(url: str) -> None:
    with pytest.raises(BadSetting, match="oidc_issuer"):
        oidc.of(Settings(oidc_issuer=url, oidc_client_id="x"), time.monotonic)


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    good = "https://issuer.example/realms/one"
    assert oidc.of(Settings(), time.monotonic) is None
    with pytest.raises(BadSetting, match="oidc_client_id"):
        oidc.of(Settings(oidc_issuer=good), time.monotonic)
    missing = Settings(oidc_issuer=good, oidc_client_id="x", oidc_client_secret_file=str(tmp_path / "no"))
    with pytest.raises(BadSetting, match="oidc_client_secret_file"):
        oidc.of(missing, time.monotonic)


def test_what_is_wrong_is_said_before_anything_is_served(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path, settings={"oidc_issuer": "http://issuer.example", "oidc_client_id": "x"})
    run = ran(folder, "serve", "--port", "0", "--json")
    assert (run.code, run.out) == (1, "")
    assert "oidc_issuer" in run.err
    assert run.err.count("\n") == 1


def test_signing_out_leads_to_the_issuers_own_sign_out(federated: Federated) -> None:
    federated.sim.places = {"end_session_endpoint": f"{federated.sim.url}/end?x=1"}
    browser = federated.browser()
    assert inside(browser, federated.enters(browser))
    done = browser.post("/sign-out")
    assert done.status_code == 200
    [address] = re.findall(r'content="0; url=([^"]+)"', done.text)
    asked = parse_qs(urlsplit(unescape(address)).query)
    assert unescape(address).startswith(f"{federated.sim.url}/end?x=1&")
    assert asked["client_id"] == [CLIENT]
    assert asked["post_logout_redirect_uri"] == [f"{URL}/sign-in"]
    assert browser.get("/me").status_code == 303, "and here it is over"
    assert not [name for name in browser.client.cookies if "issuer" in name]


@pytest.mark.parametrize("ends_there", [False, True])
def test_without_an_issuers_sign_out_the_session_here_ends_all_the_same(
    federated: Federated, ends_there: bool
) -> None:
    """Also of somebody who came in with a password, whatever the issuer offers."""
    if ends_there:
        federated.sim.places = {"end_session_endpoint": f"{federated.sim.url}/end"}
        browser = federated.signed_in("viewer")
    else:
        browser = federated.browser()
        assert inside(browser, federated.enters(browser))
    assert browser.post("/sign-out").headers["location"] == "/sign-in?said=signed_out"
    assert browser.get("/me").status_code == 303


def test_a_link_on_another_site_signs_nobody_in(federated: Federated) -> None:
    """The sign-in page comes first, whose button the user presses."""
    client = TestClient(federated.app, base_url=URL, follow_redirects=False)
    for site in ("cross-site", "same-site"):
        answer = client.get("/sign-in/issuer", headers={"Sec-Fetch-Site": site})
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    own = client.get("/sign-in/issuer", headers={"Sec-Fetch-Site": "same-origin"})
    assert own.headers["location"].startswith(federated.sim.url)
