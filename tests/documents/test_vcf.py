from __future__ import annotations

import base64

from hypothesis import given
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.documents.vcf import reader

CARD = (
    b"BEGIN:VCARD\r\nVERSION:2.1\r\nN:Roe;Jane;Q.;;\r\n"
    b"FN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Jan=E9 Ro=\r\ne\r\n"
    b"item1.TEL;TYPE=CELL:+1 202 555 0123\r\nADR;HOME:;;1 Main St;Springfield;VA;22150;USA\r\n"
    b"BDAY:1980-02-03\r\nPHOTO;ENCODING=BASE64;JPEG:" + base64.b64encode(b"\xff\xd8\xff photo.") + b"\r\n"
    b"KEY:data:application/pgp-keys;base64," + base64.b64encode(b"key") + b"\r\nEND:VCARD\r\n"
)  # fmt: skip


def test_each_line_is_named_and_files_are_parts() -> None:
    document = reader.read(CARD * 2)
    assert document.failed == 0
    assert document.text.splitlines()[:6] == [
        "full name = Roe, Jane, Q.",
        "name = Jané Roe",
        "phone = +1 202 555 0123",
        "postal address = 1 Main St, Springfield, VA, 22150, USA",
        "birth date = 1980-02-03",
        "",
    ]
    assert document.text.count("Jané") == 2
    assert [part.data for part in document.parts] == [b"\xff\xd8\xff photo.", b"key"] * 2
    assert document.parts[1].media == "application/pgp-keys"


def test_it_is_recognised_by_its_first_line() -> None:
    readers = catalogue.readers()
    assert next(name for name in readers if readers[name].recognises("", "", CARD)) in ("text", "vcf")
    assert [name for name in readers if name != "text" and readers[name].recognises("", "", CARD)] == ["vcf"]


@given(st.integers(0, len(CARD) - 14))
def test_a_cut_is_counted(cut: int) -> None:
    assert reader.read(CARD[:cut]).failed == 1


@given(st.integers(0, len(CARD)), st.binary(max_size=40))
def test_no_bytes_make_it_raise(at: int, noise: bytes) -> None:
    reader.read(CARD[:at] + noise + CARD[at:])
    reader.read(noise)
