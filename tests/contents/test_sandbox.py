from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from leftopen import catalogue
from leftopen.contents.sandbox import Sandbox
from leftopen.model.reader import Document, Reader
from tests.contents import hostile_readers as hostile


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    sandbox = Sandbox(deadline=2.0, start=hostile.START)
    yield sandbox
    sandbox.close()


def test_a_document_comes_back_whole(sandbox: Sandbox) -> None:
    reader = catalogue.readers()["eml"]
    raw = b"From: a@one.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nwords\n--b--\n"
    assert sandbox.read(reader, raw) == reader.read(raw)


def test_one_child_serves_many_documents(sandbox: Sandbox) -> None:
    first, second = (sandbox.read(hostile.NUMBERS, b"") for _ in range(2))
    assert first is not None
    assert first == second
    assert first.text != str(os.getpid())


def test_a_reader_that_hangs_is_killed_at_the_deadline(sandbox: Sandbox) -> None:
    began = time.monotonic()
    assert sandbox.read(hostile.HANGS, b"x") is None
    assert time.monotonic() - began < 4
    assert sandbox.read(hostile.CHATS, b"next") == Document(text="next")


@pytest.mark.parametrize("reader", [hostile.CRASHES, hostile.EATS, hostile.RAISES])
def test_a_reader_that_dies_costs_only_its_document(sandbox: Sandbox, reader: Reader) -> None:
    assert sandbox.read(reader, b"x") is None
    assert sandbox.read(hostile.CHATS, b"next") == Document(text="next")


def test_the_child_has_no_secrets_in_its_environment(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MADE_UP_SECRET", "x")
    seen = sandbox.read(hostile.LOOKS_ROUND, b"")
    assert seen is not None
    assert "PYTHONPATH" in seen.text
    assert "MADE_UP_SECRET" not in seen.text


def test_threads_take_turns(sandbox: Sandbox) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = pool.map(lambda number: sandbox.read(hostile.CHATS, b"%d" % number), range(40))
    assert [answer.text for answer in answers if answer] == [str(number) for number in range(40)]


def test_the_child_ends_with_the_sandbox() -> None:
    sandbox = Sandbox(start=hostile.START)
    answer = sandbox.read(hostile.NUMBERS, b"")
    assert answer is not None
    del sandbox
    with pytest.raises(ProcessLookupError):
        os.kill(int(answer.text), 0)
