from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.carving import LOOKED_AT, MOST, between, carve
from tests.documents.archives import zipped

ZIP = zipped({"a.txt": "one", "b.txt": "two"})
PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\nmore\n%%EOF"
MAIL = b"Return-Path: <a@one.example>\nReceived: from x\n by y\nSubject: leave\n\nbody\n"
NOISE = bytes(range(128, 200))


def kinds(data: bytes) -> list[tuple[bytes, str]]:
    return [(data[one.start : one.end], one.media.rpartition("/")[2]) for one in carve(data)]


def test_documents_are_found_wherever_they_lie() -> None:
    raw = NOISE + ZIP + NOISE + PDF + NOISE + b"\0" + MAIL
    assert kinds(raw) == [(ZIP, "zip"), (PDF, "pdf"), (MAIL, "rfc822")]
    assert between(raw, carve(raw)) == b"\0".join((NOISE, NOISE, NOISE + b"\0", b""))


def test_what_has_no_end_ends_where_the_next_begins() -> None:
    assert kinds(b"\0" + ZIP[:60] + PDF[:20] + PDF) == [(ZIP[:60], "zip"), (PDF[:20], "pdf"), (PDF, "pdf")]


def test_the_whole_is_not_found_in_itself() -> None:
    assert carve(PDF) == carve(ZIP) == carve(MAIL) == ()


def test_words_that_look_like_headers_are_not_enough() -> None:
    assert carve(b"\nFrom: a\nTo: b\n\nx" + b" PK\x03\x04 and %PDF") == ()


def test_beginnings_without_end_are_bounded() -> None:
    for head in (ZIP[:30], PDF[:8], MAIL):
        assert len(carve(b"\0" + head * 20_000)) <= MOST
    assert LOOKED_AT >= MOST


@given(st.binary(), st.sampled_from((ZIP, PDF, MAIL)), st.integers(0, 100), st.binary(max_size=9))
def test_nothing_is_found_twice_and_nothing_is_lost(before: bytes, one: bytes, at: int, after: bytes) -> None:
    raw = before + one[:at] + after + one[at:] + after
    found = carve(raw)
    assert all(0 <= a.start < a.end <= len(raw) for a in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    held = sum(a.end - a.start for a in found)
    assert held + len(between(raw, found)) == len(raw) + len(found)
