"""Every mail with a Message-ID has a key, in whatever form it is stored; copies have the same one."""

from __future__ import annotations

from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.formats.mapi_item import MapiItem
from leftopen.formats.mapi_mail import CLASS, HEADERS, MESSAGE_ID, message
from leftopen.impact.assess.inventory import inventory
from leftopen.impact.assess.message_key import (
    BODY_BYTES,
    ID_BYTES,
    body_digest,
    id_digest,
    id_in,
    message_key,
    read_id,
)
from leftopen.impact.assess.read_document import read_document
from leftopen.impact.assess.units.read_unit import UnitReader
from leftopen.model.assessment import Depth
from leftopen.model.reader import Part
from tests.documents.archives import zipped
from tests.documents.ole_files import Item, msg
from tests.documents.pst_files import Item as PstItem
from tests.documents.pst_files import pst

KEY = b"k" * 32
READERS = catalogue.readers()


def key_of(data: bytes, name: str = "", media: str = "") -> bytes:
    reading = read_document(Part(name=name, media=media, data=data), READERS)
    return message_key(KEY, reading.message_id, reading.body) if reading.message_id else b""


@given(st.binary(max_size=300))
def test_any_bytes_have_an_id_or_none(raw: bytes) -> None:
    id_in(raw)
    for mail in (b"Subject: x\nmessage-id:\n <a@b>\n\n", b"Subject: x\r\nMessage-Id: <a@b>\r\n\r\n"):
        assert id_in(mail + raw) == "<a@b>"
    assert id_in(b"Subject: x\n\nMessage-ID: <a@b>\n" + raw) == ""


@pytest.mark.parametrize(
    ("headers", "id"),
    [
        (b"Message-ID: <a@b>\nMessage-ID: <a@b>\n", "<a@b>"),
        (b"Message-ID: <a@b>\nMessage-ID: <c@d>\n", ""),
        (b"Message-ID: <a@b>\n (of <c@d>)\n", ""),
        (b"Message-ID: <a@b>\r\n (of <c@d>)\r\n", ""),
        (b"Message-ID: <a@b>" + b" " * 1100 + b"(of <c@d>)\n", ""),
        (b"Message-ID:\nMessage-ID: <c@d>\n", ""),
        (b"Message-ID: <a@b>\r\nSubject: x\r\n", "<a@b>"),
    ],
)
def test_an_id_that_a_log_may_spell_in_another_way_is_none(headers: bytes, id: str) -> None:
    assert id_in(headers) == id_in(headers + b"\nbody\n") == id


@given(st.binary(max_size=300))
def test_any_body_has_a_digest(raw: bytes) -> None:
    key = key_of(b"Subject: x\nMessage-ID: <a@b>\n\n" + raw, media="message/rfc822")
    assert len(key) == ID_BYTES + BODY_BYTES
    assert key[:ID_BYTES] == id_digest(KEY, "<a@b>")


@pytest.mark.parametrize(
    ("value", "id"),
    [
        ("<a@b>", "<a@b>"),
        ("a@b", "<a@b>"),
        (" <a b@c> ", ""),
        ("(x) <a@b> y", ""),
        ("<a@b> (<c@d>)", ""),
        ("<a\x01@b>", ""),
        ("<é@b>", ""),
        ("a@b c@d", ""),
        ("", ""),
    ],
)
def test_an_id_is_read_with_or_without_its_brackets(value: str, id: str) -> None:
    assert read_id(value) == id


def test_the_key_tells_ids_bodies_and_installations_apart() -> None:
    def mail(text: str) -> bytes:
        return key_of(f"Subject: x\n{text}".encode(), media="message/rfc822")

    one = mail("Message-ID: <a@b>\n\nbody")
    assert one == mail("X: y\nMessage-ID: <a@b>\n\nbody\n")
    other = mail("Message-ID: <a@b>\n\nanother")
    assert (one[:ID_BYTES] == other[:ID_BYTES], one == other) == (True, False)
    assert id_digest(b"z" * 32, "<a@b>") != id_digest(KEY, "<a@b>") == id_digest(KEY, "A@B")


def test_two_mails_of_one_id_that_cannot_be_read_are_two() -> None:
    cut = [f"Message-ID: <a@b>\nContent-Transfer-Encoding: base64\n\n{'=' * at}!".encode() for at in (1, 2)]
    documents = [READERS["eml"].read(one) for one in cut]
    parts = [Part(name="", media="", data=one, damaged=True) for one in cut]
    first, second = map(body_digest, parts, documents)
    assert first != second


@pytest.mark.parametrize("properties", [{MESSAGE_ID: "<a@b>"}, {HEADERS: "Message-ID: <a@b>\r\nX: y\r\n"}])
def test_an_item_of_outlook_has_its_id_with_or_without_headers(properties: Mapping[int, str]) -> None:
    expected = id_digest(KEY, "<a@b>")
    stored = message(MapiItem(properties={CLASS: "IPM.Note"} | dict(properties)))
    assert key_of(stored, media="message/rfc822")[:ID_BYTES] == expected
    assert key_of(msg(Item(properties=properties)), "mail.msg")[:ID_BYTES] == expected
    assert key_of(msg(Item(properties={0x0037: "none"})), "mail.msg") == b""


def test_one_message_is_one_in_every_form() -> None:
    """As a mail, as an item of Outlook in a file of its own, and in a data file."""
    properties: dict[int, str | bytes | int] = {
        MESSAGE_ID: "<a@b>",
        0x0037: "leave",
        0x1000: "café,\r\nsecond line\r\n",
        0x1013: b"<p>page",
    }
    files = {"roster.txt": b"name,ssn\n" * 300}
    eml = EmailMessage()
    eml["Subject"], eml["Message-ID"] = "leave", "<a@b>"
    eml.set_content("café,\nsecond line\n")
    eml.add_attachment(b"<p>page", "text", "html")
    eml.add_attachment(files["roster.txt"], "text", "plain", filename="roster.txt")
    (item,) = READERS["pst"].read(pst({"Inbox": [PstItem(properties=properties, files=files)]})).parts
    outlook = key_of(msg(Item(properties=properties, files=files)), "mail.msg")
    assert outlook == key_of(item.data, media=item.media) == key_of(bytes(eml), media="message/rfc822") != b""
    other = key_of(msg(Item(properties=properties, files={"roster.txt": b"another"})), "mail.msg")
    assert outlook[:ID_BYTES] == other[:ID_BYTES]
    assert outlook != other


def test_mails_inside_others_are_named_too(reader: UnitReader, tmp_path: Path) -> None:
    """An archive is no mail; what is attached to a mail is."""
    inner = msg(Item(properties={MESSAGE_ID: "<inner@unit.example>", 0x1000: "in"}))
    outer = Item(properties={MESSAGE_ID: "<outer@unit.example>", 0x1000: "out"}, files={"inner.msg": inner})
    nameless = Item(properties={0x1000: "none"}, files={"inner.msg": inner})
    file = tmp_path / "mails.zip"
    file.write_bytes(zipped({"outer.msg": msg(outer), "inner.msg": inner, "none.msg": msg(nameless)}))
    found = inventory([file])
    result = reader.read(found.units[0], dict(enumerate(found.files)), Depth.DEEP)
    ids = {id_digest(reader.contents.key, f"<{name}@unit.example>"): name for name in ("inner", "outer")}
    assert [(one.place, ids[one.key[:ID_BYTES]], one.in_mail) for one in result.messages] == [
        ("0/0", "outer", False), ("0/0/0", "inner", True), ("0/1", "inner", False), ("0/2/0", "inner", True),
    ]  # fmt: skip
    assert len({one.key for one in result.messages}) == 2
    assert result.unnamed == {"0": 1}
