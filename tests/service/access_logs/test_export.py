"""A kept reading for other programs, and its lines for counsel."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from leftopen.errors import BadSetting, NotFound
from leftopen.model.access_logs import Client, ClientGroup, Item, ItemAnswer, ReadersResult, ReadVerdict
from leftopen.service.access_logs import export, saved
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.identity.audit import Audit
from tests.cases.made_up import START
from tests.impact.logs.examples import EXAMPLES
from tests.service.office import office
from tests.service.respond.incident import CASE, begun, read_logs

FORMATS = {"timesketch_csv": ".csv", "timesketch_jsonl": ".jsonl", "misp": ".misp.json", "stix": ".stix.json"}


def client(address: str, group: ClientGroup = ClientGroup.UNKNOWN, reads: int = 1) -> Client:
    return Client(
        address=address, group=group, source="", requests=4, reads=reads, bytes=4000, first=START, last=START
    )


def prepared(workspace: Workspace, *, begin: bool = True) -> ReadersResult:
    """A stranger over each version of IP, one that read nothing, and an own client; an item with a personal
    name."""
    if begin:
        begun(workspace)
    result = read_logs(workspace)
    [first, *others] = result.answers
    named = replace(first, item=Item(id="file-0", path="/mail/jane.roe@example.mil.eml", size=100))
    clients = (
        client("203.0.113.1"), client("2001:db8::7"), client("203.0.113.9", reads=0),
        client("192.0.2.1", ClientGroup.OWN), client("=cmd|x"),
    )  # fmt: skip
    kept = replace(result, answers=(named, *others), clients=clients)
    saved.save(workspace, kept)
    return kept


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("exports")
    with office(folder / "it") as workspace:
        prepared(workspace)
        for suffix in FORMATS.values():
            export.write(workspace, CASE[:8], folder / f"reading{suffix}", by="maria")
        acts = [entry for entry in Audit(workspace.store.records).list() if entry.what == "exported readers"]
        assert len(acts) == len(FORMATS)
    return {name: (folder / f"reading{suffix}").read_bytes() for name, suffix in FORMATS.items()}


def test_no_format_has_a_personal_value_an_own_client_or_one_that_read_nothing(
    written: dict[str, bytes],
) -> None:
    assert set(written) == set(export.writers()) == set(FORMATS)
    for raw in written.values():
        assert b"jane.roe" not in raw
        assert b"203.0.113.1" in raw
        for absent in (b"203.0.113.9", b"192.0.2.1"):
            assert absent not in raw


def test_timesketch_has_what_it_needs_of_every_event(written: dict[str, bytes]) -> None:
    rows = list(csv.DictReader(io.StringIO(written["timesketch_csv"].decode())))
    lines: list[dict[str, Any]] = [json.loads(line) for line in written["timesketch_jsonl"].splitlines()]
    assert len(rows) == len(lines) > 8
    for row, line in zip(rows, lines, strict=True):
        for name in ("message", "datetime", "timestamp_desc"):
            assert row[name]
            assert line[name]
        assert row["datetime"] == line["datetime"]
        assert row["datetime"].endswith("Z")
        assert not row["message"].startswith("=")
    assert [line["datetime"] for line in lines] == sorted(line["datetime"] for line in lines)
    kinds = {line["timestamp_desc"] for line in lines}
    assert {"window begin", "window end", "hour not covered", "first read of an item"} <= kinds


def test_a_misp_event_names_the_clients_and_marks_nobody_as_hostile(written: dict[str, bytes]) -> None:
    event = json.loads(written["misp"])["Event"]
    found = {one["value"]: one for one in event["Attribute"] if one["type"] == "ip-src"}
    assert {"203.0.113.1", "2001:db8::7"} <= set(found)
    assert not any(one["to_ids"] for one in event["Attribute"])
    assert (event["distribution"], event["published"]) == ("0", False)
    assert len({one["uuid"] for one in event["Attribute"]}) == len(event["Attribute"])


def test_a_stix_bundle_refers_only_to_what_it_has(written: dict[str, bytes]) -> None:
    bundle = json.loads(written["stix"])
    ids = [one["id"] for one in bundle["objects"]]
    assert len(set(ids)) == len(ids)
    kinds = [one["type"] for one in bundle["objects"]]
    assert sorted(kinds) == sorted(
        ["identity", "ipv4-addr", "observed-data", "ipv6-addr", "observed-data", "note"]
    )
    for one in bundle["objects"]:
        assert one["id"].startswith(f"{one['type']}--")
        refs = [*one.get("object_refs", ()), *filter(None, [one.get("created_by_ref")])]
        assert set(refs) <= set(ids)
    # The specification's own rule for the id of an observable.
    [v4] = [one["id"] for one in bundle["objects"] if one["type"] == "ipv4-addr"]
    assert v4 == "ipv4-addr--" + ID_OF_203_0_113_1


ID_OF_203_0_113_1 = "ad74bc22-43d2-52ed-890e-7d382f58e1eb"
"""As the library `stix2` makes it."""


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    with office(tmp_path / "it") as workspace:
        begun(workspace)
        with pytest.raises(NotFound, match="leftopen readers LOG --case"):
            export.write(workspace, CASE, tmp_path / "a.csv", by="maria")
        prepared(workspace, begin=False)
        assert [one.case for one in export.readings(workspace)] == [CASE]
        with pytest.raises(BadSetting, match="endings"):
            export.write(workspace, CASE, tmp_path / "a.json", by="maria")
        with pytest.raises(BadSetting, match="unknown format"):
            export.write(workspace, CASE, tmp_path / "a.csv", "xml", by="maria")
        assert export.write(workspace, CASE, tmp_path / "a.json", "misp", by="maria").title == "MISP event"


LINE = '{} - - [03/Feb/2026:08:00:00 +0000] "GET {} HTTP/1.1" 200 9 "-" "{}"\n'


def test_the_lines_of_the_readers_and_no_others_are_written_once(tmp_path: Path) -> None:
    wanted = [LINE.format("203.0.113.1", "/a", "curl"), LINE.format("203.0.113.2", "/b\\xff", "curl")]
    others = [
        LINE.format(one, "/a", "curl")
        for one in ("203.0.113.11", "1203.0.113.1", "203.0.113.1.5", "192.0.2.1")
    ]
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "access.log").write_text(others[0] + wanted[0] + "".join(others[1:]))
    (tmp_path / "logs" / "access.log.1.gz").write_bytes(gzip.compress((others[3] + wanted[1]).encode()))
    out = tmp_path / "readers.log"
    with office(tmp_path / "it") as workspace:
        prepared(workspace)
        answer = export.raw_lines(workspace, CASE, [tmp_path / "logs"], out, by="maria")
        assert (answer.lines, answer.files, answer.cut) == (2, 2, ())
        assert out.read_text() == "".join(wanted)
        assert out.stat().st_mode & 0o777 == 0o600
        assert answer.sha256 == hashlib.sha256(out.read_bytes()).hexdigest()
        [entry] = [one for one in Audit(workspace.store.records).list() if one.what == "exported log lines"]
        assert (entry.actor, answer.sha256 in entry.clause) == ("maria", True)
        with pytest.raises(BadSetting, match="exists"):
            export.raw_lines(workspace, CASE, [tmp_path / "logs"], out, by="maria")


def test_every_format_gives_its_own_text_for_counsel(tmp_path: Path) -> None:
    """Lines as they are; records of JSON that are no lines as one line each, with the same content."""
    logs = tmp_path / "logs"
    logs.mkdir()
    for name, text in EXAMPLES.items():
        (logs / f"{name}.log").write_text(text)
    reader = ItemAnswer(item=Item(id="1"), verdict=ReadVerdict.SERVED, addresses=("203.0.113.9",))
    with office(tmp_path / "it") as workspace:
        prepared(workspace)
        result = saved.load(workspace, CASE)
        assert result is not None
        saved.save(workspace, replace(result, answers=(reader,), clients=()))
        for name, text in EXAMPLES.items():
            out = tmp_path / name
            answer = export.raw_lines(workspace, CASE, [logs / f"{name}.log"], out, by="maria")
            assert (answer.lines > 0, answer.cut) == (True, ()), name
            for line in out.read_text().splitlines():
                if answer.made:
                    assert line.replace(" ", "") in "".join(text.split()), name
                else:
                    assert line in text.splitlines(), name


def test_an_address_is_found_however_it_is_written_and_no_other() -> None:
    wanted = export._pattern(frozenset(("203.0.113.9", "2001:db8::9")))
    for line in (b"203.0.113.9:443", b"x=203.0.113.9,", b"::ffff:203.0.113.9", b"[2001:DB8::9]:443"):
        assert wanted.search(line), line
    for line in (b"203.0.113.91", b"203.0.113.9.1", b"1203.0.113.9", b"2001:db8::91", b"1:2001:db8::9"):
        assert not wanted.search(line), line
