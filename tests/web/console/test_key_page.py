"""The page of API keys: whose a new one is, and what it sees, which must be chosen."""

from __future__ import annotations

import pytest

from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.api_keys import ApiKeys
from leftopen.store.records.entities.identity.users import UserWriter
from tests.web.console.conftest import Console
from tests.web.console.http.test_form_errors import proved
from tests.web.console.visitor import text_of


def test_a_key_is_that_of_whoever_makes_it_and_of_the_networks_that_were_named(bare: Console) -> None:
    visitor = proved(bare)
    fields = {"name": "part", "right": "read", "ends": "removed", "sees": "networks"}
    answer = visitor.post("/keys/add", **fields, networks="192.0.2.0/24, 198.51.100.7")
    assert answer.status_code == 200
    [key] = ApiKeys(bare.workspace.store.records).list()
    assert key.owner == bare.users["admin"].id
    assert key.networks == ("192.0.2.0/24", "198.51.100.7/32")
    shown = text_of(visitor.get("/keys"))
    assert "part read admin 192.0.2.0/24 198.51.100.7/32" in shown
    [line] = visitor.get("/keys?format=json").json()
    assert (line["owner"], line["networks"]) == ("admin", ["192.0.2.0/24", "198.51.100.7/32"])


@pytest.mark.parametrize(
    "fields",
    [
        {}, {"networks": "192.0.2.0/24"}, {"sees": "networks"}, {"sees": "networks", "networks": " , "},
        {"sees": "everything", "networks": "192.0.2.0/24"}, {"sees": ""},
        {"sees": "networks", "networks": "x"},
    ],
)  # fmt: skip
def test_what_a_key_sees_is_never_left_open(bare: Console, fields: dict[str, str]) -> None:
    answer = proved(bare).post("/keys/add", name="x", right="read", ends="removed", **fields)
    assert answer.status_code == 400
    assert ApiKeys(bare.workspace.store.records).list() == []


def test_a_key_goes_with_the_account_whose_it_is(bare: Console) -> None:
    visitor = proved(bare)
    visitor.post("/keys/add", name="mine", right="read", ends="removed", sees="everything")
    assert len(ApiKeys(bare.workspace.store.records).list()) == 1
    UserWriter(Changes(bare.workspace.store.records)).remove(bare.users["admin"].id)
    assert ApiKeys(bare.workspace.store.records).list() == []
