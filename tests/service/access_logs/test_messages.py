"""A mailbox is one file, and a log that names messages is joined with each mail in it; no ID is kept."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from leftopen.formats.mapi_mail import MESSAGE_ID
from leftopen.impact.logs.message_ids import NAMED
from leftopen.model.access_logs import Item, ReadersResult
from leftopen.model.assessment import Depth
from leftopen.service.access_logs import messages, people, saved
from leftopen.service.access_logs.read import ReadersOptions, readers_result
from leftopen.service.assessments import assess, assessments
from leftopen.service.assessments.people import lines as people_lines
from leftopen.service.workspace.workspace import Workspace
from tests.cases.made_up import START
from tests.documents.archives import zipped
from tests.documents.ole_files import Item as OutlookItem
from tests.documents.ole_files import msg
from tests.impact.logs.scene import busy
from tests.service.office import office
from tests.service.respond.incident import CASE, begun

NAMES = ("ann", "bob", "cyd", "dee", "eve", "fay", "gus")
SSN = {name: f"891-23-450{number}" for number, name in enumerate(NAMES, 1)}
ONE_DRIVE = "https://unit-my.sharepoint.example/personal/x/Documents/old.zip"
STRANGER, OWN = "203.0.113.7", "192.0.2.7"
HOURS = timedelta(hours=4)


def mail(name: str, id: str | None = None, body: str = "") -> str:
    header = "" if id == "" else f"Message-ID: {id or f'<{name}.roe@unit.example>'}\n"
    return (
        f"From: {name} <{name}@example.mil>\n{header}Date: Fri, 20 Nov 2026 07:00:00 +0000\nSubject: form\n\n"
        f"Full Name: {name} Roe\nSSN: {SSN[name]}\n{body}"
    )


def outlook(name: str, id: str | None = None, files: Mapping[str, bytes] = {}) -> bytes:
    """The same as a file of Outlook; '' for no ID."""
    named = {} if id == "" else {MESSAGE_ID: id or f"<{name}.roe@unit.example>"}
    text = f"Full Name: {name} Roe\nSSN: {SSN[name]}\n" if name in SSN else "see the attachment"
    return msg(OutlookItem(properties={0x1000: text, 0x0C1F: f"{name}@example.mil"} | named, files=files))


def mailbox(*mails: str) -> str:
    return "".join(f"From x@example.mil Fri Nov 20 07:00:00 2026\n{one}\n" for one in mails)


def record(minutes: int, ids: list[str], client: str, kind: str = "Bind") -> dict[str, Any]:
    at = START + timedelta(minutes=minutes)
    named = [{"InternetMessageId": id, "SizeInBytes": 4000} for id in ids]
    return {
        "CreationTime": f"{at:%Y-%m-%dT%H:%M:%S}",
        "Operation": "MailItemsAccessed",
        "ClientIPAddress": client,
        "MailboxOwnerUPN": "box@unit.example",
        "OperationProperties": [{"Name": "MailAccessType", "Value": kind}],
        "Folders": [{"Path": "\\Inbox", "FolderItems": named}],
    }


SENT = {
    "CreationTime": f"{START:%Y-%m-%dT%H:%M:%S}", "Operation": "Send", "UserId": "box@unit.example"
}  # fmt: skip
FILE = SENT | {"Operation": "FileAccessed", "ObjectId": "https://x.example/y.txt", "ClientIP": "192.0.2.7"}
"""An export of one operation alone is a filtered one, and one without files says nothing of them."""


@contextmanager
def assessed(tmp_path: Path, store: Path) -> Iterator[tuple[Workspace, Any]]:
    with office(tmp_path / "it") as workspace:
        begun(workspace)
        started = assess.start(workspace, [store], Depth.DEEP, by="maria", case=CASE)
        list(assess.run(workspace, started, 1, threading.Event()))
        yield workspace, assessments.get(workspace, started.assessment.id)


def read(workspace: Workspace, folder: Path, records: list[dict[str, Any]], **more: Any) -> ReadersResult:
    log = folder / "audit.json"
    log.write_text(json.dumps([*records, SENT, FILE], indent=1))
    options = ReadersOptions(
        logs=(log, *more.pop("logs", ())), case=CASE, start=START.isoformat(),
        end=(START + HOURS).isoformat(), own=("192.0.2.0/24",), complete=True, **more,
    )  # fmt: skip
    result = readers_result(workspace, options, by="maria")
    saved.save(workspace, result)
    return result


def verdicts(workspace: Workspace, folder: Any) -> Counter[tuple[str, int]]:
    """Of the people with an SSN: verdict and clients."""
    found, served = people.of_assessment(workspace, folder)
    lines = people_lines(found, "us_ssn", served)
    return Counter((line["served"]["verdict"], line["served"]["clients"]) for line in lines)  # type: ignore[index,call-overload,misc]


def people_by_verdict(workspace: Workspace, folder: Any) -> dict[str, str]:
    """Who is who by the last digit of the SSN, which its mask shows."""
    found, served = people.of_assessment(workspace, folder)
    shown = {number[-2:]: name for name, number in SSN.items()}
    answer: dict[str, str] = {}
    lines: Iterator[dict[str, Any]] = people_lines(found, "us_ssn", served)
    for line in lines:
        (masked,) = line["holds"]["us_ssn"]["examples"]
        answer[shown[masked[-2:]]] = line["served"]["verdict"]
    return answer


@pytest.mark.slow
def test_each_person_of_a_mailbox_is_told_by_the_messages(tmp_path: Path) -> None:
    """ann's mail, of which there is a copy, went to a stranger, bob's to an own client, cyd's to nobody;
    dee's has no ID, so that nothing is known of it."""
    store = tmp_path / "inbox.mbox"
    store.write_text(mailbox(mail("ann"), mail("bob"), mail("cyd"), mail("dee", ""), mail("ann")))
    with assessed(tmp_path, store) as (workspace, folder):
        records = [
            record(60, ["<ann.roe@unit.example>", "<elsewhere@unit.example>"], STRANGER),
            record(70, ["<bob.roe@unit.example>"], OWN),
        ]
        result = read(workspace, tmp_path, records)
        assert result.by_message
        assert [one.verdict.value for one in result.answers] == ["served", "not_served", "not_served"]
        assert result.answers[0].item.id == "mail-0:0"
        assert any("without a Message-ID: 1." in str(one) for one in result.limits)
        assert "roe@" not in saved.file_of(workspace, CASE).read_text()
        expected = {("served", 1): 1, ("not_served", 0): 2, ("cannot_be_known", 0): 1}
        assert verdicts(workspace, folder) == expected
        # A whole folder was synchronised: any message is possible.
        read(workspace, tmp_path, [*records, record(80, [], STRANGER, "Sync")])
        synced = {("served", 1): 1, ("possibly_served", 0): 2, ("cannot_be_known", 0): 1}
        assert verdicts(workspace, folder) == synced
        # Beside a log that names files, the mailbox is an item too: nobody got it.
        web = tmp_path / "access.log"
        web.write_text("".join(f"{line}\n" for _, line in busy(START, START + HOURS)))
        both = read(workspace, tmp_path, records, logs=(web,))
        assert [one.item.id for one in both.answers][:2] == ["file-0", "mail-0:0"]
        assert verdicts(workspace, folder) == expected


@pytest.mark.slow
def test_mails_as_files_and_two_messages_of_one_id(tmp_path: Path) -> None:
    store = tmp_path / "mails"
    store.mkdir()
    for name in ("ann", "bob"):
        (store / f"{name}.eml").write_text(mail(name))
    for name in ("cyd", "dee"):
        (store / f"{name}.eml").write_text(mail(name, "<same@unit.example>"))
    with assessed(tmp_path, store) as (workspace, folder):
        ids = ["<ANN.ROE@unit.example>", "<same@unit.example>"]
        read(workspace, tmp_path, [record(60, ids, STRANGER)])
        expected = {("served", 1): 1, ("not_served", 0): 1, ("possibly_served", 1): 2}
        assert verdicts(workspace, folder) == expected


@pytest.mark.slow
def test_without_any_id_nothing_is_known(tmp_path: Path) -> None:
    store = tmp_path / "inbox.mbox"
    store.write_text(mailbox(mail("ann", ""), mail("bob", "")))
    with assessed(tmp_path, store) as (workspace, folder):
        result = read(workspace, tmp_path, [record(60, ["<ann.roe@unit.example>"], STRANGER)])
        assert [(one.item.id, one.verdict.value, one.limits) for one in result.answers] == [
            ("file-0", "cannot_be_known", ("no_message_id",))
        ]
        assert result.limits[0] == messages.NO_IDS
        assert verdicts(workspace, folder) == {("cannot_be_known", 0): 2}


@pytest.mark.slow
def test_mails_of_outlook_in_files_archives_and_mails(tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir()
    (store / "ann.msg").write_bytes(outlook("ann"))
    packed = {"bob.msg": outlook("bob"), "cyd.msg": outlook("cyd"), "gus.msg": outlook("gus", "")}
    (store / "old.zip").write_bytes(zipped(packed))
    carried = {"eve": outlook("eve"), "dee": outlook("dee"), "fay": outlook("fay")}
    for outer, inner, id in (("x", "dee", None), ("y", "eve", None), ("z", "fay", "")):
        (store / f"{outer}.msg").write_bytes(outlook(outer, id, {f"{inner}.msg": carried[inner]}))
    with assessed(tmp_path, store) as (workspace, folder):
        ids = [f"<{name}.roe@unit.example>" for name in ("ann", "bob", "x", "eve")]
        result = read(workspace, tmp_path, [record(60, ids, STRANGER)])
        answers = {one.item.id: one.verdict.value for one in result.answers}
        assert answers == {
            "mail-0": "served", "mail-2": "served", "mail-3": "not_served",  # two of the archive, file-1
            "mail-5": "served", "mail-6": "not_served", "mail-6/0": "served",
            "file-7": "cannot_be_known",  # a mail without an ID
        }  # fmt: skip
        assert any("without a Message-ID: 2." in str(one) for one in result.limits)
        # The archive lay in OneDrive, and the log names it as a file: its mails may have gone out with it.
        download = record(70, [], STRANGER) | {"Operation": "FileDownloaded", "ObjectId": ONE_DRIVE}
        downloaded = read(workspace, tmp_path, [record(60, ids, STRANGER), download])
        answer = {one.item.id: one.verdict.value for one in downloaded.answers}
        assert answer == answers | {"file-1": "possibly_served", "mail-3": "possibly_served"}
        possible = {"cyd": "possibly_served", "gus": "possibly_served"}
        assert people_by_verdict(workspace, folder).items() >= possible.items()
        # Another message of just as many bytes as a file says nothing of the file.
        same = record(70, ["<elsewhere@unit.example>"], STRANGER)
        same["Folders"][0]["FolderItems"][0]["SizeInBytes"] = (store / "z.msg").stat().st_size
        again = read(workspace, tmp_path, [record(60, ids, STRANGER), same])
        assert [one.item for one in again.answers if one.item.id == "file-7"] == [
            Item(id="file-7", name="z.msg", size=(store / "z.msg").stat().st_size)
        ]
        assert {one.item.id: one.verdict.value for one in again.answers} == answers
        # dee went out with the mail that she is attached to; of z's mail and of gus's, nothing is known.
        assert people_by_verdict(workspace, folder) == {
            "ann": "served", "bob": "served", "cyd": "not_served", "dee": "served", "eve": "served",
            "fay": "cannot_be_known", "gus": "cannot_be_known",
        }  # fmt: skip


@pytest.mark.slow
def test_an_assessment_without_digests_says_so(tmp_path: Path) -> None:
    """Results of an earlier version: without any digest, and with those of mails in mailboxes alone."""
    store = tmp_path / "store"
    store.mkdir()
    (store / "in.mbox").write_text(mailbox(mail("ann"), mail("bob")))
    (store / "old.zip").write_bytes(zipped({"cyd.msg": outlook("cyd")}))
    (store / "list.csv").write_text(f"Full Name,SSN\ndee Roe,{SSN['dee']}\n")
    records = [record(60, ["<ann.roe@unit.example>", "<cyd.roe@unit.example>"], STRANGER)]
    with assessed(tmp_path, store) as (workspace, folder):
        whole = list(folder.results())
        for one in whole:
            kept = tuple(each for each in one.messages if ":" in each.place)
            folder.put(replace(one, messages=kept, unnamed=None))
        result = read(workspace, tmp_path, records)
        assert result.limits[0] == messages.EARLIER
        nothing = dict.fromkeys(("bob", "cyd"), "cannot_be_known") | {"dee": "not_served"}
        assert people_by_verdict(workspace, folder) == {"ann": "served"} | nothing
        for one in whole:
            folder.put(replace(one, messages=(), unnamed=None))
        result = read(workspace, tmp_path, records)
        assert result.limits[0] == messages.EARLIER
        assert "leftopen assess" in str(messages.EARLIER)
        assert {one.item.name: (one.verdict.value, *one.limits) for one in result.answers} == {
            "in.mbox": ("cannot_be_known", "no_message_id"), "list.csv": ("not_served",),
            "old.zip": ("cannot_be_known", "no_message_id"),
        }  # fmt: skip
        counts = {one.verdict.value: (one.count, one.at_most) for one in result.counts}
        assert counts["cannot_be_known"][0] == 2
        assert counts["served"] == (0, 2)
        assert people_by_verdict(workspace, folder) == {"ann": "cannot_be_known"} | nothing
        # As it was: with digests of all.
        for one in whole:
            folder.put(one)
        assert messages.EARLIER not in read(workspace, tmp_path, records).limits
        expected = {"ann": "served", "bob": "not_served", "cyd": "served", "dee": "not_served"}
        assert people_by_verdict(workspace, folder) == expected


def test_the_lines_of_the_formats_name_messages_as_they_are_looked_for() -> None:
    from leftopen.impact.logs.columns.events import event, path_of
    from leftopen.impact.logs.exports import Export
    from leftopen.impact.logs.formats.mail import microsoft_365

    line = event("2026-11-20T08:00:00Z", "get", "x", target=path_of("<a/b@c>"))
    assert NAMED.findall(line) == [b"/%3Ca%2Fb%40c%3E"]
    raw = json.dumps([record(1, ["<a/b@c>"], STRANGER)]).encode()
    assert NAMED.findall(b"".join(microsoft_365.unwrap([raw], Export()))) == [b"/%3Ca%2Fb%40c%3E"]
    bare = event("2026-11-20T08:00:00Z", "get", "x", target=path_of("a/b@c"))
    assert NAMED.findall(bare) == [b"/a%2Fb%40c"]
