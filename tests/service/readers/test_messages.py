"""A mailbox is one file, and a log that names messages is joined with each mail in it; no ID is kept."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.errors import LeftopenError
from leftopen.formats.mapi_item import MapiItem
from leftopen.formats.mapi_mail import CLASS, MESSAGE_ID, message
from leftopen.impact.assess.message_key import BODY_BYTES, ID_BYTES, id_digest, message_key
from leftopen.impact.logs.message_ids import NAMED
from leftopen.model.assessment import Depth
from leftopen.model.readers import ReadersResult
from leftopen.service.assessments import assess, assessments
from leftopen.service.assessments.people import lines as people_lines
from leftopen.service.readers import people, saved
from leftopen.service.readers.read import ReadersOptions, readers_result
from leftopen.service.workspace import Workspace
from tests.cases.made_up import START
from tests.impact.logs.scene import busy
from tests.service.office import office
from tests.service.respond.incident import CASE, begun

SSN = {"ann": "891-23-4501", "bob": "891-23-4502", "cyd": "891-23-4503", "dee": "891-23-4504"}
STRANGER, OWN = "203.0.113.7", "192.0.2.7"
HOURS = timedelta(hours=4)


def mail(name: str, id: str | None = None, body: str = "") -> str:
    header = "" if id == "" else f"Message-ID: {id or f'<{name}.roe@unit.example>'}\n"
    return (
        f"From: {name} <{name}@example.mil>\n{header}Date: Fri, 20 Nov 2026 07:00:00 +0000\nSubject: form\n\n"
        f"Full Name: {name} Roe\nSSN: {SSN[name]}\n{body}"
    )


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


@contextmanager
def assessed(tmp_path: Path, store: Path) -> Iterator[tuple[Workspace, Any]]:
    with office(tmp_path / "it") as workspace:
        begun(workspace)
        started = assess.start(workspace, [store], Depth.DEEP, by="maria", case=CASE)
        list(assess.run(workspace, started, 1, threading.Event()))
        yield workspace, assessments.get(workspace, started.assessment.id)


def read(workspace: Workspace, folder: Path, records: list[dict[str, Any]], **more: Any) -> ReadersResult:
    log = folder / "audit.json"
    log.write_text(json.dumps(records, indent=1))
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
        assert any("without a Message-ID: 1." in one for one in result.limits)
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
    with (
        assessed(tmp_path, store) as (workspace, _),
        pytest.raises(LeftopenError, match="no Message-ID of its mails"),
    ):
        read(workspace, tmp_path, [record(60, ["<ann.roe@unit.example>"], STRANGER)])


KEY = b"k" * 32


@given(st.binary(max_size=300))
def test_any_bytes_have_a_key_or_none(raw: bytes) -> None:
    assert len(message_key(KEY, raw)) in (0, ID_BYTES + BODY_BYTES)
    for mail in (b"Subject: x\nmessage-id:\n <a@b>\n\n", b"Subject: x\r\nMessage-Id: <A@B>\r\n\r\n"):
        assert message_key(KEY, mail + raw)[:ID_BYTES] == id_digest(KEY, "<a@b>")
    assert message_key(KEY, b"Subject: x\n\nMessage-ID: <a@b>\n" + raw) == b""


def test_the_key_tells_ids_bodies_and_installations_apart() -> None:
    one = message_key(KEY, b"Message-ID: <a@b>\n\nbody")
    assert one == message_key(KEY, b"X: y\nMessage-ID: <a@b>\n\nbody")
    other = message_key(KEY, b"Message-ID: <a@b>\n\nanother")
    assert (one[:ID_BYTES] == other[:ID_BYTES], one == other) == (True, False)
    assert message_key(b"z" * 32, b"Message-ID: <a@b>\n\nbody")[:ID_BYTES] != one[:ID_BYTES]


def test_an_item_of_outlook_has_its_id_with_or_without_headers() -> None:
    item = MapiItem(properties={CLASS: "IPM.Note", MESSAGE_ID: "<a@b>"})
    assert message_key(KEY, message(item))[:ID_BYTES] == id_digest(KEY, "<a@b>")


def test_the_lines_of_the_formats_name_messages_as_they_are_looked_for() -> None:
    from leftopen.impact.logs.columns.events import event, path_of
    from leftopen.impact.logs.formats.mail import microsoft_365

    line = event("2026-11-20T08:00:00Z", "get", "x", target=path_of("<a/b@c>"))
    assert NAMED.findall(line) == [b"/%3Ca%2Fb%40c%3E"]
    raw = json.dumps([record(1, ["<a/b@c>"], STRANGER)]).encode()
    assert NAMED.findall(b"".join(microsoft_365.unwrap([raw]))) == [b"/%3Ca%2Fb%40c%3E"]
