from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.documents.sql import reader
from tests.tier import examples

SSN = "-".join(("891", "23", "4567"))
HEAD = "--\n-- PostgreSQL database dump\n--\n\n"
COPY = "COPY public.people (name, ssn) FROM stdin;\n"
DUMP = f"{HEAD}{COPY}Jane Roe\t{SSN}\n\\.\n"


def test_each_value_stands_beside_the_name_of_its_column() -> None:
    document = reader.read(DUMP.encode())
    assert f"name = Jane Roe\tssn = {SSN}\n" in document.text
    assert document.not_read == 0


def test_rows_far_from_their_statement_have_its_names() -> None:
    rows = "".join(f"Jane Roe {number}\t{number:09}\n" for number in range(300_000))
    document = reader.read(f"{HEAD}{COPY}{rows}Anna Roe\t{SSN}\n\\.\n".encode())
    assert document.not_read == 0
    assert f"name = Anna Roe\tssn = {SSN}\n".encode() in document.parts[-1].data
    assert max(len(document.text), *(len(part.data) for part in document.parts)) < 16 * 1024 * 1024


def test_it_is_recognised_by_its_name_or_a_statement() -> None:
    readers = catalogue.readers()

    def kind(name: str, text: str) -> str:
        first = text.encode()[:4096]
        return next(one for one in readers if readers[one].recognises(name, "", first))

    assert [kind(*one) for one in (("a.sql", "x"), ("a", DUMP), ("a.txt", COPY))] == ["sql"] * 3
    assert kind("a", "INSERT INTO `t` VALUES (1);") == "sql"
    assert not reader.recognises("", "", b"insert into the form the values that you know")
    assert not reader.recognises("a.sql", "", b"SQLite format 3\0")


@given(st.binary(max_size=300), st.integers(0, len(DUMP)))
@settings(max_examples=examples(150), deadline=None)
def test_no_bytes_make_it_raise(noise: bytes, at: int) -> None:
    reader.recognises("a.sql", "", noise)
    reader.read(DUMP.encode()[:at] + noise + DUMP.encode()[at:]).text.encode()
