"""A whole import into a data folder of its own, with an engine and workers."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from leftopen.errors import BadImport
from leftopen.service.ingest import places
from leftopen.service.ingest.reader import CUT, CUT_LINE
from leftopen.service.ingest.run import ImportOptions, ImportProgress, import_file
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.imports import ImportRecordWriter, Imports
from tests.imports.banners import lines
from tests.places.range_files import AWS
from tests.service.office import office

CLOCK = datetime(2026, 5, 1, tzinfo=UTC)
LATER = datetime(2026, 11, 5, tzinfo=UTC)
Line = dict[str, Any]


def ignored(progress: ImportProgress) -> None:
    """For tests that don't look at it."""


def imported(workspace: Workspace, file: Path, **wanted: Any) -> Line:
    return import_file(workspace, ImportOptions(file=file, **wanted), ignored, lambda: False)


def stored(workspace: Workspace) -> list[str]:
    return [json.dumps(row) for row in workspace.store.client.query("SELECT * FROM services ORDER BY id")]


def bad(workspace: Workspace, summary: Line) -> list[Line]:
    file = workspace.data / "imports" / f"{summary['import']}.bad.jsonl"
    return [json.loads(line) for line in file.read_bytes().splitlines()]


def test_a_file_is_imported_once_however_often_it_is_given(tmp_path: Path) -> None:
    file = tmp_path / "it.json.gz"
    file.write_bytes(gzip.compress(lines(300)))
    with office(tmp_path, lambda: CLOCK) as workspace:
        first = imported(workspace, file)
        assert (first["state"], first["format"], first["stored"], first["bad"]) == (
            "finished",
            "shodan",
            300,
            0,
        )
        before = stored(workspace)
        assert len(before) == 300
        assert imported(workspace, file)["state"] == "already imported"
        again = imported(workspace, file, again=True)
        assert (again["state"], again["stored"], again["known"]) == ("finished", 0, 300)
        plain = tmp_path / "plain.json"
        plain.write_bytes(lines(300))
        assert imported(workspace, plain)["known"] == 300
        assert stored(workspace) == before


def test_from_where_it_was_seen_is_said_once(tmp_path: Path) -> None:
    file = tmp_path / "it.json"
    file.write_bytes(lines(3))
    with office(tmp_path, lambda: CLOCK) as workspace:
        first = imported(workspace, file, place="inside")
        for again in (False, True):
            why = "it.json was imported on 2026-05-01 with the vantage inside, which cannot change"
            how = "to import it with the vantage internet, use another data folder"
            with pytest.raises(BadImport, match=f"{why}; {how}"):
                imported(workspace, file, place="internet", again=again)
        for place in ("", "inside"):
            known = imported(workspace, file, place=place)
            assert (known["state"], known["import"]) == ("already imported", first["import"])
        assert {json.loads(row)["place"] for row in stored(workspace)} == {"inside"}
        # Of another network it is another row.
        assert imported(workspace, file, realm="lab", place="internet")["stored"] == 3


def test_what_is_stored_is_masked_and_says_who_saw_it(tmp_path: Path) -> None:
    file = tmp_path / "it.json"
    file.write_bytes(lines(300))
    assert b"roe" in file.read_bytes()
    with office(tmp_path, lambda: CLOCK) as workspace:
        summary = imported(workspace, file)
        rows = [json.loads(row) for row in stored(workspace)]
        assert not any("roe" in json.dumps(row) for row in rows)
        assert {row["place"] for row in rows} == {"internet"}
        assert all(row["vantage"].startswith("shodan:") for row in rows)
        assert {row["scan"] for row in rows} == {summary["import"]}
        found = workspace.store.observations.search("", limit=1000)
        assert {o.clause for o in found} == {""}
        assert len(found) == len(rows)


def test_our_own_places_are_asked_for_every_row_and_each_claim_names_its_source(tmp_path: Path) -> None:
    (tmp_path / "ip-ranges.json").write_bytes(AWS)
    file = tmp_path / "it.json"
    bare = {"port": 80, "data": "x", "timestamp": "2026-03-01T04:05:06", "_shodan": {}}
    answer = [
        {**bare, "ip_str": "52.94.0.9"},
        {**bare, "ip_str": "52.94.0.10", "location": {"country_code": "FR"}, "org": "Example Org"},
        {**bare, "ip_str": "192.0.2.7"},
    ]
    file.write_text("".join(json.dumps(one) + "\n" for one in answer))
    with office(tmp_path, lambda: LATER) as workspace:
        places.import_ranges(workspace, places.RangeImport(path=tmp_path / "ip-ranges.json"))
        ours = {
            claim: [title, dated] for claim, title, dated in places.show(workspace, "52.94.0.9")[1].sources
        }
        assert imported(workspace, file)["stored"] == 3
        found = {
            str(o.endpoint.address): o.location for o in workspace.store.observations.search("", limit=10)
        }
    first, second, third = (found[str(one["ip_str"])] for one in answer)
    assert (first.country_code, first.cloud_provider) == ("US", "Amazon")
    assert {claim: [title, dated] for claim, title, dated in first.sources} == ours
    assert (second.country_code, second.org, second.cloud_provider) == ("FR", "Example Org", "Amazon")
    assert sorted(second.sources) == [
        ("cloud", *ours["cloud"]),
        ("country", "shodan", "2026-03-01"),
        ("org", "shodan", "2026-03-01"),
    ]
    assert (third.country_code, third.sources) == ("", ())


def test_bad_lines_are_counted_quoted_masked_and_stop_nothing(tmp_path: Path) -> None:
    good = lines(4).splitlines()
    future = json.dumps({**json.loads(good[3]), "timestamp": "2026-05-01T03:00:00"}).encode()
    raw = [
        good[0], b"no JSON of jane.roe@example.org \x1b[2J", b"", good[1],
        b'{"a":' * 3000 + b"1" + b"}" * 3000,
        b'{"data":"\xff\xfe"}', good[2][:-1] + b',"port":7}', future,
        b"open tcp 80 192.0.2.1 1772337906", good[2],
    ]  # fmt: skip
    file = tmp_path / "it.json"
    file.write_bytes(b"\n".join(raw))
    with office(tmp_path, lambda: CLOCK) as workspace:
        summary = imported(workspace, file)
        assert (summary["stored"], summary["bad"], summary["state"]) == (3, 6, "finished")
        assert sum(summary["reasons"].values()) == 6
        quotes = bad(workspace, summary)
        assert [quote["line"] for quote in quotes] == [2, 5, 6, 7, 8, 9]
        assert summary["first_bad"] == [quote for quote in quotes if quote["line"] != 9]
        assert (summary["quoted"], summary["bad_lines"].endswith(".bad.jsonl")) == (6, True)
        assert "jane" not in str(quotes)
        assert "\x1b" not in str(quotes)
        assert all(len(quote["excerpt"].encode()) <= 256 for quote in quotes)
        assert ["future" in quote["reason"] for quote in quotes].index(True) == 4
        folder = workspace.data / "imports"
        assert all(one.stat().st_mode & 0o77 == 0 for one in (folder, *folder.iterdir()))


def test_a_file_that_was_cut_is_said_to_be(tmp_path: Path) -> None:
    file = tmp_path / "it.json.gz"
    file.write_bytes(gzip.compress(lines(200))[:-2000])
    with office(tmp_path, lambda: CLOCK) as workspace:
        summary = imported(workspace, file)
        assert 0 < summary["stored"] < 200
        assert summary["reasons"][CUT] == 1
        assert (summary["state"], summary["why"]) == ("incomplete", CUT)
        again = imported(workspace, file)
        assert (again["state"], again["why"]) == ("already imported", CUT)
        file.write_bytes(gzip.compress(lines(200)))
        whole = imported(workspace, file)
        assert (whole["state"], whole["why"], len(stored(workspace))) == ("finished", "", 200)
        assert whole["known"] == summary["stored"]


def test_a_line_that_was_cut_is_said_to_be_also_where_the_import_was_killed_behind_it(tmp_path: Path) -> None:
    file = tmp_path / "it.json"
    file.write_bytes(lines(20)[:-30])
    with office(tmp_path, lambda: CLOCK) as workspace:
        summary = imported(workspace, file)
        assert (summary["state"], summary["why"], summary["stored"]) == ("incomplete", CUT_LINE, 19)
        [record] = Imports(workspace.store.records).list()
        ImportRecordWriter(Changes(workspace.store.records)).put(
            replace(record, state="running", why="", finished=None)
        )
        resumed = imported(workspace, file)
        assert (resumed["state"], resumed["why"], resumed["bad"]) == ("incomplete", CUT_LINE, 1)


def test_what_gave_no_row_is_looked_at_again(tmp_path: Path) -> None:
    file = tmp_path / "it.json"
    file.write_bytes(b'{"ip_str": "192.0.2.1", "port": 0}\n')
    with office(tmp_path, lambda: CLOCK) as workspace:
        for _ in range(2):
            summary = imported(workspace, file)
            assert (summary["state"], summary["stored"], summary["bad"]) == ("failed", 0, 1)
            assert len(bad(workspace, summary)) == 1


def test_a_list_needs_a_port_and_takes_a_time(tmp_path: Path) -> None:
    file = tmp_path / "addresses"
    file.write_text("192.0.2.1\n192.0.2.2\n")
    with office(tmp_path, lambda: CLOCK) as workspace:
        refused = imported(workspace, file)
        assert (refused["stored"], refused["bad"], refused["format"]) == (0, 2, "zmap")
        noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
        assert imported(workspace, file, port=8080, at=noon, realm="lab", place="loopback")["stored"] == 2
        rows = [json.loads(row) for row in stored(workspace)]
        assert {(row["port"], row["realm"], row["place"]) for row in rows} == {(8080, "lab", "loopback")}
        assert {row["timestamp"][:19] for row in rows} == {"2026-03-01 12:00:00"}


def test_it_goes_on_where_it_was_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from leftopen.service.ingest import reader, writer

    monkeypatch.setattr(reader, "UNIT", 20_000)
    monkeypatch.setattr(reader, "BLOCK", 20_000)
    monkeypatch.setattr(writer, "BATCH_BYTES", 50_000)
    file = tmp_path / "it.json"
    file.write_bytes(lines(200) + b"x\n" + lines(200, first=200))
    with office(tmp_path, lambda: CLOCK) as workspace:
        seen: list[ImportProgress] = []
        stopped: Line = import_file(workspace, ImportOptions(file=file), seen.append, lambda: len(seen) >= 5)
        assert stopped["state"] == "stopped"
        done = stopped["records"]
        assert isinstance(done, int)
        assert 0 < done < 401
        resumed: list[ImportProgress] = []
        whole: Line = import_file(workspace, ImportOptions(file=file), resumed.append, lambda: False)
        assert (whole["state"], whole["records"], whole["bad"]) == ("finished", 401, 1)
        assert resumed[1].resumed_at == stopped["records"]
        assert whole["stored"] == len(stored(workspace)) == 400
        assert [quote["line"] for quote in bad(workspace, whole)] == [201]


def test_a_file_of_less_than_a_batch_goes_on_behind_what_was_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from leftopen.service.ingest import reader

    monkeypatch.setattr(reader, "UNIT", 20_000)
    monkeypatch.setattr(reader, "BLOCK", 20_000)
    file = tmp_path / "it.json"
    file.write_bytes(lines(200))
    with office(tmp_path, lambda: CLOCK) as workspace:
        seen: list[ImportProgress] = []
        stopped: Line = import_file(workspace, ImportOptions(file=file), seen.append, lambda: len(seen) >= 3)
        assert stopped["state"] == "stopped"
        assert 0 < stopped["records"] == stopped["stored"] == len(stored(workspace)) < 200
        assert stopped["records"] == seen[-1].records, "what was read is stored"
        whole: Line = import_file(workspace, ImportOptions(file=file), ignored, lambda: False)
        assert (whole["state"], whole["stored"], whole["known"]) == ("finished", 200, 0)
        assert len(stored(workspace)) == 200


def test_so_little_that_it_is_one_unit_starts_no_other_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from leftopen.service.ingest import reader, workers

    started: list[str] = []

    class Watched(workers.Workers):
        def __init__(self, work: workers.WorkerConfig) -> None:
            started.append(work.format)
            super().__init__(work)

    monkeypatch.setattr(workers, "Workers", Watched)
    small, large = tmp_path / "small.json", tmp_path / "large.json"
    small.write_bytes(lines(100))
    large.write_bytes(lines(100, first=100))
    with office(tmp_path, lambda: CLOCK) as workspace:
        assert (imported(workspace, small)["stored"], started) == (100, [])
        monkeypatch.setattr(reader, "UNIT", 20_000)
        monkeypatch.setattr(reader, "BLOCK", 20_000)
        assert (imported(workspace, large)["stored"], started) == (100, ["shodan"])


def test_progress_begins_at_once_and_counts_what_is_stored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from leftopen.service.ingest import reader, writer

    monkeypatch.setattr(reader, "UNIT", 20_000)
    monkeypatch.setattr(reader, "BLOCK", 20_000)
    monkeypatch.setattr(writer, "BATCH_BYTES", 50_000)
    file = tmp_path / "it.json"
    file.write_bytes(lines(200))
    with office(tmp_path, lambda: CLOCK) as workspace:
        seen: list[ImportProgress] = []
        summary = import_file(workspace, ImportOptions(file=file), seen.append, lambda: False)
    size = file.stat().st_size
    assert (seen[0].file, seen[0].size, seen[0].records, seen[0].done) == ("it.json", size, 0, 0)
    assert [one.storing for one in seen] == [False] * (len(seen) - 1) + [True]
    assert all(one.done < size for one in seen), "the last rows are not stored yet"
    assert any(one.done for one in seen)
    assert (seen[-1].records, summary["stored"]) == (200, 200)


def test_what_is_stopped_behind_its_last_record_is_finished(tmp_path: Path) -> None:
    file = tmp_path / "it.json"
    file.write_bytes(lines(20))
    with office(tmp_path, lambda: CLOCK) as workspace:
        seen: list[ImportProgress] = []
        summary = import_file(workspace, ImportOptions(file=file), seen.append, lambda: len(seen) > 1)
        assert (summary["state"], summary["stored"]) == ("finished", 20)


@pytest.mark.parametrize(
    ("raw", "format", "why"),
    [
        (b"hello\n", "auto", "unknown file format"),
        (b"", "auto", "the file is empty"),
        (b"{}", "shadon", "unknown format"),
    ],
)
def test_what_can_not_be_imported_is_one_clear_line(
    tmp_path: Path, raw: bytes, format: str, why: str
) -> None:
    file = tmp_path / "it"
    file.write_bytes(raw)
    with office(tmp_path) as workspace, pytest.raises(BadImport, match=why):
        imported(workspace, file, format=format)
