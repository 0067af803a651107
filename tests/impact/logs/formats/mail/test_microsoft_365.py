"""Microsoft 365: messages, folders, throttling, and what is not known."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from leftopen.model.access_logs import Item
from tests.impact.logs.scene import told

MAILS = [Item(id="<one/a@example.org>"), Item(id="<two@example.org>")]


def accessed(kind: str, *ids: str, throttled: str = "False") -> dict[str, Any]:
    return {
        "CreationTime": "2026-11-20T10:00:00",
        "Operation": "MailItemsAccessed",
        "UserId": "jane@example.org",
        "ClientIPAddress": "[2001:db8::9]:4711",
        "ClientInfoString": "Client=REST;",
        "OperationProperties": [
            {"Name": "MailAccessType", "Value": kind},
            {"Name": "IsThrottled", "Value": throttled},
        ],
        "Folders": [
            {
                "Path": "\\\\Inbox",
                "FolderItems": [{"InternetMessageId": one, "SizeInBytes": 9} for one in ids],
            }
        ],
    }


BIND = accessed("Bind", "<one/a@example.org>")
SENT = {"CreationTime": "2026-11-20T10:00:00", "Operation": "Send", "UserId": "jane@example.org"}
ODD = {"CreationTime": "2026-11-20T10:00:00", "Operation": "NewThing", "UserId": "jane@example.org"}


@pytest.mark.parametrize(
    ("more", "second"),
    [
        ([SENT], "not_served"),
        ([ODD], "cannot_be_known"),
        ([accessed("Sync")], "possibly_served"),
        ([accessed("Bind")], "possibly_served"),
        ([accessed("New")], "cannot_be_known"),
        ([accessed("Bind", "<x@example.org>", throttled="True")], "cannot_be_known"),
        ([{"Operation": "MailItemsAccessed"}], "cannot_be_known"),
        (["text"], "cannot_be_known"),
    ],
)
def test_a_message_and_another(tmp_path: Path, more: list[Any], second: str) -> None:
    found = told(tmp_path, json.dumps([BIND, *more], indent=1), MAILS)
    assert list(found.verdicts.values()) == ["served", second]
    assert found.found.answers[0].addresses == ("2001:db8::9",)


def test_every_form_of_export(tmp_path: Path) -> None:
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(("RecordId", "CreationDate", "Operation", "AuditData"))
    for one in (BIND, SENT):
        rows.writerow(("1", "2026-11-20", one["Operation"], json.dumps(one)))
    forms: list[str] = [
        out.getvalue(),
        f"{json.dumps(BIND)}\n{json.dumps(SENT)}\n",
        json.dumps(
            [{"AuditData": json.dumps(one), "CreationTime": "x", "Operation": "y"} for one in (BIND, SENT)]
        ),
    ]
    given: list[str | bytes] = [*forms, forms[0].encode("utf-16")]
    for number, form in enumerate(given):
        folder = tmp_path / str(number)
        folder.mkdir()
        found = told(folder, form, MAILS)
        assert list(found.verdicts.values()) == ["served", "not_served"]


def test_half_an_export_proves_nothing(tmp_path: Path) -> None:
    whole = json.dumps([BIND, SENT])
    found = told(tmp_path, whole[:-20], MAILS)
    assert "not_served" not in found.verdicts.values()
