"""Damaged and hostile containers: every document has one outcome, the loss is counted, and what was lost by a
reader is searched all the same."""

from __future__ import annotations

import base64
import gzip
import io
import zipfile
from pathlib import Path

import pytest

from leftopen.impact.assess.inventory import inventory
from leftopen.impact.assess.summary import AssessmentSummary
from leftopen.impact.assess.units.read_unit import UnitReader
from leftopen.model.assessment import Depth, Outcome
from tests.documents.old_office import excel, number, powerpoint, slide, word, workbook
from tests.documents.pst_files import Item, pst
from tests.documents.seven_zip_files import ENCRYPTED, PPMD, seven_zip
from tests.documents.tnef_files import tnef

SSN = "-".join(("891", "23", "4567"))
FROM = b"From jane@example.org Tue Jan  1 10:11:12 2019\n"
HEAD = b"From: jane.roe@one.example\nSubject: report\n"
MAIL = HEAD + b"\nhello\n"


def assessed(reader: UnitReader, path: Path) -> AssessmentSummary:
    """Of all units; every document is in exactly one count, and every failure has its reason."""
    found = inventory([path])
    sources = dict(enumerate(found.files))
    summary = AssessmentSummary()
    for unit in found.units:
        summary.add(reader.read(unit, sources, Depth.DEEP))
    assert sum(summary.outcomes.values()) == sum(summary.documents.values()) == summary.total
    for outcome in (Outcome.FAILED, Outcome.ENCRYPTED):
        listed = sum(one.outcome is outcome for one in summary.failures)
        assert listed + summary.unlisted >= summary.outcomes[outcome.value]
    assert all(one.why for one in summary.failures)
    return summary


def file(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder / name


def finds_ssn(summary: AssessmentSummary) -> bool:
    return "us_ssn" in summary.labels


def with_base64(data: bytes) -> bytes:
    head = b"MIME-Version: 1.0\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n"
    return HEAD + head + base64.b64encode(data).rstrip(b"=") + b"\n"


def nested(times: int) -> bytes:
    data = f"SSN: {SSN}".encode()
    for _ in range(times):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as made:
            made.writestr("a", data)
        data = out.getvalue()
    return data


@pytest.mark.parametrize("cut", [1, 30, 75, 120, 180])
def test_a_mailbox_that_is_cut_counts_the_mails_that_are_there(
    reader: UnitReader, tmp_path: Path, cut: int
) -> None:
    raw = (FROM + MAIL + b"\n") * 4
    summary = assessed(reader, file(tmp_path, "a.mbox", raw[cut:]))
    assert summary.outcomes["read"] == summary.total
    assert summary.total in (3, 4)
    assert summary.lost_mails(complete=True) == {}


@pytest.mark.parametrize(
    ("line", "mails"),
    [
        (b"From here on it is secret\n", 1),
        (b">From jane@example.org Tue Jan  1 10:11:12 2019\n", 1),
        (b"From jane@example.org Tue Jan  1 10:11:12 2019\nno header\n", 1),
        (FROM + HEAD, 2),
    ],
)
def test_four_forgeries_of_a_from_line_lose_nothing(
    reader: UnitReader, tmp_path: Path, line: bytes, mails: int
) -> None:
    """The last is what a mail would look like: it counts as one, in both counts, and is read."""
    raw = FROM + MAIL + b"\n" + line + f"SSN: {SSN}\n".encode()
    summary = assessed(reader, file(tmp_path, "a.mbox", raw))
    assert summary.outcomes == {"read": mails}
    assert summary.lost_mails(complete=True) == {}
    assert finds_ssn(summary), "what would be a header is searched too"


def test_base64_without_padding_is_read(reader: UnitReader, tmp_path: Path) -> None:
    for size in range(4):
        summary = assessed(
            reader, file(tmp_path, f"{size}.eml", with_base64(f"SSN: {SSN}".encode() + b" " * size))
        )
        assert finds_ssn(summary)


def test_a_lying_charset_loses_nothing(reader: UnitReader, tmp_path: Path) -> None:
    for at, charset in enumerate(("utf-16", "us-ascii", "x-none", "utf-7", "punycode", "cp65001", "cp500")):
        raw = HEAD + f"Content-Type: text/plain; charset={charset}\n\ncafé SSN: {SSN}\n".encode()
        assert finds_ssn(assessed(reader, file(tmp_path, f"{at}.eml", raw)))


def test_sixty_archives_inside_each_other(reader: UnitReader, tmp_path: Path) -> None:
    summary = assessed(reader, file(tmp_path, "a.zip", nested(60)))
    assert summary.outcomes == {"read": 17, "failed": 1}
    assert "16 documents inside each other" in summary.failures[0].why


def test_a_name_of_ten_thousand_characters(reader: UnitReader, tmp_path: Path) -> None:
    head = b'Content-Disposition: attachment; filename="' + b"x" * 10_000 + b'.txt"\n'
    raw = HEAD + b"MIME-Version: 1.0\nContent-Type: text/plain\n" + head + f"\nSSN: {SSN}\n".encode()
    assert finds_ssn(assessed(reader, file(tmp_path, "a.eml", raw)))


@pytest.mark.parametrize("at", range(1, 10))
def test_archives_cut_anywhere_count_the_loss(reader: UnitReader, tmp_path: Path, at: int) -> None:
    text = "".join(f"{number} SSN: {SSN}\n" for number in range(300)).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for number_of in range(5):
            made.writestr(f"{number_of}.txt", text)
    wholes = {
        "a.zip": out.getvalue(), "a.gz": gzip.compress(text), "a.7z": seven_zip({"a": text}),
        "a.doc": word([text.decode()]), "a.xls": excel(workbook([number(0, 0, 7)])),
        "a.ppt": powerpoint(slide(text.decode())), "a.pst": pst({"Inbox": [Item(properties={0x1000: SSN})]}),
        "winmail.dat": tnef({0x1000: text.decode()}),
    }  # fmt: skip
    for name, whole in wholes.items():
        path = file(tmp_path, name, whole[: len(whole) * at // 10])
        summary = assessed(reader, path)
        assert summary.outcomes["failed"] + summary.outcomes["carved"] >= 1, name
        path.unlink()


def test_what_is_encrypted_or_not_read_is_counted_as_that(reader: UnitReader, tmp_path: Path) -> None:
    file(tmp_path, "a.7z", seven_zip({"a": b"1", "b": b"2"}, ENCRYPTED))
    file(tmp_path, "b.7z", seven_zip({"a": b"1", "b": b"2", "c": b"3"}, PPMD))
    file(tmp_path, "c.doc", word(["noise"], flags=0x0100))
    file(tmp_path, "d.eml", HEAD + b"\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\n")
    summary = assessed(reader, tmp_path)
    assert summary.outcomes == {"read": 3, "encrypted": 4, "unread": 3}
    assert {one.why for one in summary.failures} == {
        "eml: a part that is encrypted by PGP",
        "seven_zip: a part with a password",
        "seven_zip: a part that no reader here reads",
        "Word with a password",
    }


def test_documents_in_the_bytes_of_a_damaged_file_are_found_with_their_place(
    reader: UnitReader, tmp_path: Path
) -> None:
    """A data file of Outlook that can't be opened, with a compressed document and a coded mail in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a.txt", f"SSN: {SSN}\n" * 40)
    head = b"!BDN" + bytes(1000)
    mail = b"MIME-Version: 1.0\n" + with_base64(f"SSN: {SSN}".encode())
    found = inventory([file(tmp_path, "a.pst", head + out.getvalue() + bytes(9) + mail)])
    read = reader.read(found.units[0], dict(enumerate(found.files)), Depth.DEEP)
    places = [one.place for one in read.found if any(value.label == "us_ssn" for value in one.values)]
    assert places == ["0:0/@1004/0", f"0:0/@{1004 + len(out.getvalue()) + 9}/0"]
    assert read.outcomes == {"carved": 1, "read": 4}


def test_a_million_tiny_mails_are_bounded_and_counted(reader: UnitReader, tmp_path: Path) -> None:
    """Here as one attachment, whose reader gives a bounded number of them; as a file of its own it is read
    mail by mail."""
    box = (FROM + b"To: a\n\n") * 21_000
    summary = assessed(reader, file(tmp_path, "a.eml", with_base64(box)))
    assert summary.outcomes["read"] + summary.outcomes["failed"] == 2 + 21_000
    assert summary.outcomes["failed"] >= 1_000
