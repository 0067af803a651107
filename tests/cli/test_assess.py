"""An assessment on the command line, from its plan to its end."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.cli.program import all_ran
from tests.contents.tesseract import required
from tests.durability.runs import Folder
from tests.formats.drawn_pages import SSN, drawn, saved

MAIL = (
    "From jane@example.org Tue Jan  1 10:11:12 2019\nFrom: jane.roe@example.mil\n"
    "Date: Tue, 01 Jan 2019 10:00:00 +0000\nSubject: {number}\n\nSSN: 891-23-{number:04}\n\n"
)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    folder = tmp_path / "store"
    folder.mkdir()
    (folder / "inbox.mbox").write_text("".join(MAIL.format(number=number) for number in range(1, 21)))
    (folder / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n....")
    return folder


def test_from_plan_to_delete(tmp_path: Path, store: Path) -> None:
    folder = Folder(root=tmp_path, settings={})
    plan, text, again, listed = all_ran(
        folder,
        [
            ["assess", str(store), "--plan"],
            ["assess", str(store), "--workers", "1"],
            ["assess", str(store), "--json"],
            ["assess", "list", "--json"],
        ],
    )
    assert plan.out.startswith("2 files, ")
    assert ", read in 2 parts\n  mailboxes: " in plan.out
    assert ".png: " in plan.out
    assert "triage (--triage): about " in plan.out
    assert "everything: about " in plan.out
    assert "us_ssn" in text.out
    assert "21 documents: # read 20 (95.2 %), . unread 1 (4.8 %)" in text.out
    assert "891-23-0001" not in text.out + again.out
    line = again.lines[-1]
    assert line["complete"]
    assert line["outcomes"] == {"read": 20, "failed": 0, "carved": 0, "encrypted": 0, "unread": 1}
    assert line["years"]["2019"] == 20
    assert line["mails_lost"] == {}
    ssn = next(one for one in line["holds"] if one["label"] == "us_ssn")
    assert (ssn["documents"], ssn["distinct"], ssn["severity"]) == (20, 20, "high")
    assert len(listed.lines) == 2
    (shown, deleted, left) = all_ran(
        folder,
        [
            ["assess", "show", str(line["id"])[:8]],
            ["assess", "delete", str(line["id"])],
            ["assess", "list", "--json"],
        ],
    )
    assert "us_ssn" in shown.out
    assert "is deleted" in deleted.err
    assert [one["id"] for one in left.lines] == [one["id"] for one in listed.lines if one["id"] != line["id"]]


def test_one_that_is_read_without_a_cage_says_so_when_it_starts_and_ever_after(
    tmp_path: Path, store: Path
) -> None:
    folder = Folder(root=tmp_path, settings={})
    caged, started, shown, line = all_ran(
        folder,
        [
            ["assess", str(store)],
            ["assess", str(store), "--uncaged", "--again"],
            ["assess", "show"],
            ["assess", "show", "--json"],
        ],
    )
    answer = "read without a cage"
    assert answer not in caged.out + caged.err
    assert f"documents are {answer}" in started.err
    assert f"(deep, {answer}): " in started.out
    assert f"(deep, {answer}): " in shown.out
    assert line.lines[0]["uncaged"] is True


def test_a_plan_as_json_stores_nothing(tmp_path: Path, store: Path) -> None:
    folder = Folder(root=tmp_path / "data", settings={})
    (plan,) = all_ran(folder, [["assess", str(store), "--plan", "--workers", "4", "--json"]])
    [line] = plan.lines
    assert (line["files"], line["units"], line["workers"]) == (2, 2, 4)
    assert line["kinds"] == {"mailboxes": line["bytes"] - 12, ".png": 12}
    for depth in ("triage", "deep"):
        assert line[depth]["sample_bytes"] == line["bytes"]
        assert line[depth]["seconds"] >= 0
        assert line[depth]["result_bytes"] > 0
    assert not list(tmp_path.rglob("assessments"))


def test_pictures_are_read_where_that_is_asked_for(tmp_path: Path, store: Path) -> None:
    required()
    (store / "scan.png").write_bytes(saved(drawn()))
    folder = Folder(root=tmp_path, settings={})
    without, triage, text, whole, hits, listed = all_ran(
        folder,
        [
            ["assess", str(store)],
            ["assess", str(store), "--ocr", "--triage"],
            ["assess", str(store), "--ocr"],
            ["assess", "show", "--json"],
            ["assess", "review", "--place", "2", "--context", "--json"],
            ["assess", "list"],
        ],
    )
    assert "2 pictures were not read; to read them: --ocr" in without.out
    assert (triage.code, text.code) == (2, 0)
    assert "--ocr needs a deep assessment" in triage.err
    assert "(deep): finished, but parts were not read" in without.out
    assert "(deep, pictures): finished, but parts were not read" in text.out
    # A narrow table breaks the cell.
    assert (listed.out.count("deep,"), listed.out.count("deep")) == (1, 2)
    # The other is a head without a picture.
    assert "photo.png: image: damaged" in text.out
    assert "not read; " not in text.out
    [line] = whole.lines
    assert (line["ocr"], line["pictures_unread"], line["outcomes"]["read"]) == (True, 0, 21)
    assert {one["label"] for one in line["holds"]} >= {"us_ssn", "dod_id", "iban", "mil_address"}
    assert SSN not in without.out + text.out + whole.out + hits.out
    assert {one["label"] for one in hits.lines if "label" in one} >= {"us_ssn"}


def test_errors_are_one_line(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path, settings={})
    missing, empty, unknown = all_ran(
        folder,
        [
            ["assess", str(tmp_path / "nothing")],
            ["assess", str(tmp_path), "--case", "abc"],
            ["assess", "show", "abc"],
        ],
    )
    assert (missing.code, missing.err.count("\n")) == (1, 1)
    assert "does not exist" in missing.err
    assert empty.code == 1
    assert unknown.code == 1


def test_people_of_whom_nobody_is_known_are_counted_and_the_empty_list_says_why(tmp_path: Path) -> None:
    numbers = tmp_path / "numbers"
    numbers.mkdir()
    (numbers / "list.txt").write_text("ssn list\n519-44-7501\n519-44-7502\n519-44-7503\n")
    _, answer = all_ran(Folder(root=tmp_path, settings={}), [["assess", str(numbers)], ["assess", "people"]])
    count, why = answer.out.splitlines()
    assert count.startswith("people: 3 (")
    assert why == "the list is empty: the values could not be matched to people"


ROSTER = """Name,SSN,DOB,E-mail,Spouse Name,Spouse SSN
"Roe, Jane Q",891-23-0001,02/03/1980,jane.roe@example.mil,,
"Poe, Luke",891-23-0002,04/05/1970,luke.poe@example.mil,"Poe, Anna",891-23-0003
"""


def test_the_people(tmp_path: Path, store: Path) -> None:
    (store / "roster.csv").write_text(ROSTER)
    (store / "copy.csv").write_text(ROSTER)
    (store / "loose.csv").write_text("Name,Telephone\nJane Roe,202-555-0142\n")
    folder = Folder(root=tmp_path, settings={})
    summary, text, as_json, as_csv, only, other, wrong = all_ran(
        folder,
        [
            ["assess", str(store), "--json"],
            ["assess", "people"],
            ["assess", "people", "--format", "json"],
            ["assess", "people", "--format", "csv"],
            ["assess", "people", "--holds", "birth_date", "--json"],
            ["assess", "people", "--holds", "no_such_kind"],
            ["assess", "people", "--format", "xml"],
        ],
    )
    people = summary.lines[-1]["people"]
    # Of the store a part could not be read; each of the 17 numbers stands alone, which is doubtful.
    assert (people["count"], people["at_least"], people["at_most"]) == (3, 3, None)
    assert people["holds"]["us_ssn"] == 3
    assert people["unlinked"]["us_ssn"] == 17
    assert text.out.startswith("people: 3 (at least 3, at most not known)\n")
    assert "values not matched to people, so not on the list: " in text.err
    assert "us_ssn: 17" in text.err
    anna = next(one for one in as_json.lines if one["roles"] == ["relative"])
    assert (anna["name"], anna["documents"], anna["places"]) == ("A*** P**", 1, ["0"])
    jane = next(one for one in as_json.lines if "2019" in str(one["since"]))
    assert jane["found_in"] == ["sender of a mail", "table row"]
    assert [(join["by"], join["strength"]) for join in jane["joins"]] == [("email_address", "strong")]
    assert len(as_csv.out.splitlines()) == 5
    assert {one["strength"] for one in only.lines} == {"strong"}
    assert len(only.lines) == 2
    assert other.out.startswith("people with no_such_kind: 0 (at least 0, at most not known); ")
    assert "the kinds of data here: " in other.err
    assert "us_ssn" in other.err
    assert wrong.code == 2
    shown = "".join(one.out for one in (summary, text, as_json, as_csv)).lower()
    assert all(
        raw not in shown for raw in ("jane", "luke", "anna", "891-23", "8912300", "555-0142", "1980-02-03")
    )


def test_nothing_raw_is_stored(tmp_path: Path, store: Path) -> None:
    import zstandard

    (store / "roster.csv").write_text(ROSTER)
    folder = Folder(root=tmp_path, settings={})
    all_ran(folder, [["assess", str(store)], ["assess", "people"]])
    files = [one for one in tmp_path.rglob("assessments/**/*") if one.is_file()]
    assert len(files) > 3
    for file in files:
        content = file.read_bytes()
        if file.suffix == ".zst":
            content = zstandard.ZstdDecompressor().decompress(content)
        for raw in (b"roe", b"jane", b"luke", b"891-23", b"8912300", b"1980-02-03", b"02/03/1980"):
            assert raw not in content.lower(), (file.name, raw)


def test_nothing_found_says_what_was_not_read(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for path in (one, other):
        path.mkdir()
        (path / "a.txt").write_text("hello")
    (other / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n....")
    folder = Folder(root=tmp_path / "data", settings={})
    read, unread = all_ran(folder, [["assess", str(path), "--workers", "1"] for path in (one, other)])
    found = "no known kind of data was found"
    assert (found in read.out, f"{found} in" in read.out) == (True, False)
    assert f"{found} in what could be read (1 document could not)" in unread.out


WITHOUT = (
    "from leftopen.contents.cage import cage\n"
    "cage.landlock.version = lambda: 0\n"
    "cage.TRIAL = 'import sys; sys.exit(1)'\n"
    "from leftopen.cli import main; main()"
)


@pytest.mark.parametrize("words", [["--plan"], ["--workers", "1"]])
def test_on_a_machine_without_a_cage_it_is_refused_in_one_line_unless_uncaged(
    tmp_path: Path, words: list[str]
) -> None:
    store = tmp_path / "store"
    store.mkdir()
    (store / "note.txt").write_text("SSN: 891-23-4567")
    own = {"LEFTOPEN_DATA": str(tmp_path / "data"), "LEFTOPEN_CONFIG": str(tmp_path / "config")}

    def ran(*more: str, **environ: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", WITHOUT, "assess", str(store), *words, *more]
        return subprocess.run(
            command, env=os.environ | own | environ, capture_output=True, text=True, timeout=120
        )

    refused = ran("--quiet")
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1), refused.stderr
    assert "this machine cannot read documents in a cage" in refused.stderr
    assert "--uncaged" in refused.stderr
    assert ran("--uncaged").returncode == 0
    assert ran(LEFTOPEN_UNCAGED="yes").returncode == 0


def test_what_was_not_read_is_named_in_text_and_json(tmp_path: Path) -> None:
    """Beside a loss nothing is complete, and no share is rounded to all or nothing."""
    store = tmp_path / "store"
    store.mkdir()
    (store / "inbox.mbox").write_text("".join(MAIL.format(number=number) for number in range(1, 2001)))
    (store / "cut.gz").write_bytes(gzip.compress(b"a line of text\n" * 100)[:-20])
    (store / "link").symlink_to(store / "inbox.mbox")
    os.mkfifo(store / "pipe")
    folder = Folder(root=tmp_path / "data", settings={})
    first, shown, line = all_ran(
        folder,
        [["assess", str(store), "--workers", "1"], ["assess", "show"], ["assess", "show", "--json"]],
    )
    assert "100.0 %" not in first.out + shown.out
    assert "complete" not in first.out + shown.out
    assert "finished, but parts were not read" in shown.out
    for name in ("link", "pipe"):
        assert f"skipped {store / name}: not a regular file" in shown.out
        assert f"{first.out}{first.err}".count(f"{store / name}: not a regular file") == 1
    [answer] = line.lines
    assert (answer["complete"], answer["whole"]) == (True, False)
    assert [(Path(one["path"]).name, one["documents"]) for one in answer["losses"]] == [("cut.gz!cut", 1)]
    assert {Path(one["path"]).name for one in answer["skipped_files"]} == {"link", "pipe"}


def test_an_archive_is_unpacked_and_its_mails_are_counted(tmp_path: Path) -> None:
    """Interrupted or not: a second look at a mail in it unpacks it again."""
    store, scratch = tmp_path / "store", tmp_path / "scratch"
    store.mkdir()
    scratch.mkdir()
    noise = os.urandom(600_000).hex()
    mails = "".join(MAIL.format(number=number) for number in range(1, 21)) + noise + "\n"
    with zipfile.ZipFile(store / "takeout.zip", "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("more.bin", os.urandom(800_000))
        made.writestr("all.mbox", mails)
    folder = Folder(root=tmp_path / "data", settings={})
    read, review = all_ran(
        folder,
        [
            ["assess", str(store), "--workers", "1", "--scratch", str(scratch), "--json"],
            ["assess", "review", "--context", "--limit", "1"],
        ],
    )
    line = read.lines[-1]
    assert line["years"]["2019"] == 20
    assert line["kinds"]["zip"] == 1
    assert (line["files"], line["bytes"]) == (1, (store / "takeout.zip").stat().st_size)
    assert list(scratch.iterdir()) == []
    assert "SSN: " in review.out
