"""The outbox on the command line, and a test message to a webhook."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from leftopen.demo.smtp_sink import SmtpSink
from leftopen.model.permission import Role
from leftopen.service.identity import accounts
from leftopen.service.workspace.workspace import open_workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.monitors import Monitors, MonitorWriter
from tests.cli.program import all_ran
from tests.durability.runs import Folder
from tests.service.outbox.receivers import Hook, receiving

SENDER = {"contact": "mailto:soc@example.org", "mail_from": "leftopen@example.org"}


def test_from_a_test_message_to_the_stop_switch(tmp_path: Path) -> None:
    with receiving(Hook(), None) as hook:
        folder = Folder(root=tmp_path, settings={**SENDER, "recipients": hook.url, "notify_private": "yes"})
        none, sent, elsewhere, listed, shown, ended, stopped, held, started, wrong, both = all_ran(
            folder,
            [
                ["outbox", "list"],
                ["notify", "--test", "--to", hook.url],
                ["notify", "--test", "--to", f"{hook.url}/other"],
                ["outbox", "list", "--json"],
                ["outbox", "list", "--state", "sent"],
                ["outbox", "hold", "0"],
                ["outbox", "stop", "--reason", "a drill"],
                ["notify", "--test", "--to", hook.url],
                ["outbox", "start"],
                ["outbox", "list", "--state", "odd"],
                ["notify"],
            ],
        )
    assert none.err == "no messages\n"
    assert (sent.code, sent.err) == (0, f"sent to {hook.url}: HTTP 204\n")
    assert elsewhere.code == 1
    assert "is not named by the settings or the scope" in elsewhere.err
    [line] = listed.lines
    assert (line["state"], line["kind"], line["said"], line["attempts"]) == ("sent", "test", "HTTP 204", 1)
    assert "[leftopen] Test message" in shown.out
    assert ended.code == 1
    assert "to resume: leftopen outbox start" in stopped.err
    assert held.code == 1
    assert "all sending was paused by " in held.err
    assert held.err.startswith("held, not sent to ")
    assert ": a drill\nnext: leftopen outbox show " in held.err
    assert started.err == "sending is resumed; 1 message had waited\n"
    assert wrong.code == 2
    assert both.code == 2
    assert len(hook.bodies) == 1


def test_a_mail_server_that_refuses_is_told_with_the_setting_to_change(tmp_path: Path) -> None:
    with SmtpSink() as server:
        settings = {**SENDER, "smtp_host": server.host, "smtp_port": server.port}
        folder = Folder(root=tmp_path, settings=settings)
        refused, listed = all_ran(
            folder,
            [["notify", "--test", "--to", "mailto:soc@example.org"], ["outbox", "list", "--json"]],
        )
    [held] = all_ran(folder, [["outbox", "show", str(listed.lines[0]["id"])]])
    assert refused.code == 1
    assert "STARTTLS extension not supported" in refused.err
    assert refused.err.endswith(": set smtp_security to tls (port 465) or to none.\n")
    assert "created   20" in held.out
    assert " UTC\n" in held.out


def test_recipients_that_are_held_are_listed_and_confirmed(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path, settings=SENDER)
    [added] = all_ran(folder, [["watch", "add", "office", "127.0.0.1", "--to", "mailto:soc@example.org"]])
    assert added.code == 0
    with open_workspace(folder.data, {}, environ=folder.environ()) as workspace:
        accounts.invite(workspace, "scan", Role.SCANNER_ADMIN, (), by="a test")
        made = Monitors(workspace.store.records).get("office")
        assert made.tell_by
        MonitorWriter(Changes(workspace.store.records)).change(
            made.id, lambda old: replace(old, created_by="scan", tell_by="")
        )
    answer, wrong, confirmed, again, query = all_ran(
        folder,
        [
            ["doctor"],
            ["outbox", "confirm", "nothing"],
            ["outbox", "confirm", "office"],
            ["doctor"],
            ["watch", "add", "two", "127.0.0.1", "--to", "mailto:soc@example.org?bcc=x@example.org"],
        ],
    )
    listed = " ".join(answer.out.split())
    assert "held, because the user who set them lacked the permission notify: monitor office" in listed
    assert "leftopen outbox confirm ID" in listed
    assert (wrong.code, "leftopen doctor" in wrong.err) == (1, True)
    assert confirmed.err == "monitor office: messages go to mailto:soc@example.org from now on\n"
    assert "held, because" not in again.out
    assert (query.code, "without a query or fragment" in query.err) == (1, True)


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables as wide as they need to be, whatever terminal runs the tests."""
    monkeypatch.delenv("COLUMNS", raising=False)
