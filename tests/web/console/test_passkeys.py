"""Passkeys: the way in, and every answer that is none."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from leftopen.model.permission import Role
from leftopen.model.user import Stage
from leftopen.service import accounts, challenges, passkey_answers, sittings
from leftopen.web.app import build
from leftopen.web.console.door import csrf_of
from leftopen.web.console.house import Manner
from tests.web.console.authenticator import PRESENT, Authenticator
from tests.web.console.browser import HERE, PORT, SAME, Browser
from tests.web.console.conftest import PASSWORD, Console
from tests.web.console.test_sign_in import with_second

Spoilt = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Named:
    """The console, asked for by its name; `strict` for others than this machine."""

    console: Console
    manner: Manner

    def browser(self, name: str = "") -> Browser:
        app = build(self.console.desk, self.manner)
        client = TestClient(app, base_url=HERE, headers={"user-agent": "a test"})
        browser = Browser(client)
        if name:
            user = self.console.users[name]
            _, token = sittings.begin(self.console.desk, user, Stage.WHOLE, "a test")
            client.cookies.set(f"leftopen-{PORT}", token, domain="localhost.local", path="/")
        return browser

    def pair(self, name: str = "") -> tuple[Browser, Browser]:
        """Somebody, and a stranger, at the same server."""
        one = self.browser(name)
        other = TestClient(one.client.app, base_url=HERE, headers={"user-agent": "another"})
        return one, Browser(other)

    def audited(self) -> list[tuple[str, str]]:
        return [(entry.what, entry.subject) for entry in self.console.desk.store.records.audit.list(50)]


@pytest.fixture
def named(bare: Console) -> Named:
    return Named(bare, Manner(port=PORT))


def test_a_passkey_is_made_and_signs_in_as_both_factors(named: Named) -> None:
    with_second(named.console, "viewer")
    own, other = named.pair("viewer")
    key = Authenticator()
    made = own.added(key)
    assert (made.status_code, made.headers["location"]) == (303, "/me?said=passkey")
    page = own.get("/me").text
    assert "telephone" in page
    assert "localhost" in page
    done = other.enters(key, next="/search?q=1")
    assert (done.status_code, done.headers["location"]) == (303, "/search?q=1")
    assert other.inside
    assert {("passkey added", "viewer"), ("sign in", "viewer")} <= set(named.audited())


def test_what_the_browser_is_asked(named: Named) -> None:
    own, other = named.pair("viewer")
    new = own.options("/me/passkeys/options")
    assert new["rp"]["id"] == "localhost"
    assert new["attestation"] == "none"
    assert new["authenticatorSelection"]["residentKey"] == "required"
    assert new["authenticatorSelection"]["userVerification"] == "required"
    own.added(Authenticator())
    assert len(own.options("/me/passkeys/options")["excludeCredentials"]) == 1
    any_of_them = other.options("/passkey/options")
    assert (any_of_them["rpId"], any_of_them["userVerification"]) == ("localhost", "required")
    assert any_of_them["allowCredentials"] == [], "who is not signed in learns of nobody's"


def test_the_names_are_ours_whatever_a_proxy_says(named: Named) -> None:
    own = named.browser("viewer")
    lies = {
        "x-forwarded-host": "evil.example",
        "x-forwarded-proto": "https",
        "forwarded": "host=evil.example",
    }
    told = own.client.post(
        "/me/passkeys/options", data={"csrf": csrf_of(own.token)}, headers=SAME | lies
    ).json()
    assert told["rp"]["id"] == "localhost"
    assert own.client.post("/passkey/options", headers=SAME | {"host": "evil.example"}).status_code == 400
    manner = Manner(port=443, tls=True, names=frozenset(("console.example", "192.0.2.1", "[2001:db8::1]")))
    found = manner.party("Console.Example:9999")
    assert found is not None
    assert (found.id, found.origin) == ("console.example", "https://console.example")
    for host in ("192.0.2.1", "[2001:db8::1]", "other.example", "", "*.example"):
        assert manner.party(host) is None


def test_an_address_has_no_passkeys_and_says_where_there_are_some(bare: Console) -> None:
    visitor = bare.visitor("viewer")
    assert "http://localhost" in visitor.get("/me").text
    assert visitor.post("/passkey/options").status_code == 404
    assert "asked for by its address" in visitor.get("/me/passkeys/new").text


@pytest.mark.parametrize(
    "lie",
    [
        {"origin": "http://localhost:9999"},
        {"origin": "https://localhost:8322"},
        {"origin": "http://evil.example"},
        {"origin": "http://localhost:8322.evil.example"},
        {"flags": PRESENT},
        {"flags": 0},
    ],
    ids=str,
)
def test_what_was_made_elsewhere_or_for_nobody_in_particular(named: Named, lie: dict[str, Any]) -> None:
    own, other = named.pair("viewer")
    good = Authenticator()
    for name, value in lie.items():
        setattr(good, name, value)
    assert own.added(good).status_code == 400
    key = Authenticator()
    assert own.added(key).status_code == 303
    for name, value in lie.items():
        setattr(key, name, value)
    assert other.enters(key).status_code == 400
    assert not other.inside
    assert ("passkey refused", "viewer") in named.audited()


def test_an_answer_counts_once(named: Named) -> None:
    own, other = named.pair("viewer")
    key = Authenticator(step=0)
    new = key.made(own.options("/me/passkeys/options"))
    assert own.post("/me/passkeys/add", name="one", credential=new).status_code == 303
    own.post("/me/passkeys/remove", id=json.loads(new)["id"])
    assert own.post("/me/passkeys/add", name="two", credential=new).status_code == 400
    own.added(key)
    answer = key.signed(other.options("/passkey/options"))
    assert other.post("/sign-in/passkey", credential=answer).status_code == 303
    other.post("/sign-out")
    assert other.post("/sign-in/passkey", credential=answer).status_code == 400
    assert not other.inside


def test_an_answer_is_of_the_browser_that_was_asked(named: Named) -> None:
    own, thief = named.pair("viewer")
    key = Authenticator()
    own.added(key)
    third = Browser(TestClient(own.client.app, base_url=HERE))
    answer = key.signed(third.options("/passkey/options"))
    assert thief.post("/sign-in/passkey", credential=answer).status_code == 400
    thief.options("/passkey/options")
    assert thief.post("/sign-in/passkey", credential=answer).status_code == 400
    assert third.post("/sign-in/passkey", credential=answer).status_code == 303
    to_unlock = key.signed(own.options("/passkey/options"))
    assert thief.post("/sign-in/passkey", credential=to_unlock).status_code == 400
    assert own.post("/unlock/passkey", credential=to_unlock).status_code == 303


def test_a_question_is_over_after_five_minutes(named: Named) -> None:
    own, other = named.pair("viewer")
    key = Authenticator()
    own.added(key)
    for seconds, status in ((challenges.LASTS_S - 2, 303), (challenges.LASTS_S + 1, 400)):
        answer = key.signed(other.options("/passkey/options"))
        named.console.clock.ahead += timedelta(seconds=seconds)
        assert other.post("/sign-in/passkey", credential=answer).status_code == status
        if status == 303:
            other.post("/sign-out")


def test_a_counter_that_does_not_grow_is_a_copy(named: Named) -> None:
    own, other = named.pair("viewer")
    key = Authenticator(count=7)
    own.added(key)
    assert other.enters(key).status_code == 303
    other.post("/sign-out")
    copy = replace(key, count=7)
    assert other.enters(copy).status_code == 400
    copy.count = 3
    assert other.enters(copy).status_code == 400
    assert other.enters(key).status_code == 303
    [kept] = named.console.desk.store.records.passkeys.of(named.console.users["viewer"].id)
    assert kept.count == key.count


def test_it_is_of_one_person_and_one_name(named: Named) -> None:
    own, other = named.pair("viewer")
    key = Authenticator()
    own.added(key)
    analyst = named.browser("analyst")
    assert analyst.added(key).status_code == 400, "no id twice, whosever it is"
    other_party = key.signed(other.options("/passkey/options"), party="console.example")
    assert other.post("/sign-in/passkey", credential=other_party).status_code == 400
    key.person = "YW5vdGhlcg"
    assert other.enters(key).status_code == 400
    foreign = Authenticator()
    analyst.added(foreign)
    [kept] = named.console.desk.store.records.passkeys.of(named.console.users["analyst"].id)
    assert own.post("/me/passkeys/remove", id=kept.id).status_code == 404
    assert own.post("/me/passkeys/rename", id=kept.id, name="mine").status_code == 404
    assert (
        own.post("/unlock/passkey", credential=foreign.signed(own.options("/passkey/options"))).status_code
        == 400
    )


def test_whoever_signs_with_another_key_is_nobody(named: Named) -> None:
    own, other = named.pair("viewer")
    key = Authenticator()
    own.added(key)
    assert other.enters(Authenticator(id=key.id, person=key.person, count=9)).status_code == 400
    assert other.enters(Authenticator(person=key.person)).status_code == 400
    kinds = key.signed(other.options("/passkey/options"), kind="webauthn.create")
    assert other.post("/sign-in/passkey", credential=kinds).status_code == 400


def test_renamed_and_removed(named: Named) -> None:
    own, other = named.pair("viewer")
    key = Authenticator()
    own.added(key)
    [kept] = named.console.desk.store.records.passkeys.of(named.console.users["viewer"].id)
    assert own.post("/me/passkeys/rename", id=kept.id, name="<b>key</b> on my ring").status_code == 303
    assert "&lt;b&gt;key&lt;/b&gt; on my ring" in own.get("/me").text
    for bad in ("", " ", "x" * 61):
        assert own.post("/me/passkeys/rename", id=kept.id, name=bad).status_code == 400
    assert own.post("/me/passkeys/remove", id=kept.id).status_code == 303
    assert other.enters(key).status_code == 400


def test_what_changes_them_asks_again_who_sits_there(named: Named) -> None:
    own = named.browser("viewer")
    own.added(Authenticator())
    [kept] = named.console.desk.store.records.passkeys.of(named.console.users["viewer"].id)
    named.console.clock.ahead += sittings.UNLOCKED + timedelta(seconds=1)
    for path in ("/me/passkeys/options", "/me/passkeys/add", "/me/passkeys/remove"):
        assert own.post(path, id=kept.id).headers["location"].startswith("/unlock")
    assert own.get("/me/passkeys/new").headers["location"].startswith("/unlock")
    assert own.get("/me/second").headers["location"].startswith("/unlock")


def test_after_the_password_and_to_unlock(named: Named) -> None:
    own, other = named.pair("viewer")
    key = Authenticator()
    own.added(key)
    half = other.post("/sign-in", name="viewer", password=PASSWORD, next="/exposures")
    assert half.headers["location"] == "/sign-in/code?next=%2Fexposures"
    assert "Continue with a passkey" in other.get("/sign-in/code").text
    assert other.post("/sign-in/code", code="000000").status_code == 400
    options = other.options("/passkey/options")
    assert len(options["allowCredentials"]) == 1
    done = other.post("/sign-in/code/passkey", credential=key.signed(options), next="/exposures")
    assert done.headers["location"] == "/exposures"
    assert other.inside
    named.console.clock.ahead += sittings.UNLOCKED + timedelta(seconds=1)
    assert other.post("/unlock", proof=PASSWORD).status_code == 400, "the passkey is what proves it"
    assert (
        other.post("/unlock/passkey", credential=key.signed(other.options("/passkey/options"))).status_code
        == 303
    )
    assert other.get("/me/passkeys/new").status_code == 200


def test_who_is_locked_out_or_reset_has_none(named: Named) -> None:
    own, other = named.pair("viewer")
    key = Authenticator()
    own.added(key)
    records, user = named.console.desk.store.records, named.console.users["viewer"]
    records.users.change(user.id, lambda old: replace(old, disabled=True))
    assert other.enters(key).status_code == 400
    records.users.change(user.id, lambda old: replace(old, disabled=False))
    accounts.reset(named.console.desk, user.id, by="a test")
    assert records.passkeys.of(user.id) == []
    assert other.enters(key).status_code == 400
    named.browser("analyst").added(Authenticator())
    accounts.remove(named.console.desk, named.console.users["analyst"].id, by="a test")
    assert records.passkeys.owners() == frozenset()


@pytest.mark.parametrize("ended", ["reset", "locked out"])
def test_one_that_was_begun_before_a_reset_is_not_added(
    named: Named, monkeypatch: pytest.MonkeyPatch, ended: str
) -> None:
    desk, id, made = named.console.desk, named.console.users["viewer"].id, passkey_answers.made

    def slow(*given: Any) -> Any:
        if ended == "reset":
            accounts.reset(desk, id, by="an admin")
        else:
            accounts.change(desk, id, Role.VIEWER, (), True, by="an admin")
        return made(*given)

    monkeypatch.setattr(passkey_answers, "made", slow)
    answer = named.browser("viewer").added(Authenticator())
    assert answer.status_code == 400
    assert desk.store.records.passkeys.of(id) == []
    assert ("passkey added", "viewer") not in named.audited()


def test_it_waits_after_five_wrong_ones(named: Named) -> None:
    own, other = named.pair("viewer")
    key = Authenticator()
    own.added(key)
    wrong = replace(key, flags=PRESENT)
    assert [other.enters(wrong).status_code for _ in range(7)] == [400] * 5 + [429] * 2
    assert other.enters(key).status_code == 429


def test_a_passkey_is_the_second_factor_that_others_than_this_machine_need(bare: Console) -> None:
    own = Named(bare, Manner(port=PORT, strict=True)).browser("viewer")
    assert own.get("/").headers["location"] == "/me/second"
    assert own.get("/me/passkeys/new").status_code == 200
    assert own.added(Authenticator()).status_code == 303
    assert own.inside


def test_at_most_twenty(named: Named) -> None:
    own = named.browser("viewer")
    answers = [own.added(Authenticator()).status_code for _ in range(21)]
    assert answers == [303] * 20 + [400]


def test_what_an_authenticator_says_about_its_maker_is_not_read(named: Named) -> None:
    own, other = named.pair("viewer")
    key = Authenticator(format="tpm")
    assert own.added(key).status_code == 303
    assert other.enters(key).status_code == 303
