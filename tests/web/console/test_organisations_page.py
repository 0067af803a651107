"""The page of organisations: who is on call now, and how old that is."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

from leftopen.scope.file import record
from leftopen.service import on_call, organisations
from leftopen.service.scanning import scopes
from leftopen.store.records.writes import RecordWriter
from tests.formats.calendars import calendar, shift
from tests.web.console.conftest import Console
from tests.web.console.visitor import text_of

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
    assert "nobody: the contacts are told" in failing
    assert "cannot be read No such file or directory" in failing
    [line] = visitor.get("/organisations?format=json").json()
    assert (line["on_call"], line["calendar"]) == ([], "rota.ics")


def test_a_user_of_some_networks_sees_those_of_them(anew: Console) -> None:
    now, user = anew.workspace.clock(), anew.users["case_manager"]
    for name, target in (("Ours", "198.51.100.0/24"), ("Theirs", "203.0.113.0/24")):
        organisations.add(anew.workspace, name, by="jane", contacts=[f"mailto:{name.lower()}@example.org"])
        one = record(target, authorised_by="A.", until=None, now=now, org=name)
        scopes.add(anew.workspace, [one])
    RecordWriter(anew.workspace.store.records).users.change(
        user.id, lambda old: replace(old, networks=("198.51.100.0/24",))
    )
    for path in ("/organisations", "/organisations?format=json"):
        shown = anew.visitor("case_manager").get(path).text
        assert "ours@example.org" in shown
        assert "theirs" not in shown.lower()
