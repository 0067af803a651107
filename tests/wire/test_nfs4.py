"""NFSv4's replies as NFS-Ganesha 6.5 gives them, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import nfs4
from leftopen.wire.nfs4 import Answer, Entry

ROOT, EXPORT = b"R" * 16, b"E" * 16


def words(*values: int) -> bytes:
    return b"".join(value.to_bytes(4, "big") for value in values)


def opaque(data: bytes) -> bytes:
    return words(len(data)) + data + bytes(-len(data) % 4)


def reply(body: bytes, number: int = 1, accepted: int = 0) -> bytes:
    record = words(number, 1, 0, 0, 0, accepted) + body
    return words(1 << 31 | len(record)) + record


def entry(name: bytes, kind: int, size: int = 5, error: int | None = 0) -> bytes:
    mask = 1 << 11 if kind == 0 else 0x812 if error is not None else 0x12
    values = words(kind) + size.to_bytes(8, "big") if kind else b""
    values += b"" if error is None else words(error)
    return words(1, 0, 7) + opaque(name) + words(1, mask) + opaque(values)


def listing(*entries: bytes, system: bytes = ROOT, steps: int = 0, whole: bool = True) -> bytes:
    head = words(0, 0, steps + 3, nfs4.PUTROOTFH, 0) + words(nfs4.LOOKUP, 0) * steps
    head += words(nfs4.GETATTR, 0, 1, 1 << 8) + opaque(system)
    return reply(head + words(nfs4.READDIR, 0) + bytes(8) + b"".join(entries) + words(0, int(whole)))


def failed(status: int, *, steps: int = 0, at_listing: bool = False) -> bytes:
    if at_listing:
        head = words(status, 0, 3, nfs4.PUTROOTFH, 0, nfs4.GETATTR, 0, 1, 1 << 8) + opaque(ROOT)
        return reply(head + words(nfs4.READDIR, status))
    last = words(nfs4.LOOKUP, status) if steps else words(nfs4.GETATTR, status)
    return reply(words(status, 0, 2, nfs4.PUTROOTFH, 0) + last)


def secured(*flavours: int, steps: int = 0) -> bytes:
    answer = b"".join(
        words(flavour) + (opaque(b"oid") + words(0, 1) if flavour == 6 else b"") for flavour in flavours
    )
    head = words(0, 0, steps + 2, nfs4.PUTROOTFH, 0) + words(nfs4.LOOKUP, 0) * steps
    return reply(head + words(nfs4.SECINFO, 0, len(flavours)) + answer)


FILES = listing(entry(b"a.txt", nfs4.FILE, 12), entry(b"old", nfs4.FOLDER), system=EXPORT, steps=1)
DENIED = words(1 << 31 | 20) + words(1, 1, 1, 1, 5)


def test_the_calls_are_the_protocols_own_bytes() -> None:
    assert nfs4.call(nfs4.NULL, 9) == words(1 << 31 | 40, 9, 0, 2, 100_003, 4, 0, 0, 0, 0, 0)
    asked = nfs4.listing((b"abc",), 2)
    assert words(nfs4.PUTROOTFH, nfs4.LOOKUP, 3) + b"abc\0" + words(nfs4.GETATTR, 1, 256) in asked
    assert asked.endswith(words(nfs4.LISTED, 1, 0x812))


def test_a_listing_gives_names_kinds_and_sizes() -> None:
    answer = nfs4.listed(FILES, (b"files",))
    assert answer is not None
    assert answer.entries == (
        Entry(name=b"a.txt", kind=nfs4.FILE, size=12),
        Entry(name=b"old", kind=nfs4.FOLDER, size=5),
    )
    assert (answer.status, answer.whole, answer.system) == (0, True, EXPORT)


def test_an_entry_may_be_refused_alone() -> None:
    answer = nfs4.listed(listing(entry(b"x", 0, error=nfs4.WRONG_SECURITY)), ())
    assert answer is not None
    assert answer.entries == (Entry(name=b"x", error=nfs4.WRONG_SECURITY),)


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (failed(13), ()),
        (failed(13, steps=1), (b"files",)),
        (failed(13, at_listing=True), ()),
    ],
)
def test_the_step_that_failed_gives_its_status(raw: bytes, path: tuple[bytes, ...]) -> None:
    answer = nfs4.listed(raw, path)
    assert answer is not None
    assert (answer.status, answer.entries) == (13, ())


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        FILES[:-1],
        listing(steps=2),
        listing(entry(b"a/b", nfs4.FILE)),
        listing(entry(b"", nfs4.FILE)),
        listing(entry(b"a" * 300, nfs4.FILE)),
        reply(b"", accepted=2),
        DENIED,
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
    ],
)
def test_another_reply_is_no_listing(raw: bytes) -> None:
    assert nfs4.listed(raw, (b"files",)) is None


def test_flavours_are_read_with_their_details() -> None:
    assert nfs4.flavours(secured(6, 6, 1, steps=1), (b"srv", b"files")) == (6, 6, 1)
    assert nfs4.flavours(failed(13), (b"files",)) == ()
    assert nfs4.flavours(secured(6)[:-2], (b"files",)) == ()


def test_answers_of_rpc() -> None:
    assert nfs4.answer(reply(b"", number=7)) == Answer(number=7, accepted=0)
    assert nfs4.answer(reply(words(2, 3), accepted=2)) == Answer(number=1, accepted=2, low=2, high=3)
    assert nfs4.answer(DENIED) == Answer(number=1)
    assert nfs4.answer(nfs4.call(nfs4.NULL, 1)) is None
    assert nfs4.answer(reply(b"", accepted=9)) is None


def test_a_record_is_waited_for_and_no_longer() -> None:
    assert nfs4.needed(FILES) == 0
    assert all(0 < nfs4.needed(FILES[:cut]) <= len(FILES) - cut for cut in range(len(FILES)))
    assert nfs4.needed(b"HTTP/1.1") == 0
    assert nfs4.needed(words(1 << 31 | 60_000)) == 0


@given(st.binary(max_size=300), st.sampled_from([b"", FILES[:40], FILES, listing()]))
def test_no_bytes_make_it_raise(raw: bytes, start: bytes) -> None:
    for made in (start + raw, raw + start, reply(raw)):
        nfs4.answer(made)
        nfs4.needed(made)
        nfs4.listed(made, (b"files",))
        nfs4.flavours(made, (b"files",))
