"""One unit to its result: every document has one outcome, and nothing in the result is a value."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import msgspec
import pikepdf
import pytest

from leftopen.impact.assess.inventory import inventory, split_units
from leftopen.impact.assess.summary import AssessmentSummary
from leftopen.impact.assess.units.read_unit import UnitReader
from leftopen.impact.assess.units.unit_files import GREW
from leftopen.impact.people.mention_index import MentionIndex
from leftopen.model.assessment import Depth, UnitKind, UnitResult
from leftopen.model.reader import Document, Reader
from tests.documents.pdf_forms import SF86_FIELDS, SF86_PAGE, form
from tests.impact.people.joined import affected

SSN = "-".join(("891", "23", "4567"))
FROM = b"From jane@example.org Tue Jan  1 10:11:12 2019\n"


def mail(text: str = "hello", *attachments: tuple[str, bytes]) -> bytes:
    made = EmailMessage()
    made["From"], made["To"] = "jane.roe@example.mil", "john.doe@example.org"
    made["Subject"], made["Date"] = "report", "Tue, 01 Jan 2019 10:00:00 +0000"
    made.set_content(text)
    for name, data in attachments:
        made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return out.getvalue()


def results(
    reader: UnitReader, path: Path, depth: Depth = Depth.DEEP, skip: set[tuple[int, int]] | None = None
) -> list[UnitResult]:
    found = inventory([path])
    sources = dict(enumerate(found.files))
    return [reader.read(unit, sources, depth, skip or set()) for unit in found.units]


def test_a_mailbox(reader: UnitReader, tmp_path: Path) -> None:
    inner = zipped(a=f"SSN: {SSN}".encode(), b=b"\x89PNG\r\n\x1a\n...")
    file = tmp_path / "inbox.mbox"
    file.write_bytes(
        FROM + mail("no number here") + b"\n" + FROM + mail("see the archive", ("a.zip", inner)) + b"\n"
    )
    read, digest = results(reader, file)
    assert read.outcomes == {"read": 4, "unread": 1}
    assert read.documents == {"eml": 2, "zip": 1, "text": 1, "image": 1}
    assert read.years == {"2019": 2}
    assert read.mails == digest.mails == {"0": 2}
    found = [one for one in read.found if any(value.label == "us_ssn" for value in one.values)]
    second = file.read_bytes().index(FROM, 1)
    assert [(one.place, one.kind, one.year) for one in found] == [(f"0:{second}/0/0", "text", 2019)]
    assert digest.sha256.keys() == {"0"}


def test_a_mail_has_its_year_behind_however_many_recipients(reader: UnitReader, tmp_path: Path) -> None:
    file = tmp_path / "list.eml"
    file.write_bytes(b"To: " + b",\n ".join(b"p%d@example.org" % at for at in range(3000)) + b"\n" + mail())
    [read, *_] = results(reader, file)
    assert read.years == {"2019": 1}


def test_a_mail_in_an_archive_has_its_own_year_and_so_has_what_is_attached(
    reader: UnitReader, tmp_path: Path
) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(zipped(one=zipped(two=mail("x", ("a.txt", f"SSN: {SSN}".encode())))))
    [read, *_] = results(reader, file)
    assert {one.kind: one.year for one in read.found} == {"eml": 2019, "text": 2019}


def test_no_value_is_in_the_result(reader: UnitReader, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(f"Jane Roe, SSN: {SSN}, jane.roe@example.mil")
    read, _ = results(reader, tmp_path)
    packed = msgspec.json.encode(read).decode()
    assert {value.label for one in read.found for value in one.values} >= {"us_ssn", "mil_address"}
    assert SSN not in packed
    assert SSN.replace("-", "") not in packed
    assert "jane.roe" not in packed


def test_every_document_has_one_outcome(reader: UnitReader, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(
        mail("hello", ("key.bin", b"Salted__12345678"), ("b.bin", b"\0\1\2 noise"), ("c.txt", b"text"))
    )
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7 broken")
    read, _ = results(reader, tmp_path)
    assert sum(read.outcomes.values()) == sum(read.documents.values())
    assert read.outcomes["encrypted"] == 1
    assert read.outcomes["carved"] == 2
    assert "OpenSSL" in {one.why for one in read.failures}


def test_a_triage_reads_only_names_of_attachments(reader: UnitReader, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(mail("hello", ("a.txt", f"SSN: {SSN}".encode())))
    read, _ = results(reader, tmp_path, Depth.TRIAGE)
    assert read.outcomes == {"read": 1, "unread": 1}
    assert not any(value.label == "us_ssn" for one in read.found for value in one.values)


def test_what_killed_a_worker_is_skipped_and_counted(reader: UnitReader, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(mail("hello", ("a.txt", f"SSN: {SSN}".encode())))
    read, _ = results(reader, tmp_path, skip={(1, 1)})
    assert read.outcomes == {"read": 1, "failed": 1}
    assert [one.why for one in read.failures] == ["its reader died twice or took too long"]


@pytest.mark.parametrize(
    ("second", "why"),
    [
        (ValueError("of the document"), "its reader failed"),
        (MemoryError(), "it needs more memory than a worker has"),
    ],
)
def test_a_reader_that_fails_is_asked_again_only_for_lack_of_memory(
    reader: UnitReader, tmp_path: Path, second: Exception, why: str
) -> None:
    fails = iter((MemoryError(), second))

    def read(_: bytes) -> Document:
        raise next(fails)

    odd = Reader(recognises=lambda name, media, first: True, read=read)
    (tmp_path / "a.txt").write_text("text")
    contents = replace(reader.contents, readers={"odd": odd})
    found, _ = results(UnitReader(contents, reader.position), tmp_path)
    assert (found.outcomes, [one.why for one in found.failures]) == ({"failed": 1}, [why])


def test_a_source_that_changed(reader: UnitReader, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("one")
    found = inventory([file])
    file.write_text("on")
    read, digest = (reader.read(unit, dict(enumerate(found.files)), Depth.DEEP) for unit in found.units)
    assert [one.why for one in read.failures] == ["the file was changed since the inventory"]
    assert not digest.sha256


@pytest.mark.parametrize("name", ["inbox.mbox", "one.eml"])
def test_a_source_that_grew_is_read_up_to_the_size_that_it_had(
    reader: UnitReader, tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    one = mail(f"SSN: {SSN}")
    file.write_bytes((FROM + one + b"\n") * 3 if name.endswith("mbox") else one)
    found = inventory([file])
    with file.open("ab") as opened:
        opened.write(b"\n" + FROM + mail("SSN: 519-44-7601"))
    read, digest = (reader.read(unit, dict(enumerate(found.files)), Depth.DEEP) for unit in found.units)
    values = {value.digest for one in read.found for value in one.values if value.label == "us_ssn"}
    assert len(values) == 1
    assert (read.outcomes.get("read", 0), read.outcomes["failed"]) == ((3, 1) if "mbox" in name else (0, 1))
    assert [one.why for one in read.failures] == [GREW]
    assert not digest.sha256


def test_copies_of_an_attachment_are_all_counted(reader: UnitReader, tmp_path: Path) -> None:
    same = ("roster.txt", f"SSN: {SSN}".encode())
    for number in range(3):
        (tmp_path / f"{number}.eml").write_bytes(mail(f"mail {number}", same))
    read, _ = results(reader, tmp_path)
    found = [one for one in read.found if one.kind == "text"]
    assert len(found) == 3
    assert len({one.digest for one in found}) == 1


def test_a_file_too_large_for_a_reader_is_carved_in_pieces(
    reader: UnitReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leftopen.impact.assess.inventory.WHOLE", 1000)
    monkeypatch.setattr("leftopen.impact.assess.units.unit_files.RAW", 5000)
    lines = "".join(f"line {number}\n" for number in range(2000)) + f"SSN: {SSN}\n"
    (tmp_path / "dump.sql").write_text(lines)
    found = inventory([tmp_path])
    assert found.units[0].kind is UnitKind.RAW
    read = reader.read(found.units[0], dict(enumerate(found.files)), Depth.DEEP)
    assert set(read.outcomes) == {"carved"}
    assert read.text_bytes == len(lines)
    assert any(value.label == "us_ssn" for one in read.found for value in one.values)


def test_a_file_that_went_away_costs_only_itself(reader: UnitReader, tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.txt").write_text(f"file {name}")
    found = inventory([tmp_path])
    (tmp_path / "b.txt").unlink()
    read = reader.read(found.units[0], dict(enumerate(found.files)), Depth.DEEP)
    assert read.outcomes == {"read": 2, "failed": 1}
    assert [(one.place, one.why) for one in read.failures] == [("1", "No such file or directory")]


def test_the_result_depends_on_the_unit_alone(reader: UnitReader, tmp_path: Path) -> None:
    """Two attachments with the same bytes: what one's name says is not found in the other."""
    same = b"no number in here"
    (tmp_path / "a.eml").write_bytes(mail("one", (f"SSN {SSN}.txt", same)))
    (tmp_path / "b.eml").write_bytes(mail("two", ("scan.txt", same)))
    read, _ = results(reader, tmp_path)
    found = [one.place for one in read.found if any(value.label == "us_ssn" for value in one.values)]
    assert [place for place in found if "/" in place] == ["0/0"]


def test_a_triage_reads_html_bodies(reader: UnitReader, tmp_path: Path) -> None:
    made = EmailMessage()
    made["From"] = "jane.roe@example.mil"
    made.set_content(f"<p>SSN: {SSN}</p>", subtype="html")
    (tmp_path / "a.eml").write_bytes(made.as_bytes())
    read, _ = results(reader, tmp_path, Depth.TRIAGE)
    assert any(value.label == "us_ssn" for one in read.found for value in one.values)


def test_a_pdf_that_opens_for_anybody_is_read(reader: UnitReader, tmp_path: Path) -> None:
    made = pikepdf.new()
    made.add_blank_page()
    form = pikepdf.Dictionary(T=pikepdf.String("SSN"), V=pikepdf.String(SSN), FT=pikepdf.Name.Tx)
    made.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([made.make_indirect(form)]))
    made.save(tmp_path / "form.pdf", encryption=pikepdf.Encryption(owner="secret", user=""))
    made.save(tmp_path / "sealed.pdf", encryption=pikepdf.Encryption(owner="secret", user="secret"))
    read, _ = results(reader, tmp_path)
    assert (read.outcomes["read"], read.outcomes["encrypted"]) == (1, 1)
    assert any(value.label == "us_ssn" for one in read.found for value in one.values)


def test_a_value_at_the_edge_of_a_raw_unit_is_found_once(
    reader: UnitReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leftopen.impact.assess.inventory.WHOLE", 1000)
    line = f"SSN: {SSN}\n"
    (tmp_path / "dump.sql").write_text("x" * 1990 + "\n" + line + "y" * 3000 + "\n")
    found = inventory([tmp_path])
    units = list(split_units(found.files, [UnitKind.RAW], 2000))
    sources = dict(enumerate(found.files))
    read = [reader.read(unit, sources, Depth.DEEP) for unit in units if unit.kind is UnitKind.RAW]
    values = [value for one in read for document in one.found for value in document.values]
    assert [(value.label, value.count) for value in values if value.label == "us_ssn"] == [("us_ssn", 1)]
    assert sum(one.text_bytes for one in read) == 1991 + len(line) + 3001


def test_a_unit_full_of_values_comes_in_pieces_and_loses_none(
    reader: UnitReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(20):
        lines = [f"person{number}x{line}@example.org\n" for line in range(50)]
        (tmp_path / f"{number:02}.txt").write_text("".join(lines))
    whole, _ = results(reader, tmp_path)
    monkeypatch.setattr("leftopen.impact.assess.units.unit_tally.PIECE", 120)
    pieces: list[UnitResult] = []
    last, _ = results(UnitReader(reader.contents, reader.position, pieces.append), tmp_path)
    assert (len(pieces) > 3, last.pieces, whole.pieces) == (True, len(pieces), 0)
    assert [one.piece for one in pieces] == list(range(1, len(pieces) + 1))
    assert [(one.outcomes, one.failures) for one in pieces] == [({}, ())] * len(pieces)
    assert tuple(found for one in [*pieces, last] for found in one.found) == whole.found
    assert len({value.digest for one in whole.found for value in one.values}) == 1000


def test_values_beyond_those_that_are_kept_of_a_document_are_a_failure(
    reader: UnitReader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leftopen.impact.assess.units.unit_tally.VALUES", 30)
    (tmp_path / "few.txt").write_text("".join(f"p{line}@example.org\n" for line in range(30)))
    (tmp_path / "many.txt").write_text("".join(f"p{line}@example.org\n" for line in range(31)))
    read, _ = results(reader, tmp_path)
    assert read.outcomes == {"read": 2, "failed": 1}
    [failure] = read.failures
    assert (failure.place, "this one holds 31" in failure.why) == ("1/?", True)


def test_filled_forms_of_one_kind_are_told_apart_by_their_documents(
    reader: UnitReader, tmp_path: Path
) -> None:
    """Their titles are the same; a copy is no other form."""
    for number in range(5):
        fields = SF86_FIELDS | {"SSN": f"891-23-400{number}"}
        (tmp_path / f"{number}.pdf").write_bytes(form(fields, SF86_PAGE))
    (tmp_path / "copy.pdf").write_bytes((tmp_path / "0.pdf").read_bytes())
    added = AssessmentSummary()
    for result in results(reader, tmp_path):
        added.add(result)
    assert (len(added.labels["sf86"].distinct), added.labels["sf86"].documents) == (5, 6)


def test_the_form_that_a_sender_attached_is_the_senders(reader: UnitReader, tmp_path: Path) -> None:
    def sent(sender: str) -> bytes:
        made = EmailMessage()
        made["From"], made["To"] = sender, "office@example.org"
        made.set_content("see my form")
        filled = form({"Name": "ROE, JANE Q", "SSN": SSN}, "Request")
        made.add_attachment(filled, maintype="application", subtype="pdf", filename="form.pdf")
        return made.as_bytes()

    (tmp_path / "own.eml").write_bytes(sent("Jane Roe <jane.roe@example.org>"))
    (tmp_path / "others.eml").write_bytes(sent("Luke Poe <luke.poe@example.org>"))
    index = MentionIndex()
    for result in results(reader, tmp_path):
        index.add(result)
    people = affected(index).people
    assert sorted((one.name, sorted(one.labels)) for one in people) == [
        ("J*** R**", ["email_address", "us_ssn"]),
        ("L*** P**", ["email_address"]),
    ]


def test_a_person_has_a_value_in_whatever_spelling_it_was_found(reader: UnitReader, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Name: Jane Roe\nDate of birth: 02/03/1980\n")
    (tmp_path / "b.txt").write_text("Name: Jane Roe\nDate of birth: 3 February 1980\n")
    (tmp_path / "c.txt").write_text("Signed by CN=ROE.JANE.Q.1234567890,OU=PKI,OU=DoD\n")
    index, added = MentionIndex(), AssessmentSummary()
    for result in results(reader, tmp_path):
        index.add(result)
        added.add(result)
    linked = affected(index).linked
    for label in ("birth_date", "dod_id"):
        assert len(added.labels[label].distinct) == 1
        assert added.labels[label].distinct <= linked[label]
