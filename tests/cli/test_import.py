"""`leftopen import` as a person and a program meet it."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from leftopen.cli import build
from leftopen.service.ingest import run
from leftopen.service.ingest.run import ImportOptions
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records import Records
from leftopen.store.records.entities.identity.audit import Audit
from tests.cli.program import ran
from tests.durability.runs import Folder
from tests.imports import test_masscan
from tests.imports.banners import lines


def leftopen(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    answer = ran(Folder(root=folder, settings={}), *words)
    assert isinstance(answer.code, int)
    return subprocess.CompletedProcess([*words], answer.code, answer.out, answer.err)


def test_a_file_is_told_of_in_one_line_and_its_bad_lines_are_quoted(tmp_path: Path) -> None:
    file = tmp_path / "shodan.json.gz"
    file.write_bytes(gzip.compress(lines(50) + b"not \x1b[2J a line\n"))
    first = leftopen(tmp_path, "import", str(file))
    assert first.returncode == 0, first.stderr
    answer = first.stdout.splitlines()
    assert answer[0].startswith("shodan.json.gz: finished, shodan, 50 rows new, 0 known, 1 bad line, in ")
    assert answer[1].startswith("  1 line: not valid JSON, first: line 51: not ")
    [side] = (tmp_path / "data" / "imports").glob("*.bad.jsonl")
    assert answer[2] == f"  rejected lines: 1, saved in {side}"
    assert "\x1b" not in first.stdout
    again = leftopen(tmp_path, "import", str(file))
    assert (again.returncode, again.stdout.count("\n")) == (0, 1)
    assert again.stdout.startswith("shodan.json.gz: already imported on ")
    assert "50 rows are stored; nothing to do (use --again to import it again)" in again.stdout
    found = leftopen(tmp_path, "search", "port:1024", "--json")
    assert [json.loads(line)["port"] for line in found.stdout.splitlines()] == [1024]


def test_an_import_that_failed_is_in_the_audit_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<html>jane.roe@example.org</html>")
    (tmp_path / "bad.jsonl").write_text("{no\n{no\n")
    assert leftopen(tmp_path, "import", str(tmp_path / "nowhere")).returncode == 1
    assert not (tmp_path / "data").exists(), "a misspelt name makes no data folder"
    leftopen(tmp_path, "org", "list")
    for name in ("page.html", "nowhere"):
        assert leftopen(tmp_path, "import", str(tmp_path / name)).returncode == 1
    assert leftopen(tmp_path, "import", "--format", "naabu", str(tmp_path / "bad.jsonl")).returncode == 1
    with Records.open(tmp_path / "data") as records:
        found = {one.subject: one.clause for one in Audit(records).list(10) if one.what == "import failed"}
    assert set(found) == {"page.html", "nowhere", "bad.jsonl"}
    assert "jane.roe" not in found["page.html"]
    assert all(found.values())


def test_what_was_cut_is_no_success_and_says_so_first(tmp_path: Path) -> None:
    file = tmp_path / "cut.json.gz"
    file.write_bytes(gzip.compress(lines(50))[:-400])
    first = leftopen(tmp_path, "import", str(file))
    cut = "cut.json.gz: INCOMPLETE: compressed data is truncated"
    assert (first.returncode, first.stdout.splitlines()[0].startswith(cut)) == (1, True), first.stdout
    again = leftopen(tmp_path, "import", str(file))
    assert (again.returncode, again.stdout.splitlines()[0].startswith(cut)) == (1, True), again.stdout


def test_a_program_gets_one_object_for_each_file(tmp_path: Path) -> None:
    files = [tmp_path / "a.json", tmp_path / "b.json"]
    files[0].write_bytes(lines(20))
    files[1].write_bytes(lines(30, first=20))
    ran = leftopen(tmp_path, "import", *map(str, files), "--json", "--quiet")
    assert (ran.returncode, ran.stderr) == (0, "")
    found = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [(one["type"], one["file"], one["stored"]) for one in found[:2]] == [
        ("summary", "a.json", 20),
        ("summary", "b.json", 30),
    ]
    assert found[2:] == [
        {"type": "files", "files": 2, "imported": 2, "incomplete": 0, "failed": 0, "not imported": 0}
    ]


def test_what_gives_nothing_is_no_success_however_often_it_is_given(tmp_path: Path) -> None:
    file = tmp_path / "list"
    file.write_text("192.0.2.1\n192.0.2.2\n")
    for _ in range(2):
        ran = leftopen(tmp_path, "import", str(file))
        assert ran.returncode == 1
        assert ran.stdout.startswith("list: NOTHING IMPORTED: the file contains no valid rows, zmap, ")
        assert "no port (set --port)" in ran.stdout
    answer = leftopen(
        tmp_path, "import", str(file), "--port", "443", "--at", "2026-03-01", "--seen-from", "internet"
    )
    assert (answer.returncode, "2 rows new" in answer.stdout) == (0, True)


NMAP, MASSCAN = (
    '<nmaprun scanner="nmap" start="1782907200">',
    '<nmaprun scanner="masscan" start="1782907200">',
)
CLOSED = (
    '<host endtime="1782907201"><address addr="192.0.2.1" addrtype="ipv4"/><ports>'
    '<port protocol="tcp" portid="22"><state state="closed"/></port></ports></host>'
)


@pytest.mark.parametrize(
    ("text", "format"),
    [
        (f"{NMAP}{CLOSED}</nmaprun>", "nmap"),
        (f"{NMAP}</nmaprun>", "nmap"),
        (f"{MASSCAN}</nmaprun>", "masscan"),
    ],
)
def test_a_scan_that_found_nothing_open_is_a_success_and_says_so(
    tmp_path: Path, text: str, format: str
) -> None:
    file = tmp_path / "scan.xml"
    file.write_text(text)
    for _ in range(2):
        ran = leftopen(tmp_path, "import", str(file))
        assert (ran.returncode, ran.stdout.count("\n")) == (0, 1), ran.stderr
        assert ran.stdout.startswith(f"scan.xml: finished, no open ports in the file, {format}, 0 rows new,")


def test_of_a_scan_that_was_cut_nobody_knows_whether_anything_is_open(tmp_path: Path) -> None:
    file = tmp_path / "scan.xml"
    file.write_text(f"{NMAP}{CLOSED}")
    ran = leftopen(tmp_path, "import", str(file))
    assert ran.returncode == 1
    assert ran.stdout.startswith("scan.xml: INCOMPLETE: the file is truncated, nmap, 0 rows new,")


def test_a_masscan_that_was_killed_gives_its_rows_and_says_so(tmp_path: Path) -> None:
    file = tmp_path / "scan.json"
    file.write_bytes(test_masscan.JSON[: test_masscan.JSON.index(test_masscan.FINISHED)])
    for answer in ("masscan, 2 rows new,", "already imported on"):
        ran = leftopen(tmp_path, "import", str(file))
        assert ran.returncode == 1
        assert ran.stdout.startswith("scan.json: INCOMPLETE: the file is truncated")
        assert answer in ran.stdout


def test_wrong_words(tmp_path: Path) -> None:
    assert leftopen(tmp_path, "import", "x", "--seen-from", "above").returncode == 2
    gone = leftopen(tmp_path, "import", str(tmp_path / "none"))
    assert gone.returncode == 1
    assert gone.stderr.count("\n") == 1


def test_a_file_that_cannot_be_imported_stops_no_other(tmp_path: Path) -> None:
    scans = tmp_path / "scans"
    (scans / "below").mkdir(parents=True)
    (scans / "a.txt").write_text("hello\n")
    (scans / ".hidden").write_text("hello\n")
    (scans / "below" / "b.json").write_bytes(lines(5))
    (scans / "c.json").write_bytes(gzip.compress(lines(50))[:-400])
    (scans / "d.xml").write_text("<NessusClientData_v2>")
    (scans / "e.jsonl").write_bytes(lines(1).replace(b'"ip_str": "', b'"ip_str": "x'))
    missing = str(tmp_path / "none")
    ran = leftopen(tmp_path, "import", str(scans), missing)
    assert ran.returncode == 1
    answer = ran.stdout.splitlines()
    assert answer[0].startswith(f"a.txt: NOT IMPORTED: cannot import {scans / 'a.txt'}: unknown file format")
    assert answer[1].startswith("d.xml: NOT IMPORTED: ")
    assert "looks like a Nessus file" in answer[1]
    assert answer[2].startswith("none: NOT IMPORTED: ")
    assert "b.json: finished, shodan, 5 rows new" in ran.stdout
    assert "c.json: INCOMPLETE" in ran.stdout
    assert answer[-1] == "6 files: 1 imported, 1 incomplete, 1 failed, 3 not imported"
    again = leftopen(tmp_path, "import", str(scans / "a.txt"), str(scans / "below"), "--json", "--quiet")
    assert again.returncode == 1
    found = [json.loads(line) for line in again.stdout.splitlines()]
    assert [(one["file"], one["state"]) for one in found[:-1]] == [
        ("a.txt", "not imported"), ("b.json", "already imported"),
    ]  # fmt: skip
    assert found[-1] == {
        "type": "files", "files": 2, "imported": 1, "incomplete": 0, "failed": 0, "not imported": 1,
    }  # fmt: skip


def test_all_files_are_checked_before_anything_is_opened(tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_text("hello\n")
    (tmp_path / "empty").mkdir()
    ran = leftopen(tmp_path, "import", str(tmp_path / "none"), str(bad))
    assert (ran.returncode, ran.stdout.count("NOT IMPORTED")) == (1, 2), ran.stderr
    assert "none of the 2 files can be imported" in ran.stderr
    ran = leftopen(tmp_path, "import", str(tmp_path / "empty"))
    assert (ran.returncode, ran.stderr.count("\n")) == (1, 1)
    assert "contains no files" in ran.stderr
    assert not (tmp_path / "data").exists()


def test_ctrl_c_in_the_last_unit_of_a_file_begins_no_other_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEFTOPEN_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("LEFTOPEN_DATA", str(tmp_path / "data"))
    files = [tmp_path / "a.json", tmp_path / "b.json"]
    for file in files:
        file.write_bytes(lines(5))
    begun: list[str] = []

    def finished_all_the_same(
        workspace: Workspace, wanted: ImportOptions, *rest: object
    ) -> dict[str, object]:
        begun.append(wanted.file.name)
        os.kill(os.getpid(), signal.SIGINT)
        return {
            "state": "finished", "why": "", "file": wanted.file.name, "format": "shodan", "stored": 5,
            "known": 0,
            "bad": 0, "seconds": 1.0, "reasons": {}, "faults": {}, "first_bad": [], "quoted": 0,
        }  # fmt: skip

    monkeypatch.setattr(run, "import_file", finished_all_the_same)
    ran = CliRunner().invoke(build(), ["import", *map(str, files)])
    assert (ran.exit_code, begun) == (130, ["a.json"])


def test_what_is_no_regular_file_is_one_clear_line_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (str(tmp_path / "pipe"), "/dev/zero"):
        ran = leftopen(tmp_path, "import", path)
        assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (1, "", 1), ran.stderr
        assert path in ran.stderr
