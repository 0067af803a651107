"""The response from its start to the signed report, as docs/leak/responding.md tells a lead to type it."""

from __future__ import annotations

import json
import shlex
import shutil
import sqlite3
from pathlib import Path

import pytest

from leftopen.cli._respond_text import clock_text
from tests.cli.pages import commands
from tests.cli.program import all_ran
from tests.durability.runs import Folder
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis

PAGE = Path(__file__).parents[2] / "docs" / "leak" / "responding.md"


SSN = "891-23-45{:02}"
WINDOW = ("--from", "2026-11-20T08:00Z", "--to", "2026-11-20T12:00Z")


def examined(root: Path, case: str) -> list[tuple[str, ...]]:
    """The commands that assess a mailbox of two people, and read an audit log that names one's mail; their
    files."""
    mails = (
        f"From x@y Fri Nov 20 07:00:00 2026\nFrom: {name} <{name}@unit.example>\n"
        f"Message-ID: <{name}.roe@unit.example>\nSubject: form\n\n"
        f"Full Name: {name} Roe\nSSN: {SSN.format(number)}\n\n"
        for number, name in enumerate(("ann", "bob"), 1)
    )
    (root / "inbox.mbox").write_text("".join(mails))
    bind = {
        "CreationTime": "2026-11-20T09:30:00", "Operation": "MailItemsAccessed",
        "ClientIPAddress": "203.0.113.7",
        "OperationProperties": [{"Name": "MailAccessType", "Value": "Bind"}],
        "Folders": [{"FolderItems": [{"InternetMessageId": "<ann.roe@unit.example>", "SizeInBytes": 9}]}],
    }  # fmt: skip
    (root / "audit.json").write_text(json.dumps([bind]))
    rules = (
        "UserName,RuleName,RuleEnabled,RedirectTo,ForwardTo\njane.roe@unit.example,x,True,,a@out.example\n"
    )
    (root / "MailboxRules.csv").write_text(rules)
    return [
        ("assess", "inbox.mbox", "--case", case, "--workers", "1", "--quiet"),
        ("readers", "audit.json", "MailboxRules.csv", "--case", case, *WINDOW, "--complete", "--quiet"),
    ]


@pytest.mark.slow
def test_every_command_of_the_page_goes_well_and_a_deleted_entry_shows(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path / "it", settings={"banner_wait": 0.05})
    with Loopback() as loopback:
        port = str(loopback.serve(Redis()))
        [first] = all_ran(folder, [("scan", "127.0.0.1", "--ports", port, "--json", "--quiet")])
    case = next(line["id"] for line in first.lines if line["type"] == "case")
    evidence = folder.root / "evidence"
    evidence.mkdir()
    (evidence / "access.log").write_text("GET /\n")
    read = all_ran(folder, examined(folder.root, case[:12]))
    assert [(one.words, one.err) for one in read if one.code != 0] == []
    typed = [shlex.split(line.replace("3fa9", case[:12]))[1:] for line in commands(PAGE)]
    assert len(typed) > 25
    begin = all_ran(folder, typed[:4])
    shutil.copy(folder.root / "config" / "keys" / "proof.pub", folder.root / "proof.pub")
    parts = [typed[at : at + 6] for at in range(4, len(typed), 6)]
    done = [*begin, *(one for part in parts for one in all_ran(folder, part))]
    assert [(one.words, one.err) for one in done if one.code != 0] == []
    assert "next: Record when you learned of the leak" in done[0].out
    [history] = [one.out for one in done if one.words[-1] == "history"]
    assert "Done: Take a snapshot of the disk and the memory before anything is changed" in history
    assert "done True" not in "".join(one.out for one in done)
    assert sum(one.out.startswith("valid: signed by") for one in done) == 2
    for name in ("custody.csv", "custody.json", "leadership.docx", "impact.html"):
        assert (folder.root / name).stat().st_size > 100
    page = (folder.root / "impact.html").read_text()
    for answer in (
        "data of 1 person was served to 1 outside client",
        # By her number, and by her address: nothing in the mail says that both are hers.
        "Data of 2 people was served to 1 outside client (between 1 and 4: some may be the same person)",
        "After the closure, 1 inbox rule may still give access to messages: j***@unit.example",
        # An export of one operation may have been filtered: of the other mail nothing is known.
        "1 item was served to outsiders (between 1 and 2).",
    ):
        assert answer in page, answer
    assert "roe@" not in page
    shown, intact = all_ran(folder, [("cases", "show", case), ("respond", case, "check", "--json")])
    assert f"leftopen respond {case[:8]}" in shown.out + shown.err
    assert "Decided: tell the press (it is public already)." in shown.out
    assert intact.lines[0]["wrong"] == []
    with sqlite3.connect(folder.data / "records.sqlite") as records:
        records.execute("delete from response_entries where seq = 2")
    broken, status = all_ran(folder, [("respond", case, "check"), ("respond", case)])
    assert (broken.code, "entry 2 is missing" in broken.out) == (1, True)
    assert status.code == 1, status.err
    assert "entry 2 is missing" in status.out, (status.out[:600], status.err)


@pytest.mark.slow
def test_a_store_that_somebody_handed_over_needs_no_case_to_say_whose_data_was_read(tmp_path: Path) -> None:
    """What the page says works without a case does, and a response says that it needs one."""
    folder = Folder(root=tmp_path / "it", settings={})
    folder.root.mkdir()
    examined(folder.root, "")
    first, people, listed, none = all_ran(
        folder,
        [
            ("assess", "inbox.mbox", "--workers", "1", "--quiet"),
            ("assess", "people", "--json"),
            ("assess", "list", "--json"),
            ("respond", "3fa9"),
        ],
    )
    assert (first.code, people.code) == (0, 0)
    assert (none.code != 0, "there is no case '3fa9'" in none.err) == (True, True)
    id = next(line["id"] for line in listed.lines if line["type"] == "assessment")
    [read] = all_ran(folder, [("readers", "audit.json", "--assessment", id, *WINDOW, "--complete", "--json")])
    [answer] = [line for line in read.lines if line["type"] == "people_served" and line["label"] == "us_ssn"]
    assert (answer["served"], answer["clients"]) == (1, 1)
    assert read.lines[0]["case"] is None


@pytest.mark.parametrize(
    ("seconds", "span"), [(-5 * 86_400, "5 days"), (-(67 * 3600 + 600), "67 h 10 min"), (-90, "1 min")]
)
def test_a_deadline_that_has_passed_is_overdue_by_its_time(seconds: int, span: str) -> None:
    answer = clock_text({"state": "over", "due": "2026-11-23T09:30:00Z", "seconds_left": seconds,
                        "question": "", "waits_for": "", "begun": None, "met": None})  # fmt: skip
    assert answer == f"overdue by {span}: it was due 2026-11-23 09:30 UTC"
