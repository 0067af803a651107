"""Recipients: who may set them, what is no recipient, and those that wait until somebody confirms them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.errors import BadAddress, LeftopenError, NotFound, NotPermitted
from leftopen.model.monitor import Monitor
from leftopen.model.outbox import HoldReason
from leftopen.model.permission import Role
from leftopen.model.scope import Effect, NotifyPolicy, ScopeRecord
from leftopen.scope.file import record
from leftopen.service.alerts import alerts, notifiers
from leftopen.service.exclusions import scopes
from leftopen.service.identity import accounts
from leftopen.service.identity.visibility import Visibility
from leftopen.service.monitoring import digest, monitors
from leftopen.service.operations.doctor import examine
from leftopen.service.organisations import channels, organisations, owner_directory, recipients
from leftopen.service.outbox import deliver, enqueue, mutes, trial
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.alerts import Alerts
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.identity.users import Users, UserWriter
from leftopen.store.records.entities.monitors import Monitors, MonitorWriter
from leftopen.store.records.entities.mutes import Mutes
from leftopen.store.records.entities.organisations import Organisations
from leftopen.store.records.entities.scopes import Scopes, ScopeWriter
from tests.service.office import SENDER, office

TO, HOOK = "mailto:soc@example.org", "https://hooks.example.org/x"
ALL = Visibility()
NO_RECIPIENT = (
    "mailto:a@b.example?bcc=c@d.example", "mailto:a@b.example?subject=z", "mailto:a@b.example#c@d.example",
    "mailto:a@b.example,c@d.example", "mailto:a@b.example;c@d.example", "mailto:a@b.example%0aCc:c@d.example",
    "mailto:a@b.example\r\nBcc: c@d.example", "mailto:a@b.example\n", "mailto:a@b.example c@d.example",
    "https://hooks.example.org/x\r\nHost: evil.example",
)  # fmt: skip


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with office(tmp_path, recipients=HOOK, **SENDER) as made:
        loopback = record("127.0.0.0/8", authorised_by="A.", until=None, now=made.clock())
        scopes.add(made, [loopback], by="a test")
        for name, role in (
            ("scan", Role.SCANNER_ADMIN),
            ("manager", Role.CASE_MANAGER),
            ("boss", Role.ADMIN),
        ):
            accounts.invite(made, name, role, (), by="a test")
        yield made


def monitor(workspace: Workspace, name: str, by: str, tell_by: str = "", **rest: object) -> Monitor:
    """As an older version stored it, unless somebody answers for its recipients."""
    usual = {"interval": 3600, "ports": "80", "when": (), "tell": (TO,), "by": by, **rest}
    made = asyncio.run(monitors.add(workspace, name, ("127.0.0.1",), **usual))  # type: ignore[arg-type]
    changed = MonitorWriter(Changes(workspace.store.records)).change(
        made.id, lambda old: replace(old, tell_by=tell_by)
    )
    assert changed is not None
    return changed


def named(workspace: Workspace, target: str, by: str, *, old: bool, contact: str = TO) -> str:
    """An authorisation with a contact; `old`: as an older version stored it. Its id."""
    one = record(target, authorised_by="A.", until=None, now=workspace.clock(), contact=contact)
    scopes.add(workspace, [one], by=by)
    if old:
        ScopeWriter(Changes(workspace.store.records)).add(one)
    return one.id


@pytest.mark.parametrize("url", NO_RECIPIENT)
def test_what_is_no_recipient_is_refused_wherever_one_is_set(workspace: Workspace, url: str) -> None:
    now = workspace.clock()
    wide = record("192.0.2.0/24", authorised_by="A.", until=None, now=now, contact=url)
    usual: dict[str, object] = {"interval": 3600, "ports": "80", "when": (), "by": "boss"}
    ways = (
        lambda: channels.sender_of(url),
        lambda: organisations.add(workspace, "Corps", by="boss", contacts=[url]),
        lambda: mutes.add(workspace, by="boss", because="x", contact=url),
        lambda: asyncio.run(monitors.add(workspace, "m", ("127.0.0.1",), tell=(url,), **usual)),  # type: ignore[arg-type]
        lambda: asyncio.run(trial.send(workspace, url, by="boss", random=lambda: 0.5)),
    )
    for way in ways:
        with pytest.raises(BadAddress):
            way()
    if " " not in url and "\n" not in url and "," not in url:
        with pytest.raises(BadAddress):
            scopes.add(workspace, [wide], by="boss")
    records = workspace.store.records
    assert (Monitors(records).list(), Organisations(records).list(), Mutes(records).list()) == ([], [], [])
    assert len(Scopes(records).list()) == 1


def test_nobody_sets_a_recipient_without_the_permission(workspace: Workspace) -> None:
    now, alert = workspace.clock(), alerts.create(workspace, "a", ["127.0.0.0/30"], 0)
    workspace.live.now = replace(workspace.settings, smtp_host="127.0.0.1")
    mine = notifiers.create(workspace, "email", {"to": "soc@example.org"}, "", by="operator")
    wide = record("192.0.2.0/24", authorised_by="A.", until=None, now=now, contact="soc@example.org")
    organisations.add(workspace, "Corps", by="boss", contacts=[TO])
    change = organisations.OrganisationChange(contacts=[TO, HOOK])
    ways = (
        lambda: monitor(workspace, "m", "scan", may_tell=False),
        lambda: scopes.add(workspace, [wide], by="scan", may_tell=False),
        lambda: organisations.add(workspace, "New", by="scan", contacts=[TO], may_tell=False),
        lambda: organisations.change(workspace, "Corps", change, by="scan", may_tell=False),
        lambda: notifiers.create(workspace, "email", {"to": "x@example.org"}, "", may_tell=False),
        lambda: notifiers.edit(workspace, mine.id, {"to": "x@example.org"}, may_tell=False),
        lambda: alerts.add_notifier(workspace, alert.id, mine.id, may_tell=False),
    )
    for way in ways:
        with pytest.raises(NotPermitted, match="permission notify"):
            way()
    records = workspace.store.records
    assert (Monitors(records).list(), len(Scopes(records).list())) == ([], 1)
    assert [one.contacts for one in Organisations(records).list()] == [(TO,)]
    assert Alerts(records).get(alert.id).notifiers == ()
    monitor(workspace, "silent", "scan", tell=(), may_tell=False)
    organisations.change(workspace, "Corps", replace(change, contacts=[TO]), by="scan", may_tell=False)


def allowed(workspace: Workspace, target: str, **rest: object) -> ScopeRecord:
    until, now = workspace.clock() + timedelta(days=9), workspace.clock()
    return record(target, authorised_by="A.", until=until, now=now, **rest)  # type: ignore[arg-type]


def stored(workspace: Workspace, target: str) -> ScopeRecord:
    return next(one for one in Scopes(workspace.store.records).list() if one.target == target)


def test_without_the_permission_a_narrower_authorisation_has_the_recipients_of_the_wider(
    workspace: Workspace,
) -> None:
    organisations.add(workspace, "Corps", by="boss", contacts=[TO])
    organisations.add(workspace, "Evil", by="boss", contacts=["mailto:attacker@evil.example"])
    wide = allowed(workspace, "192.0.2.0/24", org="Corps", contact=TO, notify=NotifyPolicy.AUTO)
    scopes.add(workspace, [wide, allowed(workspace, "192.0.0.0/16", org="Evil")], by="boss")
    for target in ("192.0.2.7", "192.0.2.0/24", "198.51.100.0/24", "192.0.0.0/12", "host.example.org"):
        with pytest.raises(NotPermitted, match="permission notify"):
            scopes.add(workspace, [allowed(workspace, target, org="Evil")], by="scan", may_tell=False)
    before = len(Scopes(workspace.store.records).list())
    narrow = [allowed(workspace, "192.0.2.8/29"), allowed(workspace, "192.0.2.1", org="corps ")]
    elsewhere = [allowed(workspace, "198.51.100.0/24"), allowed(workspace, "host.example.org")]
    scopes.add(workspace, [*narrow, *elsewhere], by="scan", may_tell=False)
    for one in narrow:
        kept = stored(workspace, one.target)
        assert (kept.org, kept.contact, kept.notify) == ("Corps", TO, NotifyPolicy.AUTO), one.target
        assert (kept.contact_by, kept.authorised_by, kept.level) == ("boss", "A.", one.level)
    assert [(stored(workspace, one.target).org, stored(workspace, one.target).contact) for one in elsewhere] \
        == [("", "")] * 2  # fmt: skip
    assert len(Scopes(workspace.store.records).list()) == before + 4
    assert recipients.held_recipients(workspace, ALL) == []
    mine = allowed(workspace, "192.0.2.2", org="Evil", contact=HOOK)
    scopes.add(workspace, [mine, allowed(workspace, "192.0.2.3")], by="manager")
    assert (stored(workspace, "192.0.2.2/32").org, stored(workspace, "192.0.2.3/32").org) == ("Evil", "")


def test_a_contact_that_waits_for_a_confirmation_waits_in_a_narrower_one_too(workspace: Workspace) -> None:
    wide = named(workspace, "192.0.2.0/24", "scan", old=True)
    named(workspace, "198.51.100.0/24", "boss", old=True)
    narrow = [allowed(workspace, "192.0.2.8/29"), allowed(workspace, "198.51.100.8/29")]
    scopes.add(workspace, narrow, by="scan", may_tell=False)
    assert {one.name for one in recipients.held_recipients(workspace, ALL)} == {
        "192.0.2.0/24",
        "192.0.2.8/29",
    }
    assert stored(workspace, "198.51.100.8/29").contact_by == "boss"
    recipients.confirm(workspace, wide, ALL, by="boss")


def test_nobody_names_an_organisation_that_is_hidden_from_them(workspace: Workspace) -> None:
    near, far = (
        allowed(workspace, "192.0.2.0/24", org="Corps"),
        allowed(workspace, "203.0.113.0/24", org="Far"),
    )
    scopes.add(workspace, [near, far], by="boss")
    sees = Visibility(("192.0.2.0/24", "198.51.100.0/24"))
    for effect in Effect:
        for org in ("Far", "far", "Unknown"):
            refused = allowed(workspace, "198.51.100.1", org=org, effect=effect)
            with pytest.raises(NotPermitted, match=f"no authorisation of the organisation '{org}'"):
                scopes.add(workspace, [refused], by="manager", visibility=sees)
    scopes.add(workspace, [allowed(workspace, "198.51.100.1", org="Corps")], by="manager", visibility=sees)
    scopes.add(workspace, [allowed(workspace, "198.51.100.2", org="Far")], by="manager")


def test_recipients_from_before_are_judged_by_who_set_them(workspace: Workspace) -> None:
    accounts.invite(workspace, "left", Role.SCANNER_ADMIN, (), by="a test")
    left = Users(workspace.store.records).named("left")
    assert left is not None
    for name in ("scan", "manager", "boss", "root", "left"):
        monitor(workspace, f"of-{name}", name)
    monitor(workspace, "confirmed", "scan", tell_by="boss")
    monitor(workspace, "nobody", "scan", tell=())
    bad = named(workspace, "192.0.2.0/24", "scan", old=True)
    named(workspace, "198.51.100.0/24", "manager", old=True)
    named(workspace, "203.0.113.0/24", "scan", old=False)
    UserWriter(Changes(workspace.store.records)).change(
        Users(workspace.store.records).named("boss").id,  # type: ignore[union-attr]
        lambda old: replace(old, password="a hash"),
    )
    accounts.remove(workspace, left.id, by="boss")
    found = recipients.held_recipients(workspace, ALL)
    assert [(one.kind, one.name, one.by) for one in found] == [
        ("monitor", "of-left", "left"), ("monitor", "of-scan", "scan"),
        ("authorisation", "192.0.2.0/24", "scan"),
    ]  # fmt: skip
    assert [one.name for one in recipients.held_recipients(workspace, Visibility(("192.0.2.0/24",)))] == [
        "192.0.2.0/24"
    ]
    answer = next(one for one in examine(workspace) if one.what == "recipients")
    assert answer.ok is None
    assert all(word in answer.says for word in ("of-scan", bad[:8], "leftopen outbox confirm"))


def test_a_new_one_is_never_held_and_says_who_answers_for_it(workspace: Workspace) -> None:
    made = asyncio.run(
        monitors.add(
            workspace, "m", ("127.0.0.1",), interval=3600, ports="80", when=(), tell=(TO,), by="scan"
        )
    )
    named(workspace, "192.0.2.0/24", "scan", old=False)
    assert made.tell_by == "scan", "the owner of the folder, whatever account has that name"
    assert recipients.held_recipients(workspace, ALL) == []


def test_a_message_to_them_waits_until_somebody_confirms(workspace: Workspace) -> None:
    for name, by in (("bad", "scan"), ("good", "boss")):
        run = replace(monitor(workspace, name, by), runs=1, asked=("127.0.0.1/32",))
        [message] = digest.messages(workspace, run, (), 1).messages
        enqueue.add(workspace, message)
        tried = asyncio.run(deliver.attempt(workspace, message.notice.id, random=lambda: 0.5))
        # No mail server is set: what may leave waits for that.
        waits = HoldReason.APPROVAL if name == "bad" else HoldReason.NOT_CONFIGURED
        assert (tried.delivery.hold, tried.receipt) == (waits, None), name
    recipients.confirm(workspace, "bad", ALL, by="manager")
    again = Monitors(workspace.store.records).get("bad")
    assert (again.tell_by, recipients.held_recipients(workspace, ALL)) == ("manager", [])
    [message] = digest.messages(workspace, replace(again, runs=1, asked=("127.0.0.1/32",)), (), 1).messages
    assert not message.delivery.needs_approval
    entry = Audit(workspace.store.records).list(1)[0]
    assert (entry.actor, entry.what, entry.subject) == ("manager", "recipients confirmed", "bad")


def test_a_held_contact_is_told_nothing_and_opens_no_url(workspace: Workspace) -> None:
    evil = "https://evil.example/x"
    id = named(workspace, "192.0.2.0/24", "scan", old=True, contact=evil)
    assert evil not in channels.named_urls(workspace)
    [there] = [
        one
        for same in owner_directory.load(workspace).networks.values()
        for one in same.values()
        if one.id == id
    ]
    assert there.contact == ""
    with pytest.raises(LeftopenError, match="not named"):
        monitor(workspace, "m", "boss", tell=(evil,))
    with pytest.raises(NotFound):
        recipients.confirm(workspace, id, Visibility(("198.51.100.0/24",)), by="manager")
    done = recipients.confirm(workspace, id[:8], ALL, by="manager")
    assert (done.recipients, done.by) == ((evil,), "scan")
    assert evil in channels.named_urls(workspace)
    [kept] = [one for one in Scopes(workspace.store.records).list() if one.id == id]
    assert (kept.contact, kept.contact_by) == (evil, "manager")
    writer = Changes(workspace.store.records)
    assert not ScopeWriter(writer).answer_for(id, "boss"), "somebody does already"
    scopes.remove(workspace, id, by="boss")
    assert not ScopeWriter(writer).answer_for(id, "boss"), "a removed authorisation does not come back"
    assert id not in {one.id for one in Scopes(workspace.store.records).list()}
