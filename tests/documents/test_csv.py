from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.documents.csv import reader
from leftopen.formats.long_text import PIECE

TABLE = b"Name,Passport\nJane Roe,X12345678\n"


@pytest.mark.parametrize(
    ("name", "media", "first", "known"),
    [
        ("staff.csv", "", TABLE, True),
        ("STAFF.TSV", "", TABLE, True),
        ("", "text/csv; charset=utf-8", TABLE, True),
        ("staff.csv", "", b"\xff\xfeN\0a\0", True),
        ("staff.csv", "", b"PK\3\4\0\0\0\0", False),
        ("staff.txt", "", TABLE, False),
    ],
)
def test_it_is_recognised_by_its_name_or_type(name: str, media: str, first: bytes, known: bool) -> None:
    assert reader.recognises(name, media, first) == known


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_each_value_has_its_heading(charset: str) -> None:
    assert (
        reader.read(TABLE.decode().encode(charset)).text
        == "Name\tPassport\nName = Jane Roe\tPassport = X12345678"
    )


def test_what_is_too_long_is_counted() -> None:
    document = reader.read(b"name,ssn\n" + b"a,b\n" * (PIECE // 4))
    (rest,) = document.parts
    assert (document.failed, rest.data[:13]) == (0, b"name,ssn\na,b\n")
    assert reader.read(rest.data).text.startswith("name\tssn\nname = a\tssn = b\n")


@given(st.binary(max_size=500))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    reader.read(data)
