"""Who read it, on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.program import all_ran
from tests.durability.runs import Folder

WINDOW = ["--from", "2026-11-20T08:00Z", "--to", "2026-11-20T12:00Z"]
LINE = (
    "203.0.113.{2} - - [20/Nov/2026:{0:02}:{1:02}:00 +0000] "
    '"GET /mail/{3}.eml HTTP/1.1" 200 1000 "-" "curl"\n'
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    lines = [LINE.format(hour, minute, 9, 1) for hour in range(7, 14) for minute in range(60)]
    lines.append(LINE.format(10, 5, 8, 2))
    (tmp_path / "access.log").write_text("".join(sorted(lines)))
    (tmp_path / "mails.csv").write_text("path,bytes\n/mail/1.eml,1000\n/mail/2.eml,4000\n/mail/3.eml,10\n")
    (tmp_path / "scan.txt").write_text("# made up\n203.0.113.8\n")
    return tmp_path


def test_text_json_and_what_is_refused(root: Path) -> None:
    base = ["readers", "access.log"]
    text, lines, none, window, items, bad = all_ran(
        Folder(root=root, settings={}),
        [
            [*base, "--items", "mails.csv", *WINDOW],
            [
                *base,
                "--items",
                "mails.csv",
                *WINDOW,
                "--json",
                "--scanners",
                "scan.txt",
                "--own",
                "203.0.113.9",
            ],
            ["readers", "nothing.log", "--items", "mails.csv", *WINDOW],
            [*base, "--items", "mails.csv", "--from", WINDOW[3], "--to", WINDOW[1]],
            [*base, *WINDOW],
            [*base, "--items", "mails.csv", *WINDOW, "--format", "$nothing"],
        ],
    )
    assert "/mail/1.eml" in text.out
    assert "coverage: 4 of 4 hours of the window covered" in text.out
    first_found = [text.out.index(one) for one in ("To outsiders", "Address", "/mail/1.eml", "coverage:")]
    assert first_found == sorted(first_found)
    first, *others = lines.lines
    assert (first["type"], first["covered"], first["items"], first["limits"]) == ("readers", True, 3, [])
    assert first["counts"]["served_in_part"] == {"count": 1, "at_least": 0, "at_most": 1}
    verdicts = {one["path"]: one["verdict"] for one in others if one["type"] == "item"}
    assert verdicts == {
        "/mail/1.eml": "not_served",
        "/mail/2.eml": "served_in_part",
        "/mail/3.eml": "not_served",
    }
    groups = {one["group"]: one["readers"] for one in others if one["type"] == "client_group"}
    assert groups == {"own": 1, "scanner": 1}
    assert {one["type"] for one in others} == {
        "log_file", "hour", "read_hour", "client_group", "client", "item",
    }  # fmt: skip
    for refused, why in (
        (none, "does not exist"),
        (window, "before it begins"),
        (items, "add --items"),
        (bad, "cannot use the log format"),
    ):
        assert refused.code == 1
        assert why in refused.err


def test_formats_and_standing_access(root: Path) -> None:
    (root / "MailboxRules.csv").write_text(
        "UserName,RuleName,RuleEnabled,CopytoFolder,MovetoFolder,RedirectTo,ForwardTo,TextDescription\n"
        "jane@unit.example,out,True,,,,x@out.example,\n"
    )
    formats, text = all_ran(
        Folder(root=root, settings={}),
        [
            ["readers", "formats"],
            ["readers", "access.log", "MailboxRules.csv", "--items", "mails.csv", *WINDOW],
        ],
    )
    assert all(name in formats.out for name in ("mail_log", "vnet_flows", "inbox_rules"))
    assert "standing access" in text.out
    assert "x@out.example" in text.out
    assert "coverage: 4 of 4 hours of the window covered" in text.out


def test_personal_data_in_a_user_agent_is_masked_in_json_too(root: Path) -> None:
    agents = ("jane.roe@corp.example", "sqlmap/1.5 536-22-1234")
    lines = [LINE.format(9, minute, 8, 2).replace('"curl"', f'"{agents[minute % 2]}"') for minute in range(8)]
    (root / "other.log").write_text("".join(lines))
    [answer] = all_ran(
        Folder(root=root, settings={}),
        [["readers", "other.log", "--items", "mails.csv", *WINDOW, "--json"]],
    )
    [client] = [one for one in answer.lines if one["type"] == "client"]
    assert sorted(client["agents"]) == ["j***@corp.example", "sqlmap/1.5 ***-**-**34"]
    assert not any(secret in answer.out for secret in ("jane.roe", "536-22"))
