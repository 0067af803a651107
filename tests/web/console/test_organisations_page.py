"""The page of organisations: who is on call now, and how old that is."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.organisations import on_call, organisations
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.identity.users import UserWriter
from leftopen.store.records.entities.organisations import Organisations
from tests.formats.calendars import calendar, shift
from tests.web.console.conftest import PASSWORD, Console
from tests.web.console.visitor import Visitor, text_of

TEAM = "Example <b>Corps</b>"


def test_who_is_on_call_and_what_is_wrong_with_a_calendar(anew: Console, tmp_path: Path) -> None:
    workspace, visitor, file = anew.workspace, anew.visitor("admin"), tmp_path / "rota.ics"
    assert "No organisations." in text_of(visitor.get("/organisations"))
    hours = "Mon-Sun 00:00-24:00"
    organisations.add(workspace, TEAM, by="jane", contacts=["mailto:soc@example.org"], hours=hours)
    start = workspace.clock().astimezone(UTC)
    days = [f"{start + timedelta(days=day):%Y%m%dT%H%M%SZ}" for day in (-1, 1)]
    file.write_bytes(calendar(shift("jane@example.org", *days)))
    asyncio.run(on_call.set_calendar(workspace, TEAM, str(file), by="jane"))
    shown = visitor.get("/organisations")
    assert "Example &lt;b&gt;Corps&lt;/b&gt;" in shown.text
    words = ("jane@example.org", "mailto:soc@example.org", hours, "rota.ics")
    assert all(word in text_of(shown) for word in words)
    assert str(tmp_path) not in shown.text
    file.unlink()
    anew.clock.ahead += timedelta(days=3)
    asyncio.run(on_call.refresh(workspace))
    visitor = anew.visitor("admin")
    failing = text_of(visitor.get("/organisations"))
    assert "none on call: the contacts are notified" in failing
    assert "cannot be read No such file or directory" in failing
    [line] = visitor.get("/organisations?format=json").json()
    assert (line["on_call"], line["calendar"]) == ([], "rota.ics")


def test_a_user_of_some_networks_sees_those_of_them(anew: Console) -> None:
    now, user = anew.workspace.clock(), anew.users["case_manager"]
    for name, target in (("Ours", "198.51.100.0/24"), ("Theirs", "203.0.113.0/24")):
        organisations.add(anew.workspace, name, by="jane", contacts=[f"mailto:{name.lower()}@example.org"])
        one = record(target, authorised_by="A.", until=None, now=now, org=name)
        scopes.add(anew.workspace, [one])
    UserWriter(Changes(anew.workspace.store.records)).change(
        user.id, lambda old: replace(old, networks=("198.51.100.0/24",))
    )
    for path in ("/organisations", "/organisations?format=json"):
        shown = anew.visitor("case_manager").get(path).text
        assert "ours@example.org" in shown
        assert "theirs" not in shown.lower()


FORM = {
    "name": "Example <i>Corps</i>", "contacts": "mailto:soc@example.org\nmailto:ciso@example.org",
    "domains": "Example.org, example.net", "hours": "Mon-Fri 08:00-18:00 Europe/Paris", "language": "fr",
    "parent": "",
}  # fmt: skip


def confirmed(console: Console, name: str = "case_manager") -> Visitor:
    """A visitor who confirmed their identity just now."""
    visitor = console.visitor(name)
    assert visitor.post("/unlock", proof=PASSWORD, next="/organisations").status_code == 303
    return visitor


def test_one_is_added_changed_and_removed_with_a_line_in_the_audit_log(anew: Console) -> None:
    records, visitor = anew.workspace.store.records, confirmed(anew)
    assert visitor.post("/organisations", **FORM).status_code == 303
    [one] = Organisations(records).list()
    assert (one.name, one.language, one.hours) == (FORM["name"], "fr", FORM["hours"])
    assert one.contacts == ("mailto:soc@example.org", "mailto:ciso@example.org")
    assert one.domains == ("example.org", "example.net")
    scopes.add(anew.workspace, [
        record("198.51.100.0/24", authorised_by="A.", until=None, now=anew.workspace.clock(), org=one.name)
    ])  # fmt: skip
    form = visitor.get(f"/organisations?change={quote(one.name)}")
    assert "Example &lt;i&gt;Corps&lt;/i&gt;" in form.text
    assert "198.51.100.0/24" in text_of(form)
    assert ">mailto:soc@example.org\nmailto:ciso@example.org</textarea>" in form.text
    fewer = {**FORM, "contacts": "mailto:ciso@example.org", "language": "en"}
    assert visitor.post("/organisations/change", **fewer).status_code == 303
    [one] = Organisations(records).list()
    assert (one.contacts, one.language) == (("mailto:ciso@example.org",), "en")
    assert visitor.post("/organisations/remove", name=one.name).status_code == 303
    assert Organisations(records).list() == []
    entries, _ = Audit(records).of_kind("organisation", 10, 0)
    assert [(entry.actor, entry.subject) for entry in entries] == [("case_manager", one.name)] * 2
    removed, _ = Audit(records).of_kind("removed organisation", 10, 0)
    assert [entry.subject for entry in removed] == [one.name]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"name": " "}, "the name of an organisation has 1 to"),
        ({"contacts": "soc@example.org"}, "did you mean mailto:soc@example.org"),
        ({"contacts": "https://hooks.example.org/x"}, "is not named by the settings or the scope"),
        ({"hours": "always"}, "always"),
        ({"language": "tlh"}, "use en or fr"),
        ({"parent": "Nobody"}, "Nobody"),
        ({"contacts": " ".join(f"mailto:{n}@example.org" for n in range(101))}, "too many contacts"),
    ],
)
def test_a_wrong_form_changes_nothing(anew: Console, fields: dict[str, str], said: str) -> None:
    answer = confirmed(anew).post("/organisations", **(FORM | fields))
    assert answer.status_code in (400, 404)
    assert said in text_of(answer)
    assert Organisations(anew.workspace.store.records).list() == []


def test_one_that_is_there_is_not_replaced(anew: Console) -> None:
    organisations.add(anew.workspace, "Ours", by="jane", contacts=["mailto:jane@example.org"])
    answer = confirmed(anew).post("/organisations", **(FORM | {"name": "  OURS "}))
    assert (answer.status_code, "of this name already" in text_of(answer)) == (400, True)
    assert Organisations(anew.workspace.store.records).get("Ours").contacts == ("mailto:jane@example.org",)


def test_who_may_not_change_them(anew: Console) -> None:
    """Without a confirmed identity, without the permission, and with some networks only."""
    organisations.add(anew.workspace, "Ours", by="jane", contacts=["mailto:jane@example.org"])
    waits = anew.visitor("case_manager")
    anew.clock.ahead += timedelta(minutes=11)
    assert "<textarea" not in waits.get("/organisations?change=Ours").text
    assert waits.post("/organisations", **FORM).headers["location"].startswith("/unlock")
    assert confirmed(anew, "analyst").post("/organisations", **FORM).status_code == 403
    user = anew.users["case_manager"]
    UserWriter(Changes(anew.workspace.store.records)).change(
        user.id, lambda old: replace(old, networks=("198.51.100.0/24",))
    )
    some = confirmed(anew)
    for path in ("/organisations", "/organisations/change", "/organisations/remove"):
        answer = some.post(path, **(FORM | {"name": "Ours"}))
        assert answer.status_code in (400, 403)
        assert "only a user who sees everything can change organisations" in text_of(answer)
    assert [one.name for one in Organisations(anew.workspace.store.records).list()] == ["Ours"]
