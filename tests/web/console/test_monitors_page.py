"""The page of monitors: adding one, pausing it, and its changes day by day."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from leftopen.model.monitor import EventKind, Monitor, MonitorEvent
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.users import Users, UserWriter
from leftopen.store.records.entities.monitors import Monitors, MonitorWriter
from leftopen.web.console.pages import monitors as monitors_page
from tests.web.console.conftest import Console
from tests.web.console.visitor import Visitor, text_of

FORM = {"name": "here", "targets": "127.0.0.1", "ports": "81", "every": "6h", "tell": "", "when": "new-port"}


def only(console: Console) -> Monitor:
    [found] = Monitors(console.workspace.store.records).list()
    return found


def changed(console: Console) -> None:
    """A run that found a port and, a day before, another one."""
    monitor, now = only(console), console.workspace.clock()
    event = MonitorEvent(
        id="e1", at=now, monitor=monitor.id, run=2, kind=EventKind.NEW_PORT, address="127.0.0.1",
        endpoint="127.0.0.1:81", after="nginx <b>1.2</b>",
    )  # fmt: skip
    before = replace(event, id="e2", at=now - timedelta(days=2), endpoint="127.0.0.1:82")
    MonitorWriter(Changes(console.workspace.store.records)).judged(
        replace(monitor, runs=1, last_run=now), {}, [event, before], []
    )


def added(console: Console, visitor: Visitor, **fields: str) -> int:
    return visitor.post("/monitors", **(FORM | fields)).status_code


def test_one_is_added_paused_resumed_and_removed(anew: Console) -> None:
    visitor = anew.visitor("admin")
    assert "No monitors yet." in text_of(visitor.get("/monitors"))
    assert added(anew, visitor) == 303
    monitor = only(anew)
    assert (monitor.every, monitor.when, monitor.created_by) == (21_600, (EventKind.NEW_PORT,), "admin")
    assert visitor.post("/monitors/pause", name="here").status_code == 303
    assert only(anew).paused
    assert "paused" in text_of(visitor.get("/monitors"))
    assert visitor.post("/monitors/resume", name="here").status_code == 303
    assert not only(anew).paused
    assert visitor.post("/monitors/remove", name="here").status_code == 303
    assert Monitors(anew.workspace.store.records).list() == []


def test_a_recipient_that_gets_nothing_is_told_in_both_languages(anew: Console) -> None:
    visitor = anew.visitor("admin")
    added = visitor.post("/monitors", **(FORM | {"tell": "mailto:soc@example.org"}))
    assert added.headers["location"] == "/monitors?said=monitor-added-unsent"
    for language, answer in (("en", "can't be sent yet"), ("fr", "ne peuvent pas encore partir")):
        shown = text_of(visitor.get(added.headers["location"], **{"accept-language": language}))
        assert answer in shown
        assert "smtp_host" in shown


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"targets": "192.0.2.7"}, "192.0.2.7"),
        ({"name": "two words"}, "the name of a monitor"),
        ({"every": "often"}, "is not a valid interval"),
        ({"tell": "pigeon:carl"}, "unknown notice channel"),
        ({"tell": "carl"}, "unknown notice channel"),
        ({"ports": "many"}, "is not a valid port"),
    ],
)
def test_a_wrong_form_says_what_is_wrong(anew: Console, fields: dict[str, str], said: str) -> None:
    answer = anew.visitor("admin").post("/monitors", **(FORM | fields))
    assert answer.status_code == 400
    assert said in text_of(answer)
    assert Monitors(anew.workspace.store.records).list() == []


def test_changes_day_by_day_and_of_as_many_days_as_asked(anew: Console) -> None:
    visitor = anew.visitor("admin")
    added(anew, visitor)
    changed(anew)
    week = visitor.get("/monitors")
    assert week.text.count("<h3>") == 2
    assert "nginx &lt;b&gt;1.2&lt;/b&gt;" in week.text
    day = text_of(visitor.get("/monitors?days=1"))
    assert "127.0.0.1:81" in day
    assert "127.0.0.1:82" not in day
    lines = visitor.get("/monitors?format=json").json()
    assert [line["type"] for line in lines] == ["monitor", "change", "change"]


@pytest.mark.parametrize("role", ["viewer", "analyst"])
def test_who_may_not_scan_sees_no_monitors(anew: Console, role: str) -> None:
    visitor = anew.visitor(role)
    assert visitor.get("/monitors").status_code == 403
    assert added(anew, visitor) == 403


def test_one_outside_the_networks_of_a_user_is_not_there(anew: Console) -> None:
    added(anew, anew.visitor("admin"))
    changed(anew)
    part = anew.visitor("scanner_admin")
    user = next(one for one in Users(anew.workspace.store.records).list() if one.name == "scanner_admin")
    UserWriter(Changes(anew.workspace.store.records)).change(
        user.id, lambda old: replace(old, networks=("198.51.100.0/24",))
    )
    page = part.get("/monitors").text
    assert "127.0.0.1:81" not in page
    assert "here" not in text_of(part.get("/monitors")).partition("Add a monitor")[0]
    assert part.post("/monitors/remove", name="here").status_code == 404
    assert part.post("/monitors", **FORM).status_code == 400


def test_many_are_on_several_pages_each_once(bare: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    """There may be 10,000: all of them on one page are seven megabytes."""
    monkeypatch.setattr(monitors_page, "ROWS", 2)
    visitor = bare.visitor("admin")
    for number in range(5):
        assert added(bare, visitor, name=f"m{number}") == 303
    pages = {
        page: visitor.get(f"/monitors?page={page}") for page in ("1", "2", "3", "99", "0", "-1", "x", "²")
    }
    names = {
        page: re.findall(r'value="(m\d)"[^>]*>Remove', answer.text)
        for page, answer in pages.items()
        if answer.status_code == 200
    }
    assert names == {
        "1": ["m0", "m1"], "2": ["m2", "m3"], "3": ["m4"], "99": ["m4"], "0": ["m0", "m1"],
        "-1": ["m0", "m1"], "x": ["m0", "m1"], "²": ["m0", "m1"],
    }  # fmt: skip
    assert "page 2 of 3" in text_of(pages["2"])
    assert len(visitor.get("/monitors?format=json").json()) == 5


def test_one_is_edited_and_runs_at_once(anew: Console) -> None:
    visitor = anew.visitor("admin")
    assert added(anew, visitor, tell="soc@example.org") == 303
    assert only(anew).tell == ("mailto:soc@example.org",), "a plain mail address"
    assert 'name="tell" maxlength="300" value="mailto:soc@example.org"' in visitor.get("/monitors").text
    changed = {"targets": "127.0.0.2", "ports": "82", "every": "1d", "tell": "", "when": "gone"}
    answer = visitor.post("/monitors/change", **(FORM | changed))
    assert answer.headers["location"] == "/monitors?said=monitor-changed"
    monitor = only(anew)
    assert (monitor.targets, monitor.ports, monitor.every) == (("127.0.0.2/32",), "82", 86_400)
    assert (monitor.tell, monitor.tell_by, monitor.when) == ((), "", (EventKind.GONE,))
    assert visitor.post("/monitors/run", name="here").headers["location"] == "/monitors?said=monitor-runs"
    assert visitor.post("/monitors/pause", name="here").status_code == 303
    assert visitor.post("/monitors/run", name="here").status_code == 400, "it is paused"


def test_who_may_not_set_recipients_leaves_them_as_they_are(anew: Console) -> None:
    assert added(anew, anew.visitor("admin"), tell="soc@example.org") == 303
    scanner = anew.visitor("scanner_admin")
    assert 'name="tell"' not in scanner.get("/monitors").text
    assert scanner.post("/monitors/change", **(FORM | {"tell": "mailto:me@example.org"})).status_code == 303
    monitor = only(anew)
    assert (monitor.tell, monitor.tell_by) == (("mailto:soc@example.org",), "admin")


@pytest.mark.parametrize("fields", [{"targets": "192.0.2.7"}, {"every": "often"}, {"ports": "many"}])
def test_a_wrong_change_changes_nothing(anew: Console, fields: dict[str, str]) -> None:
    visitor = anew.visitor("admin")
    assert added(anew, visitor) == 303
    before = only(anew)
    assert visitor.post("/monitors/change", **(FORM | fields)).status_code == 400
    assert visitor.post("/monitors/change", **(FORM | {"name": "other"})).status_code == 404
    assert only(anew) == before
