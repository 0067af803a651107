"""CloudTrail: what data events of S3 say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.impact.logs.scene import items_at, told


def record(name: str, key: str = "", size: object = 1000, **more: Any) -> dict[str, Any]:
    """As AWS writes one."""
    asked = {"bucketName": "mail", "Host": "mail.s3.eu-west-3.amazonaws.com"} | ({"key": key} if key else {})
    return {
        "eventVersion": "1.11",
        "userIdentity": {"type": "AWSAccount", "accountId": "anonymous"},
        "eventTime": "2026-11-20T10:00:00Z",
        "eventSource": "s3.amazonaws.com",
        "eventName": name,
        "awsRegion": "eu-west-3",
        "sourceIPAddress": "203.0.113.9",
        "userAgent": "[curl/8.5.0]",
        "requestParameters": asked | more.pop("asked", {}),
        "additionalEventData": {"bytesTransferredOut": size} if size is not None else {},
        "readOnly": True,
        "managementEvent": False,
        "eventCategory": "Data",
        **more,
    }


EVENTS = [
    record("GetObject", "m/a b.eml"),
    record("GetObject", "m/b.eml", 300, asked={"Range": "bytes=0-299"}),
    record("GetObject", "m/c.eml", 243, errorCode="AccessDenied"),
    record("HeadObject", "m/d.eml", 0),
    record("GetObjectTagging", "m/d.eml", 90),
    record("PutObject", "m/d.eml", 0, readOnly=False),
    record("CopyObject", "x", 200, asked={"x-amz-copy-source": "mail/m/e.eml"}),
    record("ConsoleLogin", size=None, eventSource="signin.amazonaws.com", managementEvent=True,
           eventCategory="Management"),
]  # fmt: skip
ITEMS = items_at("/m/a b.eml", "/m/b.eml", "/m/c.eml", "/m/d.eml", "/m/e.eml")
VERDICTS = ["served", "served_in_part", "not_served", "not_served", "served"]


def test_objects_ranges_refusals_and_copies(tmp_path: Path) -> None:
    lines = "".join(f"{json.dumps(one)}\n" for one in EVENTS)
    for number, log in enumerate((json.dumps({"Records": EVENTS}), lines)):
        folder = tmp_path / str(number)
        folder.mkdir()
        found = told(folder, log, ITEMS)
        assert (found.unread, list(found.verdicts.values())) == (0, VERDICTS)
        assert found.addresses["/m/b.eml"] == ("203.0.113.9",)


def test_a_list_gives_names_and_what_is_new_may_give_any(tmp_path: Path) -> None:
    for name, verdict in (("ListObjects", "not_served"), ("GetObjectByMagic", "possibly_served")):
        folder = tmp_path / name
        folder.mkdir()
        found = told(folder, json.dumps({"Records": [*EVENTS, record(name)]}), ITEMS)
        assert found.verdicts["/m/d.eml"] == verdict


def test_management_events_alone_show_no_reads(tmp_path: Path) -> None:
    found = told(tmp_path, json.dumps({"Records": EVENTS[-1:]}), ITEMS)
    assert set(found.verdicts.values()) == {"cannot_be_known"}


def test_a_name_that_holds_no_character(tmp_path: Path) -> None:
    odd = json.dumps({"Records": [record("GetObject", "m/\ud800.eml"), {"eventName": 5}, "x"]})
    found = told(tmp_path, odd, ITEMS)
    assert "not_served" not in found.verdicts.values()
