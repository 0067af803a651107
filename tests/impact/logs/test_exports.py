"""Exports that say themselves that they are not whole: nothing is "not served" by them."""

from __future__ import annotations

import csv
import io
import json
import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from leftopen.model.access_logs import Item
from tests.impact.logs.formats.mail.test_microsoft_365 import SENT, accessed
from tests.impact.logs.formats.storage.test_cloudtrail import EVENTS, ITEMS, record
from tests.impact.logs.scene import END, START, STRANGER, Scene, Told, items_at, told, verdicts
from tests.tier import tier

SEEDS = range(tier(3, 40))
MAILS = [Item(id=f"<m{number}@example.org>") for number in range(12)]
Row = dict[str, Any]


def row(found: Row, place: int, count: int) -> Row:
    """As Search-UnifiedAuditLog gives one."""
    at = (START + timedelta(seconds=place)).strftime("%Y-%m-%dT%H:%M:%S")
    data = found | {"Id": f"{place}-{count}-{found['Operation']}", "CreationTime": at}
    return {"AuditData": json.dumps(data), "ResultIndex": place, "ResultCount": count, "Identity": data["Id"]}


def search(reads: list[str], total: int) -> list[Row]:
    """A whole search that found `total`, of which `reads` are of messages."""
    records = [accessed("Bind", one) for one in reads] + [SENT] * (total - len(reads))
    return [row(one, place, total) for place, one in enumerate(records, 1)]


def as_csv(rows: list[Row]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def sentence(found: Told) -> str:
    return " ".join(str(one) for one in found.found.limits)


@pytest.mark.parametrize("form", [json.dumps, as_csv])
def test_an_export_that_announces_more_than_it_holds(tmp_path: Path, form: Any) -> None:
    rows = [
        row(one, place, 83_348) for place, one in enumerate([accessed("Bind", MAILS[0].id)] + [SENT] * 6, 1)
    ]
    found = told(tmp_path, form(rows), MAILS[:2])
    assert list(found.verdicts.values()) == ["served", "cannot_be_known"]
    assert found.found.answers[1].limits == ("missing_records",)
    assert "this export holds 7 of 83,348 records; 83,341 are missing" in sentence(found)
    assert any("7 des 83\u202f348 enregistrements" in one.text("fr") for one in found.found.limits)


def test_pages_and_searches_that_are_all_there_are_whole(tmp_path: Path) -> None:
    """One search on two pages, and another that found as many; a page is there twice."""
    first, second = search([str(MAILS[0].id)], 20), search([str(MAILS[1].id)], 20)
    for number, one in enumerate(second):
        one["AuditData"] = json.dumps(json.loads(one["AuditData"]) | {"Id": f"b{number}"})
    scene = Scene(folder=tmp_path, items=MAILS[:3])
    pages = [
        ("one.json", first[:12]),
        ("again.json", first[5:12]),
        ("two.json", first[12:]),
        ("b.json", second),
    ]
    files = [(name, json.dumps(rows).encode()) for name, rows in pages]
    whole = scene.read(files=files, complete=True)
    assert list(verdicts(whole).values()) == ["served", "served", "not_served"]
    (tmp_path / "logs" / "two.json").unlink()
    half = scene.read(files=[one for one in files if one[0] != "two.json"], complete=True)
    assert list(verdicts(half).values()) == ["served", "served", "cannot_be_known"]
    assert any("holds 32 of 40 records" in str(one) for one in half.limits)


@pytest.mark.parametrize(
    ("records", "said"),
    [
        ([accessed("Bind", "<m0@example.org>"), *[SENT] * 99], "exactly 100 records"),
        ([accessed("Bind", "<m0@example.org>"), *[SENT] * 4_999], "exactly 5,000 records"),
        ([accessed("Bind", "<m0@example.org>")] * 3, "only records of MailItemsAccessed"),
        ([row(accessed("Bind", "<m0@example.org>"), -1, 0), SENT], "its search failed"),
        ({"value": [accessed("Bind", "<m0@example.org>"), SENT], "nextLink": "https://x"}, "a further page"),
    ],
)  # fmt: skip
def test_an_export_at_its_limit_filtered_or_with_a_page_that_follows(
    tmp_path: Path, records: Any, said: str
) -> None:
    found = told(tmp_path, json.dumps(records), MAILS[:2])
    assert list(found.verdicts.values()) == ["served", "cannot_be_known"]
    assert said in sentence(found)


def test_an_export_without_reads_of_mails_or_of_files_says_nothing_of_them(tmp_path: Path) -> None:
    """Each of several operations: a filter that nobody sees in their number."""
    file = {
        "CreationTime": "2026-11-20T10:00:00", "Operation": "FileDownloaded", "UserId": "jane@example.org",
        "ClientIPAddress": STRANGER, "ObjectId": "https://x.example/a/b.pdf",
    }  # fmt: skip
    items = [MAILS[0], Item(id="file-0", name="c.pdf", size=7)]
    records = {"mails": [accessed("Bind", "<x@example.org>"), SENT], "files": [file, SENT]}
    for name, found in (records | {"both": [*records["mails"], file]}).items():
        (tmp_path / name).mkdir()
        answer = list(told(tmp_path / name, json.dumps(found), items).verdicts.values())
        heard = {"mails": [True, False], "files": [False, True], "both": [True, True]}[name]
        assert answer == ["not_served" if one else "cannot_be_known" for one in heard]


def test_a_page_without_another_is_whole(tmp_path: Path) -> None:
    for number, more in enumerate(({}, {"@odata.nextLink": None})):
        folder = tmp_path / str(number)
        folder.mkdir()
        page = {"value": [accessed("Bind", str(MAILS[0].id)), SENT], **more}
        assert list(told(folder, json.dumps(page), MAILS[:2]).verdicts.values()) == ["served", "not_served"]


def test_events_that_cloudtrail_looked_up_prove_nothing(tmp_path: Path) -> None:
    """They are read, hold no data events, and a token says that more follow."""
    console = record("ConsoleLogin", size=None, eventSource="signin.amazonaws.com", managementEvent=True,
                     eventCategory="Management")  # fmt: skip
    events = [{"EventId": str(one), "CloudTrailEvent": json.dumps(console)} for one in range(50)]
    for number, (more, answer) in enumerate(
        (({"NextToken": "x"}, "names a further page"), ({}, "exactly 50 records"))
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        found = told(folder, json.dumps({"Events": events, **more}), items_at("/m/d.eml"))
        assert [file.format for file in found.found.files] == ["cloudtrail"]
        assert (list(found.verdicts.values()), found.unread) == (["cannot_be_known"], 0)
        assert answer in sentence(found)
    delivered = told(tmp_path, json.dumps({"Records": [*EVENTS, *[console] * 42]}), ITEMS)
    assert delivered.verdicts["/m/d.eml"] == "not_served"


def test_a_page_of_azure_that_another_follows(tmp_path: Path) -> None:
    def read(path: str) -> Row:
        return {
            "time": "2026-11-20T10:00:00Z", "category": "StorageRead", "operationName": "GetBlob",
            "statusCode": 200, "callerIpAddress": f"{STRANGER}:9", "uri": f"https://a.example/{path}",
            "properties": {"responseBodySize": 1000},
        }  # fmt: skip

    items = items_at("/m/a.eml", "/m/b.eml")
    for number, (more, second) in enumerate(
        (({}, "not_served"), ({"nextLink": "https://y"}, "cannot_be_known"))
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        found = told(folder, json.dumps({"value": [read("m/a.eml")], **more}), items)
        assert [file.format for file in found.found.files] == ["azure_resource"]
        assert list(found.verdicts.values()) == ["served", second]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_was_read_is_never_not_served(tmp_path: Path, seed: int) -> None:
    """A search whose truth is known, of which only a part was exported, in pages and with copies."""
    chance = random.Random(seed)
    read = chance.sample([str(one.id) for one in MAILS], chance.randint(1, 8))
    rows = search(read, chance.choice((12, 40, 5_000)))
    chance.shuffle(rows)
    kept = rows[: chance.choice((1, 5, 11, len(rows) - 1, len(rows)))]
    parts = [kept[start::3] for start in range(3)]
    files = [(f"{number}.json", json.dumps(part).encode()) for number, part in enumerate(parts) if part]
    found = verdicts(
        Scene(folder=tmp_path, items=MAILS).read(files=files, start=START, end=END, complete=True)
    )
    assert [one for one in read if found[one] == "not_served"] == []
    whole = len(kept) == len(rows)
    assert ("not_served" in found.values()) == whole
