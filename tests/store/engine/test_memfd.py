"""Rows that go to the engine as a descriptor beside the request."""

from __future__ import annotations

import io
import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from leftopen.errors import StoreFailed
from leftopen.store.engine import memfd
from leftopen.store.engine.client import Client
from tests.store.samples import engine, engine_pid

INTO = "INSERT INTO superseded (timestamp, id) FORMAT JSONEachRow"
LINE = b'{"timestamp": "2026-01-01 00:00:00", "id": "%d"}\n'


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, Path]]:
    folder = tmp_path_factory.mktemp("lent")
    with engine(folder, idle=30.0) as made:
        yield made, folder


def descriptors(pid: int) -> int:
    """Of files in memory, by the kernel's word."""
    found = 0
    for link in list(Path(f"/proc/{pid}/fd").iterdir()):
        # The list itself was read through one that is gone now.
        with suppress(FileNotFoundError):
            found += "memfd:rows" in os.readlink(link)
    return found


def test_rows_in_parts_are_stored_and_no_descriptor_stays_open(client: tuple[Client, Path]) -> None:
    made, folder = client
    before = made.query("SELECT count() AS n FROM superseded")[0]["n"]
    for number in range(20):
        made.once(INTO, [LINE % (2 * number), b"", LINE % (2 * number + 1)])
    assert int(made.query("SELECT count() AS n FROM superseded")[0]["n"]) == int(before) + 40
    assert descriptors(engine_pid(folder)) == descriptors(os.getpid()) == 0


def test_a_statement_that_fails_leaves_no_descriptor_and_the_connection_goes_on(
    client: tuple[Client, Path],
) -> None:
    made, folder = client
    for sql in (INTO.replace("superseded", "nowhere"), "no SQL at all"):
        with pytest.raises(StoreFailed):
            made.once(sql, [LINE % 1])
    assert made.query("SELECT 1 AS one") == [{"one": 1}]
    assert descriptors(engine_pid(folder)) == descriptors(os.getpid()) == 0


def test_a_descriptor_comes_with_the_first_byte_of_what_is_read() -> None:
    ours, theirs = socket.socketpair()
    reading = memfd.RequestReader(theirs)
    with (
        ours,
        theirs,
        io.BufferedReader(reading) as buffered,
        memfd.in_memory([b"some", b"", b"rows"]) as rows,
    ):
        memfd.send(ours, b"x" * 100, rows)
        assert buffered.read(100) == b"x" * 100
        taken = reading.take()
        assert reading.take() == -1
        with open(f"/proc/self/fd/{taken}", "rb") as file:
            assert file.read() == b"somerows"
        os.close(taken)


def test_what_nobody_takes_is_closed_when_the_next_one_comes_and_at_the_end() -> None:
    ours, theirs = socket.socketpair()
    reading = memfd.RequestReader(theirs)
    with ours, theirs:
        with io.BufferedReader(reading) as buffered:
            for _ in range(5):
                with memfd.in_memory([b"rows"]) as rows:
                    memfd.send(ours, b"x", rows)
                assert buffered.read(1) == b"x"
            assert descriptors(os.getpid()) == 1
        assert descriptors(os.getpid()) == 0
