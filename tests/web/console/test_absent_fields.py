"""What a form does not say gives nobody more than there is: a field that is missing or empty is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from leftopen.model.permission import Role
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.api_keys import ApiKeys
from leftopen.store.records.entities.identity.users import Users, UserWriter
from leftopen.store.records.entities.scopes import Scopes
from leftopen.web.console.http.cookies import csrf_of
from tests.web.console.conftest import PART, Console
from tests.web.console.visitor import HERE, text_of

Fields = Mapping[str, str]
INVITED = {"name": "jean", "role": "viewer", "sees": "networks", "networks": PART}
CHANGED = {"role": "analyst", "sees": "networks", "networks": PART, "state": "open"}
KEY = {"name": "laptop", "right": "read", "ends": "day", "until": "2099-01-01", "sees": "everything"}
ALLOWED = {
    "targets": "192.0.2.0/24", "effect": "allow", "authorised_by": "A. Owner", "until": "2099-01-01",
    "read": "banner",
}  # fmt: skip
NOTHING = ("", " ")


def one_less(fields: Fields, among: tuple[str, ...]) -> list[dict[str, str]]:
    """Those fields without one of them, and with one of them that says nothing."""
    missing = [{key: value for key, value in fields.items() if key != name} for name in among]
    return missing + [{**fields, name: nothing} for name in among for nothing in NOTHING]


def refused(console: Console, path: str, forms: Sequence[Fields]) -> None:
    admin = console.visitor("admin")
    for fields in forms:
        assert admin.post(path, **fields).status_code == 400, fields


def test_a_limited_account_stays_limited(bare: Console) -> None:
    part = bare.users["part"]
    forms = one_less({"id": part.id, **CHANGED}, ("role", "sees", "networks"))
    refused(bare, "/users/change", [*forms, {"id": part.id, "role": "analyst"}])
    refused(bare, "/users/change", [{"id": part.id, **CHANGED, "networks": " , "}])
    assert Users(bare.workspace.store.records).get(part.id).networks == (PART,)
    both = {"id": part.id, **CHANGED, "sees": "everything"}
    refused(bare, "/users/change", [both])
    chosen = bare.visitor("admin").post("/users/change", **{**both, "networks": ""})
    assert chosen.status_code == 303
    assert Users(bare.workspace.store.records).get(part.id).networks == ()


@pytest.mark.parametrize(
    ("networks", "said"),
    [
        ("0.0.0.0/0", "every IPv4 network"),
        ("::/0", "every IPv6 network"),
        (f"{PART} ::ffff:0.0.0.0/96", "every IPv4 network"),
        ("0.0.0.0/1 128.0.0.0/1", "every IPv4 network"),
        ("::/1, 8000::/2, c000::/2", "every IPv6 network"),
    ],
)
def test_every_address_there_is_is_no_restriction(bare: Console, networks: str, said: str) -> None:
    admin, part = bare.visitor("admin"), bare.users["part"]
    for path, fields in (
        ("/users/invite", INVITED | {"networks": networks}),
        ("/users/change", {"id": part.id, **CHANGED, "networks": networks}),
        ("/keys/add", KEY | {"sees": "networks", "networks": networks}),
    ):
        answer = admin.post(path, **fields)
        assert (answer.status_code, said in text_of(answer)) == (400, True), path
        assert "choose everything (all networks) instead" in text_of(answer)
    french = admin.ask(
        "POST", "/users/invite", data={**INVITED, "networks": networks, "csrf": csrf_of(admin.token)},
        headers=HERE | {"accept-language": "fr"},
    )  # fmt: skip
    assert "l’ensemble des réseaux" in text_of(french)
    records = bare.workspace.store.records
    assert (Users(records).get(part.id).networks, ApiKeys(records).list()) == ((PART,), [])
    assert Users(records).named("jean") is None
    half = admin.post("/users/invite", **(INVITED | {"networks": "0.0.0.0/1"}))
    assert half.status_code == 200


def test_who_is_locked_out_stays_out_until_that_is_chosen(bare: Console) -> None:
    users, id = Users(bare.workspace.store.records), bare.users["part"].id
    UserWriter(Changes(bare.workspace.store.records)).change(id, lambda old: replace(old, disabled=True))
    refused(bare, "/users/change", one_less({"id": id, **CHANGED}, ("state",)))
    assert users.get(id).disabled
    assert bare.visitor("admin").post("/users/change", id=id, **CHANGED).status_code == 303
    assert not users.get(id).disabled


def test_nobody_is_invited_to_more_than_was_chosen(bare: Console) -> None:
    users = Users(bare.workspace.store.records)
    refused(bare, "/users/invite", one_less(INVITED, ("role", "sees", "networks")))
    assert users.named("jean") is None
    assert bare.visitor("admin").post("/users/invite", **INVITED).status_code == 200
    made = users.named("jean")
    assert made is not None
    assert (made.role, made.networks) == (Role.VIEWER, (PART,))


def test_an_authorisation_says_what_how_deep_and_until_when(bare: Console) -> None:
    forms = one_less(ALLOWED, ("targets", "effect", "authorised_by", "until", "read"))
    refused(bare, "/scope/add", forms)
    assert Scopes(bare.workspace.store.records).list() == []
    assert bare.visitor("admin").post("/scope/add", **ALLOWED).status_code == 303
    assert [one.level for one in Scopes(bare.workspace.store.records).list()] == ["banner"]


def test_a_key_says_what_it_may_and_when_it_ends(bare: Console) -> None:
    keys = ApiKeys(bare.workspace.store.records)
    forms = one_less(KEY, ("name", "right", "ends", "until", "sees"))
    refused(bare, "/keys/add", [*forms, {**KEY, "ends": "removed"}])
    assert keys.list() == []
    assert bare.visitor("admin").post("/keys/add", **KEY).status_code == 200
    endless = {"name": "server", "right": "read", "ends": "removed", "sees": "everything"}
    assert bare.visitor("admin").post("/keys/add", **endless).status_code == 200
    assert {one.name: bool(one.until) for one in keys.list()} == {"laptop": True, "server": False}


@pytest.mark.parametrize("page", ["/users", "/keys"])
def test_a_choice_that_gives_more_is_made_by_nobody_beforehand(console: Console, page: str) -> None:
    form = console.visitor("admin").get(page).text.rpartition('class="stack"')[2]
    assert form.count('type="radio"') == 2
    assert " checked" not in form
