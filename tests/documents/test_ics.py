from __future__ import annotations

import base64

from hypothesis import given
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.documents.ics import reader

SSN = "-".join(("891", "23", "4567"))
FILE = base64.b64encode(b"deep file").rstrip(b"=")
WHOLE = (
    b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"
    + f"SUMMARY:Leave\\, SSN {SSN[:5]}\r\n {SSN[5:]}\r\n".encode()
    + b'ATTENDEE;CN="Roe: Jane":mailto:jane.roe@unit.example\r\n'
    + b"ATTACH;ENCODING=BASE64;VALUE=BINARY:" + FILE[:4] + b"\r\n " + FILE[4:] + b"\r\n"
    + b"END:VEVENT\r\nEND:VCALENDAR\r\n"
)  # fmt: skip


def test_lines_are_unfolded_and_files_are_parts() -> None:
    document = reader.read(WHOLE)
    assert f"summary = Leave, SSN {SSN}" in document.text.splitlines()
    assert "attendee = mailto:jane.roe@unit.example" in document.text
    assert [part.data for part in document.parts] == [b"deep file"]
    assert (document.failed, document.origins) == (0, ("unit.example",))


def test_it_is_recognised_by_its_first_line() -> None:
    readers = catalogue.readers()
    assert next(name for name in readers if readers[name].recognises("", "", WHOLE)) == "ics"
    assert not reader.recognises("a.ics", "text/calendar", b"hello")


@given(st.integers(0, len(WHOLE) - 16))
def test_a_cut_is_counted(cut: int) -> None:
    assert reader.read(WHOLE[:cut]).failed == 1


@given(st.integers(0, len(WHOLE)), st.binary(max_size=40))
def test_no_bytes_make_it_raise(at: int, noise: bytes) -> None:
    reader.read(WHOLE[:at] + noise + WHOLE[at:])
    reader.read(noise)
