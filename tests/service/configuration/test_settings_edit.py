"""Settings changed for a user of the console: the file keeps its comments; every doubt changes nothing."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from leftopen.errors import BadSetting, ChangedSince, NotAllowed
from leftopen.model.setting import Change, Source
from leftopen.service.configuration.settings_edit import CHANGED, FAILED, Edit, edit
from leftopen.service.configuration.settings_view import (
    BY_COMMAND,
    IN_FILE,
    VANTAGE,
    WITH_PASSWORD,
    SettingView,
    view,
)
from leftopen.service.workspace.locks import try_lock
from leftopen.service.workspace.workspace import Workspace, open_workspace
from leftopen.settings import HELP, RULES
from leftopen.store.records.entities.identity.audit import Audit
from tests.service.office import office

TOML = """\
# Agreed with the network team on Monday.
rate = 500  # at night: 2000

workers = 50
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    (tmp_path / "config").mkdir(mode=0o700)
    (tmp_path / "config" / "settings.toml").write_text(TOML)
    with office(tmp_path) as made:
        yield made


def file(workspace: Workspace) -> Path:
    return workspace.config / "settings.toml"


def row(workspace: Workspace, name: str) -> SettingView:
    return next(row for row in view(workspace).rows if row.name == name)


def changed(workspace: Workspace, **wanted: str) -> list[str]:
    """As a form that was drawn just now."""
    edits = {name: Edit(wanted=text, before=str(row(workspace, name).next)) for name, text in wanted.items()}
    return edit(workspace, edits, by="maria")


def test_a_change_keeps_all_that_stands_beside_it(workspace: Workspace) -> None:
    mode = stat.S_IMODE(file(workspace).stat().st_mode)
    assert changed(workspace, rate="700", workers="50", contact="mailto:soc@example.org") == [
        "rate",
        "contact",
    ]
    assert file(workspace).read_text() == (
        TOML.replace("rate = 500", "rate = 700") + 'contact = "mailto:soc@example.org"\n'
    )
    assert stat.S_IMODE(file(workspace).stat().st_mode) == mode
    assert [path.name for path in workspace.config.glob(".leftopen-*")] == []


def test_a_file_is_made_where_there_is_none(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        assert changed(workspace, rate="700") == ["rate"]
        assert file(workspace).read_text() == "rate = 700\n"
        assert stat.S_IMODE(file(workspace).stat().st_mode) == 0o600


def test_this_program_uses_it_at_once_and_a_start_reads_the_same(
    workspace: Workspace, tmp_path: Path
) -> None:
    changed(workspace, rate="700", history_months="6", engine_memory_mb="4096", connect_timeout="3.0")
    assert (workspace.settings.rate, workspace.settings.history_months) == (700, 6)
    assert workspace.settings.engine_memory_mb == 2048
    one = row(workspace, "engine_memory_mb")
    assert (one.now, one.next, one.change) == (2048, 4096, Change.RESTART)
    with open_workspace(tmp_path / "other", {}, environ={"LEFTOPEN_CONFIG": str(workspace.config)}) as later:
        assert (later.settings.rate, later.settings.engine_memory_mb) == (700, 4096)


def test_an_empty_number_is_the_default(workspace: Workspace) -> None:
    assert changed(workspace, rate="") == ["rate"]
    assert workspace.settings.rate == row(workspace, "rate").default


def test_who_changed_what_is_in_the_audit_log(workspace: Workspace) -> None:
    changed(workspace, rate="700", notify="mailto:soc@example.org")
    entries, count = Audit(workspace.store.records).of_kind(CHANGED, 10, 0)
    answer = {(one.actor, one.subject, one.clause) for one in entries}
    assert answer == {("maria", "rate", "500 → 700"), ("maria", "notify", "'' → mailto:soc@example.org")}
    changed(workspace, rate="700")
    assert Audit(workspace.store.records).of_kind(CHANGED, 10, 0)[1] == count


def test_the_path_of_a_web_address_stays_out_of_the_audit_log(workspace: Workspace) -> None:
    changed(workspace, contact="https://example.org/hooks/T0/made-up")
    [entry] = Audit(workspace.store.records).of_kind(CHANGED, 10, 0)[0]
    assert entry.clause == "'' → https://example.org/…"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("rate", "0", "between 1 and"), ("rate", "fast", "whole number"),
        ("rate", "700\nworkers = 1", "one line"), ("smtp_security", "moon", "one of none"),
        ("contact", "ä", "printable ASCII"),
        ("control", "here", "ADDRESS:PORT"), ("notify", "pigeon:1", "unknown notice channel"),
        ("mail_from", "nobody", "must be a mail address"), ("contact", "x" * 501, "at most 500"),
        ("quiet_hours", "22-7", "use 22:00-07:00"), ("recipients", "pigeon:1", "unknown notice channel"),
        ("blackout", "at night", "blackout: 'at night' is not valid"),
        ("heartbeat_url", "http://example.org/ping", "heartbeat_url: .* is not https"),
        ("heartbeat_mail", "mailto:a@example.org", "must be one plain mail address"),
        ("heartbeat_minutes", "0", "between 1 and"), ("backup_expected_days", "-1", "between 0 and"),
        ("blackout", "Mon-Sun 00:00-24:00", "must leave hours"),
        ("tsa_url", "https://tsa.example.org", "needs tsa_certificate"),
        ("speed", "1", "no setting 'speed'"),
    ],
)  # fmt: skip
def test_a_wrong_value_changes_nothing(workspace: Workspace, name: str, text: str, said: str) -> None:
    before = {one.name: str(one.next) for one in view(workspace).rows}.get(name, "")
    with pytest.raises(BadSetting, match=said):
        edit(
            workspace,
            {"workers": Edit(wanted="60", before="50"), name: Edit(wanted=text, before=before)},
            by="x",
        )
    assert (file(workspace).read_text(), workspace.settings.workers) == (TOML, 50)
    assert Audit(workspace.store.records).of_kind(CHANGED, 10, 0) == ([], 0)


def test_a_name_that_looks_like_toml_stays_text(workspace: Workspace) -> None:
    changed(workspace, smtp_user='x" # y')
    assert row(workspace, "smtp_user").next == 'x" # y'
    assert workspace.settings.rate == 500


def test_what_chooses_files_or_who_signs_in_is_not_changed_here(workspace: Workspace) -> None:
    fixed = {one.name for one in view(workspace).rows if one.fixed in (IN_FILE, VANTAGE)}
    assert fixed == {name for name, rule in RULES.items() if rule["change"] is Change.FILE}
    assert fixed == {
        *(
            "bounces_url",
            "bounces_user",
            "bounces_password_file",
            "engine_url",
            "smtp_password_file",
            "oidc_issuer",
            "oidc_client_id",
            "oidc_client_secret_file",
        ),
        *(
            "checks_dir",
            "nmap_probes",
            "recog",
            "wappalyzer",
            "vantage",
            "vantage_name",
            "log_format",
            "metrics",
            "hsts_subdomains",
        ),
        *("apprise_file", "apprise_schemes", "notify_private", "owner_links", "tsa_certificate"),
        *("webhook_secret_file", "webhook_tokens_file", "uncaged"),
    }
    assert {name for name in HELP if name.endswith("_file")} <= fixed
    for name in fixed:
        with pytest.raises(NotAllowed, match="can't be changed here"):
            changed(workspace, **{name: "/etc/passwd"})
    assert file(workspace).read_text() == TOML


def test_neither_is_what_the_command_line_or_the_environment_sets(tmp_path: Path) -> None:
    environ = {"LEFTOPEN_CONFIG": str(tmp_path / "config"), "LEFTOPEN_WORKERS": "9"}
    with open_workspace(tmp_path / "data", {"rate": 7}, environ=environ) as workspace:
        for name, source in (("rate", Source.COMMAND_LINE), ("workers", Source.ENVIRONMENT)):
            assert row(workspace, name).source is source
            with pytest.raises(NotAllowed, match=r"command line|LEFTOPEN_WORKERS"):
                changed(workspace, **{name: "8"})
        assert row(workspace, "rate").fixed == BY_COMMAND
        assert row(workspace, "upload_mb").source is Source.DEFAULT
        assert not file(workspace).exists()


def test_a_password_is_not_sent_to_a_server_that_a_page_names(workspace: Workspace) -> None:
    file(workspace).write_text('smtp_host = "mail.example.org"\nsmtp_password_file = "/a/file"\n')
    assert row(workspace, "smtp_host").fixed == WITH_PASSWORD
    for name, value in (("smtp_host", "evil.example"), ("smtp_port", "26"), ("smtp_security", "none")):
        with pytest.raises(NotAllowed, match="the password goes to this server"):
            changed(workspace, **{name: value})
    assert changed(workspace, mail_from="leftopen@example.org") == ["mail_from"]


def test_of_two_people_the_second_reads_what_the_first_did(workspace: Workspace) -> None:
    first = Edit(wanted="700", before="500")
    assert edit(workspace, {"rate": first}, by="maria") == ["rate"]
    with pytest.raises(ChangedSince, match="rate is now 700, not 500"):
        edit(workspace, {"rate": Edit(wanted="900", before="500")}, by="jean")
    # Another setting of the same old page is no conflict, and takes nothing back.
    both = {"rate": Edit(wanted="500", before="500"), "workers": Edit(wanted="60", before="50")}
    assert edit(workspace, both, by="jean") == ["workers"]
    assert (workspace.settings.rate, workspace.settings.workers) == (700, 60)


def test_of_many_at_once_one_has_its_way(workspace: Workspace) -> None:
    def one(number: int) -> bool:
        try:
            return bool(
                edit(workspace, {"rate": Edit(wanted=str(number), before="500")}, by=f"user {number}")
            )
        except ChangedSince:
            return False

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(one, range(600, 608)))
    assert won.count(True) == 1
    assert workspace.settings.rate == 600 + won.index(True)
    assert Audit(workspace.store.records).of_kind(CHANGED, 10, 0)[1] == 1


def test_who_saves_while_another_process_does_is_told(workspace: Workspace) -> None:
    with try_lock(workspace.data, "settings"), pytest.raises(ChangedSince, match="someone else is saving"):
        changed(workspace, rate="700")


def test_a_broken_file_is_shown_and_not_written_over(workspace: Workspace) -> None:
    file(workspace).write_text("rate = = 5\n")
    seen = view(workspace)
    assert "cannot read settings.toml" in seen.wrong
    assert next(one.now for one in seen.rows if one.name == "rate") == 500
    with pytest.raises(BadSetting, match=r"cannot read settings\.toml"):
        edit(workspace, {"rate": Edit(wanted="700", before="500")}, by="x")
    assert file(workspace).read_text() == "rate = = 5\n"


def test_an_edit_of_the_file_by_hand_is_shown_until_the_restart(workspace: Workspace) -> None:
    file(workspace).write_text(TOML.replace("500", "800") + 'recog = "/a/folder"\n')
    one, other = row(workspace, "rate"), row(workspace, "recog")
    assert (one.now, one.next, other.now, other.next) == (500, 800, "", "/a/folder")


def test_a_link_stays_a_link(workspace: Workspace) -> None:
    target = workspace.config / "elsewhere"
    file(workspace).rename(target)
    file(workspace).symlink_to(target)
    assert changed(workspace, rate="700") == ["rate"]
    assert file(workspace).is_symlink()
    assert "rate = 700" in target.read_text()


def test_a_file_that_can_not_be_written_is_said_and_nothing_is_used(workspace: Workspace) -> None:
    file(workspace).unlink()
    file(workspace).symlink_to(workspace.config / "missing" / "settings.toml")
    with pytest.raises(BadSetting, match="cannot write"):
        edit(workspace, {"rate": Edit(wanted="700", before="1000")}, by="maria")
    assert workspace.settings.rate == 500
    [entry] = Audit(workspace.store.records).of_kind(FAILED, 10, 0)[0]
    assert (entry.actor, entry.subject) == ("maria", "rate")
