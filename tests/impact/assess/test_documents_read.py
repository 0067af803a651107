"""What mails, documents and dumps hold is read, or counted as not read with its place and its reason, and the
counts add up."""

from __future__ import annotations

import base64
import binascii
import io
import plistlib
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leftopen.impact.assess.inventory import PLAIN, inventory
from leftopen.impact.assess.units.read_unit import UnitReader
from leftopen.model.assessment import Depth, Outcome, UnitKind, UnitResult
from tests.documents.archives import XML, zipped
from tests.documents.ole_files import Item, msg
from tests.impact.assess.test_losses import LINE, SSN, read
from tests.impact.assess.units.test_read_unit import FROM, mail

PNG = b"\x89PNG\r\n\x1a\n" + bytes(60)


def addresses(results: list[UnitResult]) -> set[bytes]:
    return {
        value.digest
        for one in results
        for found in one.found
        for value in found.values
        if value.label == "email_address"
    }


def short_mail(number: int) -> bytes:
    """As programs write it: an identifier in each place where one may be."""
    return (
        f"{FROM.decode()}Message-ID: <{number}.{number}@mail.example.org>\n"
        f"References: <{number}.0@mail.example.org>\n <{number}.1@mail.example.org>\n"
        f"From: person{number}@example.org\nTo: person{number + 1}@example.org\nMIME-Version: 1.0\n"
        f'Content-Type: multipart/mixed; boundary="=_{number}"\n\n'
        f"--=_{number}\nContent-Type: text/html\nContent-ID: <{number}.2@mail.example.org>\n\n"
        f'<p>yes <img src="cid:{number}.2@mail.example.org"></p>\n--=_{number}\nContent-Type: text/plain\n\n'
        f"On Monday you wrote:\n> Message-ID: <{number}.3@mail.example.org>\n> yes\n--=_{number}--\n\n"
    ).encode()


def test_identifiers_of_mails_are_no_addresses(reader: UnitReader, tmp_path: Path) -> None:
    (tmp_path / "a.mbox").write_bytes(b"".join(map(short_mail, range(20))))
    found, results = read(reader, tmp_path)
    assert len(addresses(results)) == 21
    assert found.outcomes == {"read": 40}


def test_a_mail_of_apple_mail_is_the_same_message_as_in_a_mailbox(reader: UnitReader, tmp_path: Path) -> None:
    inner = b"Message-ID: <1@one.example>\n" + mail(f"SSN: {SSN}")
    notes = plistlib.dumps({"flags": 1, "subject": "report"})
    (tmp_path / "1.emlx").write_bytes(b"%-10d\n%b%b" % (len(inner), inner, notes))
    (tmp_path / "2.mbox").write_bytes(FROM + inner + b"\n")
    (tmp_path / "3.emlx").write_bytes(b"%-10d\n%b" % (len(inner) + 9, inner))
    found, results = read(reader, tmp_path)
    messages = {one.key for result in results for one in result.messages}
    assert found.labels["us_ssn"].documents == 3
    assert len(messages) == 2  # the one that is cut is not the same
    assert found.outcomes == {"read": 2, "carved": 1, "failed": 1}
    assert {(one.file, one.outcome) for one in found.lost()} == {(2, Outcome.CARVED), (2, Outcome.FAILED)}


def test_a_triage_reads_a_mail_of_apple_mail(reader: UnitReader, tmp_path: Path) -> None:
    inner = mail(f"SSN: {SSN}", ("a.bin", bytes(100_000)))
    (tmp_path / "1.emlx").write_bytes(b"%d\n%b%b" % (len(inner), inner, plistlib.dumps({"flags": 1})))
    found = inventory([tmp_path])
    result = reader.read(found.units[0], dict(enumerate(found.files)), Depth.TRIAGE)
    assert result.outcomes == {"read": 1, "unread": 1}


def test_files_written_in_a_mail_are_documents(reader: UnitReader, tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a.txt", f"SSN: {SSN}" * 40)
    data = packed.getvalue()
    lines = "".join(
        binascii.b2a_uu(data[at : at + 45], backtick=True).decode() for at in range(0, len(data), 45)
    )
    coded = base64.encodebytes(data).decode()
    (tmp_path / "a.eml").write_bytes(mail(f"see\nbegin 644 a.zip\n{lines}`\nend\n"))
    (tmp_path / "b.txt").write_text(f"see\n\n{coded}\nbye")
    (tmp_path / "c.eml").write_bytes(mail(f"see\nbegin 644 a.zip\n{lines[:100]}"))
    found, results = read(reader, tmp_path)
    assert [one.place for one in results[0].found if any(v.label == "us_ssn" for v in one.values)][:2] == [
        "0/0/0",
        "1/0/0",
    ]
    assert {one.file for one in found.lost()} == {2}
    assert found.outcomes["read"] == 7


def test_pictures_in_documents_are_counted_where_they_are_not_read(
    reader: UnitReader, tmp_path: Path
) -> None:
    kinds = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
    for kind, main in kinds.items():
        picture = f"{main.partition('/')[0]}/media/a.png"
        files: dict[str, str | bytes] = {
            "[Content_Types].xml": f"{XML}<Types/>",
            main: f"{XML}<a/>",
            picture: PNG,
        }
        (tmp_path / f"a.{kind}").write_bytes(zipped(files))
    found, results = read(reader, tmp_path)
    assert found.outcomes == {"read": 3, "unread": 3}
    assert (sum(one.pictures for one in results), found.documents["image"]) == (3, 3)


def test_long_text_of_a_mail_of_outlook_is_searched_to_its_end(reader: UnitReader, tmp_path: Path) -> None:
    (tmp_path / "a.msg").write_bytes(msg(Item(properties={0x1000: LINE * 70_000 + f"SSN: {SSN}\n"})))
    found, _ = read(reader, tmp_path)
    assert found.labels["us_ssn"].documents == 1
    assert found.outcomes == {"read": found.total}


@pytest.mark.parametrize("size", [0, PLAIN])
def test_rows_of_a_dump_have_the_names_of_their_columns(
    reader: UnitReader, tmp_path: Path, size: int
) -> None:
    head = (
        "-- PostgreSQL database dump\n\nCOPY public.staff (remark, passport_no, date_of_birth) FROM stdin;\n"
    )
    row = "has none that we know of\t\\N\t\\N\n"
    other = "COPY public.other (a, b, c) FROM stdin;\nRoe\tX12345679\t1980-02-04\n\\.\n"
    rows = row * (size // len(row)) + "Roe\tX12345678\t1980-02-03\n\\.\n\n"
    (tmp_path / "dump.sql").write_text(head + rows + other)
    assert (inventory([tmp_path]).units[0].kind is UnitKind.RAW) == bool(size)
    found, _ = read(reader, tmp_path)
    assert {len(found.labels[label].distinct) for label in ("us_passport", "birth_date")} == {1}


PIECES = st.sampled_from(
    [
        b"From: a@b.example\n", b"Content-Type: multipart/mixed; boundary=b\n", b"\n", b"--b\n", b"--b--\n",
        b"begin 644 a.txt\n", b"#0V%T\n", b"`\nend\n", b"120\n", b"<?xml version='1.0'?><plist>",
        b"Content-Transfer-Encoding: base64\n", b"Content-Type: text/plain; format=flowed; delsp=yes\n",
        base64.b64encode(PNG) + b"\n", b"COPY t (a) FROM stdin;\n1\n",
    ]
)  # fmt: skip


@given(
    st.lists(PIECES | st.binary(max_size=30), max_size=12).map(b"".join),
    st.sampled_from(["a.eml", "a.emlx", "a.txt", "a.sql", "a.html", "a.bin"]),
)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_counts_of_any_bytes_add_up(reader: UnitReader, tmp_path: Path, data: bytes, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)
    found, results = read(reader, folder)
    assert sum(found.outcomes.values()) == sum(found.documents.values()) == found.total > 0
    assert sum(one.bytes for one in results if not one.only_digests) == len(data)
    lost = sum(found.outcomes[one] for one in ("failed", "carved", "encrypted"))
    listed = sum(one.documents for one in found.lost() if one.outcome is not Outcome.UNREAD)
    assert lost == listed
