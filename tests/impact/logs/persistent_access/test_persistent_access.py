"""Exports of rules, grants and rights: what goes on giving messages away."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leftopen.errors import LeftopenError
from leftopen.impact.logs.files.sources import identify_source
from leftopen.impact.logs.formats import log_formats
from leftopen.impact.logs.persistent_access import PersistentAccess, standing_exports, take_exports
from leftopen.model.access_logs import StandingKind

INBOX = ("UserName", "RuleName", "RuleEnabled", "CopytoFolder", "MovetoFolder", "RedirectTo", "ForwardTo",
         "TextDescription")  # fmt: skip
TRANSPORT = ("Name", "Description", "CreatedBy", "WhenChanged", "State")
OAUTH = ("PermissionType", "AppId", "ClientObjectId", "ClientDisplayName", "ResourceObjectId",
         "ResourceDisplayName", "Permission", "ConsentType", "PrincipalObjectId", "PrincipalDisplayName",
         "IsEnabled")  # fmt: skip
RIGHTS = ("UserPrincipalName", "DisplayName", "FullAccessUsers", "SendAsUsers", "CalendarUsers", "InboxUsers")
JANE = "jane@unit.example"


def table(heading: Sequence[str], *rows: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows((heading, *rows))
    return out.getvalue()


def taken(*files: Path) -> tuple[tuple[Path, ...], PersistentAccess]:
    logs, access = take_exports([identify_source(file, log_formats()) for file in files])
    return tuple(one.path for one in logs), access


def found(
    folder: Path, content: str | bytes, name: str = "export.csv"
) -> list[tuple[str, str, str, str, bool]]:
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    logs, given = taken(file)
    assert logs == ()
    assert {one.kind for one in given.access} <= set(given.kinds)
    return [(one.kind.value, one.owner, one.to, one.what, one.sure) for one in given.access]


def test_a_packed_or_broken_log_is_no_export(tmp_path: Path) -> None:
    log = tmp_path / "access.log.gz"
    for start in (b"\x1f\x8b\x08\0x\ry,z\n", b"GET /\r\rx\n", b'"\r', b"\0\r,\n"):
        log.write_bytes(start)
        assert taken(log)[0] == (log,)


def test_inbox_rules_that_send_on(tmp_path: Path) -> None:
    text = table(
        INBOX,
        (JANE, "x", "True", "", "", "", "a@out.example; b@out.example", ""),
        (JANE, "off", "False", "", "", "c@out.example", "", ""),
        (JANE, "sort", "True", "", "Archive", "", "", ""),
    )
    expected = [
        ("inbox_rule", JANE, "a@out.example", "ForwardTo: x", True),
        ("inbox_rule", JANE, "b@out.example", "ForwardTo: x", True),
    ]
    assert found(tmp_path, text) == expected
    assert found(tmp_path, text.encode("utf-16")) == expected
    assert found(tmp_path, "\ufeff" + text) == expected


def test_transport_rules(tmp_path: Path) -> None:
    text = table(
        TRANSPORT,
        ("copy", "If sent to Inside\nDo: Blind carbon copy (Bcc) the message to 'x@out.example'",
         "admin", "2026", "Enabled"),
        ("other words", "Umleiten an y@out.example", "admin", "2026", "Enabled"),
        ("off", "Redirect the message to z@out.example", "admin", "2026", "Disabled"),
    )  # fmt: skip
    assert found(tmp_path, text) == [
        ("transport_rule", "", "x@out.example", "copy", True),
        ("transport_rule", "", "", "other words", False),
    ]


def test_grants_that_read(tmp_path: Path) -> None:
    def row(kind: str, permission: str, consent: str = "", enabled: str = "") -> tuple[str, ...]:
        return (kind, "id", "c", "Sync app", "r", "Graph", permission, consent, "p", "Jane", enabled)

    text = table(
        OAUTH,
        row("Delegated", "Mail.Read", "Principal"),
        row("Delegated", "Mail.Send", "Principal"),
        row("Delegated", "openid", "Principal"),
        row("Delegated", "Files.Read.All", "AllPrincipals"),
        row("Application", "full_access_as_app"),
        row("Application", "Mail.Read", "", "False"),
    )
    assert found(tmp_path, text) == [
        ("oauth_grant", "", "Sync app", "Application: full_access_as_app", True),
        ("oauth_grant", "", "Sync app", "Delegated: Files.Read.All", True),
        ("oauth_grant", "Jane", "Sync app", "Delegated: Mail.Read", True),
    ]


def test_rights_on_mailboxes(tmp_path: Path) -> None:
    text = table(
        RIGHTS, (JANE, "Jane", "Bob (bob@unit.example)", "Eve (eve@unit.example)", "", "Sam - Reviewer")
    )
    assert found(tmp_path, text) == [
        ("delegate", JANE, "Bob (bob@unit.example)", "full access", True),
        ("delegate", JANE, "Sam - Reviewer", "inbox", True),
    ]


@pytest.mark.parametrize("cut", [",\n", '"', ",x,y,z\n"])
def test_half_an_export_is_no_list_of_rules(tmp_path: Path, cut: str) -> None:
    text = table(INBOX, (JANE, "x", "True", "", "", "", "a@out.example", "")) + '"half"' + cut
    with pytest.raises(LeftopenError, match=r"export\.csv"):
        found(tmp_path, text)


def test_an_export_that_names_nothing_was_read_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "MailboxRules.csv"
    file.write_text(table(INBOX, (JANE, "off", "False", "", "", "c@out.example", "", "")))
    assert taken(file) == ((), PersistentAccess(access=(), kinds=(StandingKind.INBOX_RULE,)))


def test_a_log_is_no_export(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text('203.0.113.9 - - [20/Nov/2026:10:00:00 +0000] "GET /a HTTP/1.1" 200 1000 "-" "x"\n')
    empty = tmp_path / "empty.log"
    empty.write_bytes(b"")
    assert taken(log, empty) == ((log, empty), PersistentAccess(access=(), kinds=()))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from((INBOX, TRANSPORT, OAUTH, RIGHTS)), st.binary(max_size=300))
def test_any_bytes_are_read_or_one_clear_error(tmp_path: Path, heading: tuple[str, ...], raw: bytes) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(table(heading).encode() + raw)
    try:
        assert taken(file)[0] == ()
    except LeftopenError as error:
        assert "x.csv" in str(error)


def test_every_export_has_headings_of_its_own() -> None:
    needs = [one.needs for one in standing_exports().values()]
    untested = [one for one in needs if not any(one <= set(it) for it in (INBOX, TRANSPORT, OAUTH, RIGHTS))]
    assert untested == []
    assert all(not (one <= other) for one in needs for other in needs if one is not other)
