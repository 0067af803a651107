"""What a limit kept out is counted, with its place and its reason, and is nowhere called read or clean."""

from __future__ import annotations

import gzip
import io
import random
import zipfile
from pathlib import Path

import pytest

from leftopen.formats import bounded_stream, zip_archive
from leftopen.impact.assess import inventory as inventory_module
from leftopen.impact.assess.inventory import inventory
from leftopen.impact.assess.summary import AssessmentSummary
from leftopen.impact.assess.units.read_unit import UnitReader
from leftopen.model.assessment import Depth, Failure, Outcome, UnitResult
from tests.impact.assess.units.test_read_unit import FROM, mail

SSN = "-".join(("891", "23", "4567"))
LINE = "a line of a log that is like every other one and holds nothing at all\n"


def read(reader: UnitReader, path: Path) -> tuple[AssessmentSummary, list[UnitResult]]:
    found, whole = inventory([path]), AssessmentSummary()
    results = [reader.read(unit, dict(enumerate(found.files)), Depth.DEEP) for unit in found.units]
    for one in results:
        whole.add(one)
    return whole, results


def zipped(method: int = zipfile.ZIP_DEFLATED, **members: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, text in members.items():
            made.writestr(name, text)
    return out.getvalue()


def test_a_member_of_a_small_zip_that_shrinks_a_lot_is_read_whole(reader: UnitReader, tmp_path: Path) -> None:
    (tmp_path / "dump.zip").write_bytes(zipped(sql=LINE * 20_000 + f"SSN: {SSN}\n"))
    found, _ = read(reader, tmp_path)
    assert found.labels["us_ssn"].documents == 1
    assert found.outcomes == {"read": 2}


def test_every_document_that_is_not_read_is_a_loss_with_a_reason_or_a_picture(
    reader: UnitReader, tmp_path: Path
) -> None:
    (tmp_path / "talk.mp3").write_bytes(b"ID3" + bytes(99))
    (tmp_path / "walk.mkv").write_bytes(b"\x1aE\xdf\xa3" + bytes(99))
    (tmp_path / "scan.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(99))
    (tmp_path / "mails.zip").write_bytes(zipped(**{"note.txt": LINE, "talk.mp3": "ID3" + LINE}))
    found, _ = read(reader, tmp_path)
    assert (found.outcomes["read"], found.outcomes["unread"], found.pictures) == (2, 4, 1)
    assert sum(one.documents for one in found.lost()) == found.total - found.outcomes["read"] - found.pictures
    assert {one.why for one in found.lost()} == {"sound: not searched", "video: not searched"}


def test_a_zip_that_grows_a_lot_is_read_whole(reader: UnitReader, tmp_path: Path) -> None:
    """Ordinary logs shrink to a twenty-fourth; together they are beyond 8 MiB and 16 times what is packed."""
    rng = random.Random(1)
    lines = [f"192.0.2.1 - - [{rng.getrandbits(32):x}] GET /{'index' * 30}\n" for _ in range(60_000)]
    packed = zipped(a="".join(lines), b="".join(lines) + f"SSN: {SSN}\n", c=f"SSN: {SSN}\n")
    assert 16 * len(packed) < 2 * len("".join(lines))
    (tmp_path / "logs.zip").write_bytes(packed)
    found, _ = read(reader, tmp_path)
    assert found.labels["us_ssn"].documents == 2
    assert found.outcomes["failed"] == 0


@pytest.mark.parametrize("kind", ["zip", "gz"])
def test_what_a_limit_cut_is_failed_with_place_and_reason(
    reader: UnitReader, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zip_archive, "FREE", 1000)
    monkeypatch.setattr(zip_archive, "RATIO", 2)
    monkeypatch.setattr(bounded_stream, "FREE", 1000)
    monkeypatch.setattr(bounded_stream, "RATIO", 2)
    packed = zipped(a=LINE * 1000) if kind == "zip" else gzip.compress(LINE.encode() * 1000)
    (tmp_path / f"a.{kind}").write_bytes(packed)
    found, (first, *_) = read(reader, tmp_path)
    assert found.outcomes == {"read": 1, "failed": 1}
    [loss] = found.lost()
    assert (loss.file, loss.outcome, loss.documents) == (0, Outcome.FAILED, 1)
    assert "a limit kept the rest of it out" in loss.why
    assert [one.place for one in found.failures] == ["0/0"]
    assert [one.kind for one in first.clean_sample] == []


def test_members_that_a_whole_zip_has_no_room_for_are_counted(
    reader: UnitReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zip_archive.Archive.__init__, "__defaults__", (1000, 2000))
    monkeypatch.setattr(zip_archive, "MOST", 1000)
    (tmp_path / "a.zip").write_bytes(zipped(a="one " * 250, b="two", c="three"))
    found, _ = read(reader, tmp_path)
    assert found.outcomes == {"read": 2, "failed": 2}
    assert [(one.why, one.documents) for one in found.lost()] == [("zip: beyond what is read of one", 2)]


def test_long_text_in_a_mail_is_searched_to_its_end(reader: UnitReader, tmp_path: Path) -> None:
    long = (LINE * 70_000 + f"SSN: {SSN}\n").encode()
    (tmp_path / "att.mbox").write_bytes(FROM + mail("see the log", ("a.log", long)) + b"\n")
    found, _ = read(reader, tmp_path)
    assert found.labels["us_ssn"].documents == 1
    assert (found.outcomes["read"], found.outcomes["failed"]) == (found.total, 0)


def test_what_was_read_in_part_is_never_in_the_clean_sample(reader: UnitReader, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<html><p>" + LINE * 70_000 + "</p></html>")
    found, (first, *_) = read(reader, tmp_path)
    assert (first.clean, first.clean_sample) == (0, ())
    assert found.outcomes == {"carved": 1, "failed": 1}
    assert [(one.outcome.value, one.why) for one in found.lost()] == [
        ("failed", "html: beyond what is read of one"),
        ("carved", "html: read in part"),
    ]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA], ids=["bzip2", "lzma"])
def test_other_ways_to_pack_a_zip(reader: UnitReader, tmp_path: Path, method: int) -> None:
    (tmp_path / "a.zip").write_bytes(zipped(method, a=LINE * 100 + f"SSN: {SSN}\n", b="short"))
    found, _ = read(reader, tmp_path)
    assert found.labels["us_ssn"].documents == 1
    assert found.outcomes == {"read": 3}


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA], ids=["bzip2", "lzma"])
def test_other_ways_to_pack_that_are_damaged_are_counted(
    reader: UnitReader, tmp_path: Path, method: int
) -> None:
    raw = bytearray(zipped(method, a="".join(f"{number}\n" for number in range(9000))))
    raw[len(raw) // 2] ^= 0xFF
    (tmp_path / "a.zip").write_bytes(raw)
    found, _ = read(reader, tmp_path)
    assert found.outcomes["read"] == 1
    assert found.outcomes["failed"] + found.outcomes["carved"] == 1


def test_losses_of_an_earlier_version_are_those_that_it_listed() -> None:

    old = UnitResult(
        number=0,
        outcomes={"failed": 3},
        documents={},
        years={},
        failures=(Failure(place="2:5/1", outcome=Outcome.FAILED, why="cut"),),
        unlisted=2,
    )
    whole = AssessmentSummary()
    whole.add(old)
    assert sorted((one.file, one.documents) for one in whole.lost()) == [(-1, 2), (2, 1)]


def test_a_file_that_is_larger_than_its_reader_takes_is_a_loss(
    reader: UnitReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pieces of an archive show little of it; pieces of a text are all of it."""
    monkeypatch.setattr(inventory_module, "WHOLE", 1000)
    (tmp_path / "a.zip").write_bytes(zipped(zipfile.ZIP_STORED, a=LINE * 100))
    (tmp_path / "b.log").write_text(LINE * 100)
    found, _ = read(reader, tmp_path)
    assert [(one.file, one.documents) for one in found.lost() if one.outcome is Outcome.FAILED] == [(0, 1)]
    assert found.outcomes == {"failed": 1, "carved": 2}
