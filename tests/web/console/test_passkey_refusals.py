"""Passkeys: every answer that is none."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from leftopen.model.permission import Role
from leftopen.service.identity import accounts, challenges, webauthn
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.passkeys import Passkeys
from leftopen.store.records.entities.identity.users import UserWriter
from tests.web.console.authenticator import PRESENT, Authenticator
from tests.web.console.browser import HERE, Browser
from tests.web.console.named import Named


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
    [kept] = Passkeys(named.console.workspace.store.records).of(named.console.users["viewer"].id)
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
    [kept] = Passkeys(named.console.workspace.store.records).of(named.console.users["analyst"].id)
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


def test_who_is_locked_out_or_reset_has_none(named: Named) -> None:
    own, other = named.pair("viewer")
    key = Authenticator()
    own.added(key)
    records, user = named.console.workspace.store.records, named.console.users["viewer"]
    UserWriter(Changes(records)).change(user.id, lambda old: replace(old, disabled=True))
    assert other.enters(key).status_code == 400
    UserWriter(Changes(records)).change(user.id, lambda old: replace(old, disabled=False))
    accounts.reset(named.console.workspace, user.id, by="a test")
    assert Passkeys(records).of(user.id) == []
    assert other.enters(key).status_code == 400
    named.browser("analyst").added(Authenticator())
    accounts.remove(named.console.workspace, named.console.users["analyst"].id, by="a test")
    assert Passkeys(records).owners() == frozenset()


@pytest.mark.parametrize("ended", ["reset", "locked out"])
def test_one_that_was_begun_before_a_reset_is_not_added(
    named: Named, monkeypatch: pytest.MonkeyPatch, ended: str
) -> None:
    workspace, id, made = (
        named.console.workspace,
        named.console.users["viewer"].id,
        webauthn.read_registration,
    )

    def slow(*given: Any) -> Any:
        if ended == "reset":
            accounts.reset(workspace, id, by="an admin")
        else:
            accounts.change(workspace, id, Role.VIEWER, (), True, by="an admin")
        return made(*given)

    monkeypatch.setattr(webauthn, "read_registration", slow)
    answer = named.browser("viewer").added(Authenticator())
    assert answer.status_code == 400
    assert Passkeys(workspace.store.records).of(id) == []
    assert ("passkey added", "viewer") not in named.audited()


def test_it_waits_after_five_wrong_ones(named: Named) -> None:
    own, other = named.pair("viewer")
    key = Authenticator()
    own.added(key)
    wrong = replace(key, flags=PRESENT)
    assert [other.enters(wrong).status_code for _ in range(7)] == [400] * 5 + [429] * 2
    assert other.enters(key).status_code == 429
