"""The settings page: who may change what, what is shown of each, and a test notice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

from leftopen.demo.smtp_sink import SmtpSink
from leftopen.service.configuration.settings_edit import CHANGED
from leftopen.service.configuration.settings_view import view
from leftopen.service.identity import sessions
from leftopen.store.records.entities.identity.audit import Audit
from tests.web.console.conftest import Console
from tests.web.console.visitor import Visitor, text_of


@pytest.fixture
def sink(bare: Console) -> Iterator[SmtpSink]:
    with SmtpSink() as made:
        live = bare.workspace.live
        live.now = replace(live.now, smtp_host=made.host, smtp_port=made.port, smtp_security="none")
        yield made


def file(console: Console) -> Path:
    return console.workspace.config / "settings.toml"


def drawn(visitor: Visitor) -> dict[str, str]:
    """What a browser would send of the form as it is drawn."""
    page = visitor.get("/settings").text.partition('action="/settings" ')[2].partition("</form>")[0]
    found = re.findall(r'<input(?: type="hidden")? name="([^"]+)"[^>]*?value="([^"]*)"', page)
    chosen = re.findall(r'<select name="([^"]+)".*?<option value="([^"]*)" selected', page, re.DOTALL)
    return {name: unescape(value) for name, value in (*found, *chosen) if name != "csrf"}


def test_a_change_is_saved_counts_at_once_and_is_in_the_audit_log(bare: Console) -> None:
    visitor = bare.visitor("admin")
    answer = visitor.post("/settings", **drawn(visitor) | {"rate": "700", "smtp_security": "tls"})
    assert answer.headers["location"] == "/settings?said=changed"
    assert file(bare).read_text() == 'rate = 700\nsmtp_security = "tls"\n'
    assert (bare.workspace.settings.rate, bare.workspace.settings.smtp_security) == (700, "tls")
    assert "Changes saved." in text_of(visitor.get(answer.headers["location"]))
    assert "rate 1000 → 700" in text_of(bare.visitor("auditor").get("/audit"))
    entries = Audit(bare.workspace.store.records).of_kind(CHANGED, 10, 0)[0]
    assert {entry.actor for entry in entries} == {"admin"}
    assert drawn(visitor)["rate"] == "700"


def test_the_form_as_it_is_drawn_changes_nothing(bare: Console) -> None:
    visitor = bare.visitor("admin")
    answer = visitor.post("/settings", **drawn(visitor))
    assert answer.headers["location"] == "/settings?said=unchanged"
    assert not file(bare).exists()


def test_each_setting_is_a_field_or_says_why_not_and_where_it_comes_from(bare: Console) -> None:
    visitor = bare.visitor("admin")
    fields, page = drawn(visitor), text_of(visitor.get("/settings"))
    rows = view(bare.workspace).rows
    assert {row.name for row in rows if not row.fixed} == {
        name for name in fields if not name.startswith("before-")
    }
    assert {"deadline", "contact", "recog", "smtp_password_file"} <= {row.name for row in rows if row.fixed}
    for answer in ("command line", "set on the command line", "only in settings.toml", "restart", "default"):
        assert answer in page
    assert set(visitor.get("/settings?format=json").json()) == {row.name for row in rows}


@pytest.mark.parametrize("role", ["viewer", "analyst", "case_manager", "scanner_admin", "auditor", "part"])
def test_only_who_has_the_permission_changes_or_tests(bare: Console, role: str) -> None:
    for path, fields in (
        ("/settings", {"rate": "700", "before-rate": "1000"}),
        ("/settings/test", {"to": "mailto:soc@example.org"}),
    ):
        assert bare.visitor(role).post(path, **fields).status_code == 403
    assert not file(bare).exists()
    assert Audit(bare.workspace.store.records).of_kind("test notice", 1, 0)[1] == 0


def test_who_did_not_confirm_who_they_are_is_asked_to(bare: Console) -> None:
    visitor = bare.visitor("admin")
    bare.clock.ahead = sessions.UNLOCKED + timedelta(minutes=1)
    bare.forget()
    for path in ("/settings", "/settings/test"):
        answer = visitor.post(path, rate="700", to="mailto:soc@example.org")
        assert answer.headers["location"].startswith("/unlock"), path
    assert not file(bare).exists()


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"rate": "0", "before-rate": "1000"}, 400, "must be between 1 and"),
        ({"rate": "700", "before-rate": "900"}, 409, "rate is now 1000, not 900"),
        ({"deadline": "5", "before-deadline": "2.0"}, 400, "set on the command line"),
        ({"recog": "/etc", "before-recog": ""}, 400, "only in settings.toml"),
        ({"public_url": "http://a.example", "before-public_url": ""}, 400, "must begin with https"),
        ({}, 400, "the form has no setting"),
    ],
)
def test_what_is_refused_is_said_on_the_page_and_nothing_is_written(
    bare: Console, fields: dict[str, str], status: int, said: str
) -> None:
    answer = bare.visitor("admin").post("/settings", **fields)
    assert answer.status_code == status
    assert said in text_of(answer)
    assert "<h1>Settings</h1>" in answer.text
    assert not file(bare).exists()


def test_a_broken_file_is_said_and_there_is_no_form(bare: Console) -> None:
    file(bare).parent.mkdir(mode=0o700, exist_ok=True)
    file(bare).write_text("rate = = 5\n")
    visitor = bare.visitor("admin")
    page = visitor.get("/settings")
    assert "cannot read settings.toml" in text_of(page)
    assert "before-rate" not in page.text
    assert visitor.post("/settings", **{"rate": "700", "before-rate": "1000"}).status_code == 400


def test_what_needs_a_restart_says_so_until_then(bare: Console) -> None:
    visitor = bare.visitor("admin")
    visitor.post("/settings", **drawn(visitor) | {"engine_memory_mb": "4096"})
    assert "until the restart: 2048" in text_of(visitor.get("/settings"))
    french = text_of(visitor.get("/settings", **{"accept-language": "fr"}))
    assert "jusqu’au redémarrage : 2048" in french
    assert bare.workspace.settings.engine_memory_mb == 2048


def test_a_test_mail_shows_the_answer_as_it_came(bare: Console, sink: SmtpSink) -> None:
    visitor = bare.visitor("admin")
    assert "Send a test mail" in text_of(visitor.get("/settings"))
    page = text_of(visitor.post("/settings/test", to="mailto:soc@example.org"))
    assert "mailto:soc@example.org was accepted" in page
    assert "taken by the demonstration" in page
    assert len(sink.received) == 1


def test_a_test_mail_that_fails_says_what_to_change(bare: Console, sink: SmtpSink) -> None:
    live = bare.workspace.live
    live.now = replace(live.now, smtp_security="starttls")
    answer = bare.visitor("admin").post("/settings/test", to="mailto:soc@example.org")
    page = text_of(answer)
    assert "was not accepted" in page
    assert "STARTTLS" in page
    assert "set smtp_security to" in page
    assert sink.received == []
    live.now = replace(live.now, smtp_host="")
    refused = bare.visitor("admin").post("/settings/test", to="mailto:soc@example.org")
    assert refused.status_code == 400
    assert "no mail server is configured (setting smtp_host)" in text_of(refused)
