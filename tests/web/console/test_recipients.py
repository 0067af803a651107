"""Recipients from the console and by API keys: only from who may send outside."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

import leftopen.web
from leftopen.model.api_key import Right
from leftopen.model.permission import Role
from leftopen.service.identity import api_keys
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.monitors import Monitors, MonitorWriter
from leftopen.store.records.entities.outbox import Outbox
from leftopen.store.records.entities.scopes import Scopes
from tests.web.console.conftest import Console
from tests.web.console.test_clauses import part_as
from tests.web.console.visitor import text_of

TO = "mailto:attacker@evil.example"
MONITOR = {"name": "here", "targets": "127.0.0.1", "ports": "81", "every": "6h", "when": "new-port"}
SCOPE = {"targets": "198.51.100.1", "effect": "allow", "authorised_by": "A.", "until": "2099-01-31"}
SETTERS = {
    "monitors": ("add",), "scopes": ("add",), "organisations": ("add", "change"),
    "notifiers": ("create", "edit"), "alerts": ("add_notifier",),
}  # fmt: skip


def test_a_scanner_admin_sets_no_recipients(bare: Console) -> None:
    whole, part = bare.visitor("scanner_admin"), part_as(bare, Role.SCANNER_ADMIN)
    records = bare.workspace.store.records
    for visitor, target in ((whole, "127.0.0.1"), (part, "198.51.100.1")):
        refused = visitor.post("/monitors", **(MONITOR | {"targets": target, "tell": TO}))
        assert (refused.status_code, "permission notify" in text_of(refused)) == (403, True)
        refused = visitor.post("/scope/add", read="listing", **(SCOPE | {"contact": TO}))
        assert (refused.status_code, "permission notify" in text_of(refused)) == (403, True)
        assert 'name="tell"' not in visitor.get("/monitors").text
        assert 'name="contact"' not in visitor.get("/scope").text
    assert (Monitors(records).list(), Scopes(records).list()) == ([], [])
    assert whole.post("/monitors", **(MONITOR | {"tell": ""})).status_code == 303
    assert whole.post("/scope/add", read="listing", **SCOPE).status_code == 303
    admin = bare.visitor("admin")
    assert 'name="tell"' in admin.get("/monitors").text
    assert admin.post("/monitors", **(MONITOR | {"name": "two", "tell": TO})).status_code == 303
    assert [one.tell for one in Monitors(records).list()] == [(), (TO,)]


def test_a_scanner_admin_chooses_nobody_by_an_organisation(bare: Console) -> None:
    whole, part, admin = (
        bare.visitor("scanner_admin"),
        part_as(bare, Role.SCANNER_ADMIN),
        bare.visitor("admin"),
    )
    wide = SCOPE | {"targets": "198.51.100.0/28", "read": "listing", "org": "Corps", "contact": TO}
    assert admin.post("/scope/add", **wide).status_code == 303
    for visitor in (whole, part):
        refused = visitor.post("/scope/add", read="listing", **(SCOPE | {"org": "Evil"}))
        assert (refused.status_code, "permission notify" in text_of(refused)) == (403, True)
    assert part.post("/scope/add", read="listing", **SCOPE).status_code == 303
    kept = {one.target: (one.org, one.contact) for one in Scopes(bare.workspace.store.records).list()}
    assert kept == {"198.51.100.0/28": ("Corps", TO), "198.51.100.1/32": ("Corps", TO)}
    manager = part_as(bare, Role.ADMIN)
    refused = manager.post("/scope/add", read="listing", **(SCOPE | {"org": "Evil"}))
    assert (refused.status_code, "organisation 'Evil'" in text_of(refused)) == (403, True)


def test_a_recipient_with_a_query_is_refused_in_every_form(anew: Console) -> None:
    admin, evil = anew.visitor("admin"), "mailto:a@b.example?bcc=c@d.example"
    case = next(one for one in anew.cases if one.state == "open")
    for path, fields in (
        ("/monitors", MONITOR | {"tell": evil}),
        ("/scope/add", SCOPE | {"read": "listing", "contact": evil}),
        ("/organisations", {"name": "Corps", "contacts": evil, "language": "en"}),
        (f"/case/{case.id}/preview", {"via": evil}),
        (f"/case/{case.id}/notify", {"via": evil}),
        ("/outbox/test", {"to": evil}),
    ):
        answer = admin.post(path, **fields)
        assert (answer.status_code, "without a query" in text_of(answer)) == (400, True), path
    assert Outbox(anew.workspace.store.records).about(case.id) == []


@pytest.mark.parametrize("role", [Role.SCANNER_ADMIN, Role.ADMIN])
def test_a_key_sets_notifiers_only_where_its_owner_may_tell(bare: Console, role: Role) -> None:
    workspace, owner = bare.workspace, bare.users[role.value]
    workspace.live.now = replace(workspace.settings, smtp_host="127.0.0.1", notify=TO)
    _, token = api_keys.add(workspace, "k", Right.SCAN, None, owner=owner)
    _, operator = api_keys.add(workspace, "operator", Right.SCAN, None)
    key, form = {"key": token}, {"provider": "email", "to": "attacker@evil.example", "description": "x"}
    alert = bare.client.post("/shodan/alert", params=key, json={"name": "a", "filters": {"ip": "192.0.2.1"}})
    theirs = bare.client.post("/notifier", data=form | {"key": operator}).json()["id"]
    alert_path = f"/shodan/alert/{alert.json()['id']}/notifier"
    answers = [
        bare.client.post("/notifier", data=form | key),
        bare.client.put(f"/notifier/{theirs}", params=key | {"to": "other@evil.example"}),
        bare.client.put(f"{alert_path}/{theirs}", params=key),
        bare.client.put(f"{alert_path}/default", params=key),
    ]
    expected = 200 if role is Role.ADMIN else 403
    assert [one.status_code for one in answers] == [expected] * 4
    assert role is Role.ADMIN or "permission notify" in answers[0].json()["error"]


def test_the_outbox_lists_who_is_held_and_confirms(anew: Console) -> None:
    """Set by a scanner admin with an older version."""
    admin, records = anew.visitor("admin"), anew.workspace.store.records
    assert "Recipients to confirm" not in text_of(admin.get("/outbox"))
    admin.post("/monitors", **(MONITOR | {"tell": TO}))
    [made] = Monitors(records).list()
    MonitorWriter(Changes(records)).change(
        made.id, lambda old: replace(old, tell_by="", created_by="scanner_admin")
    )
    part = part_as(anew, Role.CASE_MANAGER)
    assert TO not in part.get("/outbox").text
    assert part.post("/outbox/confirm", id=made.id).status_code == 404
    assert anew.visitor("scanner_admin").post("/outbox/confirm", id=made.id).status_code == 403
    manager = anew.visitor("case_manager")
    page = text_of(manager.get("/outbox"))
    assert all(word in page for word in ("Recipients to confirm", TO, "scanner_admin", "here"))
    french = text_of(manager.get("/outbox", **{"accept-language": "fr"}))
    assert "Destinataires à confirmer" in french
    lines = manager.get("/outbox?format=json").json()
    assert [one["id"] for one in lines if one["type"] == "held_recipients"] == [made.id]
    assert manager.post("/outbox/confirm", id=made.id).status_code == 303
    assert Monitors(records).get("here").tell_by == "case_manager"
    assert "Recipients to confirm" not in text_of(manager.get("/outbox"))


def test_whatever_of_the_web_sets_recipients_says_who_asks() -> None:
    """The default is the owner of the folder, which no request is."""
    called, silent = set(), []
    for file in Path(leftopen.web.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            owner = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
            if node.func.attr in SETTERS.get(owner, ()):
                called.add((owner, node.func.attr))
                if "may_tell" not in {word.arg for word in node.keywords}:
                    silent.append(f"{file.name}:{node.lineno}")
    assert silent == []
    assert called == {(owner, name) for owner, names in SETTERS.items() for name in names}
