"""rsync's lists, from the bytes of rsync 3.5."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import rsync
from leftopen.wire.rsync import Greeting, RsyncEntry

HELLO = b"@RSYNCD: 32.0 sha512 sha256 sha1 md5 md4\n"
MODULES = HELLO + b"Welcome\nfiles          \tmade up\nmy files       \t\n@RSYNCD: EXIT\n"
SEED = b"\x1eB\rk"
STAMP = (1546300800).to_bytes(4, "little")
LIST = (
    b"\x19\x01.\x00\x10\x00\x00" + STAMP + b"\xedA\x00\x00"
    b"\x9a\x07Maildir\x00\x10\x00\x00"
    b"\x98\x04link\x05\x00\x00\x00\xff\xa1\x00\x00"
    b"\x98\x05a.txt\x06\x00\x00\x00\xa4\x81\x00\x00"
    b"\x98\x0bMaildir/cur\x00\x10\x00\x00\xedA\x00\x00"
    b"\xb8\x0b\x05/mail\x02\x00\x00\x00\xa4\x81\x00\x00"
)
END = b"\x00" + b"\x00\x00\x00\x00"
WHEN = datetime(2019, 1, 1, tzinfo=UTC)
FOUND = (
    RsyncEntry(path="Maildir", folder=True, modified=WHEN),
    RsyncEntry(path="link", other=True, modified=WHEN),
    RsyncEntry(path="a.txt", size=6, modified=WHEN),
    RsyncEntry(path="Maildir/cur", folder=True, modified=WHEN),
    RsyncEntry(path="Maildir/cur/mail", size=2, modified=WHEN),
)


def packets(data: bytes, *, size: int = 1000, kind: int = 0) -> bytes:
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    return b"".join(len(piece).to_bytes(3, "little") + bytes([kind + 7]) + piece for piece in pieces)


def test_the_greeting_has_protocol_and_digests() -> None:
    assert rsync.greeting(HELLO) == Greeting(
        protocol="32.0", digests=("sha512", "sha256", "sha1", "md5", "md4")
    )
    assert rsync.greeting(b"@RSYNCD: 27\n") == Greeting(protocol="27")
    assert rsync.greeting(b"@RSYNCD: ?\n") is None
    assert rsync.greeting(b"220 ftp\r\n") is None


def test_modules_are_told_from_a_message_of_the_day() -> None:
    assert rsync.modules(MODULES) == {"files": "made up", "my files": ""}


@pytest.mark.parametrize("name", ["", "#list", "-x", "@RSYNCD: OK", "a/b", "a\nb", " a", "a" * 101, "é"])
def test_a_name_that_could_say_more_than_a_name_is_never_asked_for(name: str) -> None:
    assert not rsync.is_name(name)


def test_the_questions_are_the_bytes_of_a_client_that_only_lists() -> None:
    assert rsync.LIST == b"@RSYNCD: 27\n#list\n"
    assert rsync.enter("files") == b"@RSYNCD: 27\nfiles\n"
    words = b"--server\n--sender\n-r\n--list-only\n.\nfiles/\n\n"
    assert rsync.dry_list("files") == words + b"\x10\0\0\0- /*/*/*/*/*/*/*" + b"\0\0\0\0"


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_a_list_is_read_out_of_packets_of_any_size(size: int) -> None:
    raw = SEED + packets(LIST + END, size=size)
    answer = rsync.listed(raw)
    assert (answer.entries, answer.whole, answer.error) == (FOUND, True, "")
    assert rsync.is_complete(raw)


@pytest.mark.parametrize("length", range(0, len(LIST), 9))
def test_a_list_that_was_cut_gives_what_was_whole(length: int) -> None:
    answer = rsync.listed(SEED + packets(LIST[:length]))
    assert answer.entries == FOUND[: len(answer.entries)]
    assert not answer.whole


def test_an_error_instead_of_a_list_is_an_end_and_one_inside_it_is_not() -> None:
    error = packets(b"rsync: The server is configured to refuse --recursive (-r)\n", kind=1)
    answer = rsync.listed(SEED + error)
    assert answer.error.startswith("rsync: The server is configured")
    assert rsync.is_complete(SEED + error)
    assert not rsync.is_complete(SEED + packets(LIST) + error)
    assert rsync.listed(SEED + packets(LIST) + error + packets(END)).whole


def test_large_files_and_long_names_are_read() -> None:
    name = b"x" * 300
    entry = b"\x58" + len(name).to_bytes(4, "little") + name + b"\xff\xff\xff\xff"
    entry += (5 * 10**9).to_bytes(8, "little") + STAMP + b"\xa4\x81\x00\x00"
    (found,) = rsync.listed(SEED + packets(entry + END)).entries
    assert (found.path, found.size, found.modified) == ("x" * 300, 5 * 10**9, WHEN)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (HELLO + b"Welcome\n@RSYNCD: OK\n", b"@RSYNCD: OK"),
        (HELLO + b"@RSYNCD: AUTHREQD abc\n", b"@RSYNCD: AUTHREQD abc"),
        (HELLO + b"@ERROR: access denied to x from y (z)\n", b"@ERROR: access denied to x from y (z)"),
        (HELLO + b"Welcome\n@RSYNCD: O", b""),
        (HELLO, b""),
    ],
)
def test_the_answer_to_a_name_stands_behind_the_message_of_the_day(said: bytes, answer: bytes) -> None:
    assert rsync.answer(said) == answer


@given(st.binary(max_size=300))
def test_any_bytes_are_a_list_or_a_part_of_one(raw: bytes) -> None:
    for made in (raw, SEED + raw, SEED + packets(raw), SEED + packets(LIST + raw), HELLO + raw):
        rsync.listed(made)
        rsync.is_complete(made)
        rsync.modules(made)
        rsync.answer(made)
        rsync.greeting(made)
