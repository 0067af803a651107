"""Rows are changed when the engine gets to it; who waits may stop, and hears when it can't be done."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from leftopen.errors import StoreFailed
from leftopen.store.engine.client import Client
from leftopen.store.engine.mutations import Stopped, change
from tests.store.samples import engine

SMALL = "DELETE FROM t WHERE a < 5"


def never() -> bool:
    return False


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    """With a table `t` of nine rows, none of which is merged or changed until that is allowed."""
    with engine(tmp_path / "data") as client:
        client.command("CREATE TABLE t (a UInt64, b UInt64) ENGINE = MergeTree ORDER BY a")
        client.command("INSERT INTO t SELECT number, number FROM numbers(9)")
        client.command("SYSTEM STOP MERGES t")
        yield client


def rows(client: Client) -> int:
    return int(client.query("SELECT count() AS n FROM t")[0]["n"])


def test_it_waits_until_the_part_may_be_changed(client: Client) -> None:
    later = threading.Timer(1.0, client.command, ["SYSTEM START MERGES t"])
    later.start()
    change(client, "t", SMALL, never)
    assert (later.finished.is_set(), rows(client)) == (True, 4)
    later.join()


def test_who_does_not_want_to_wait_leaves_and_it_is_done_later(client: Client) -> None:
    asked = count()
    with pytest.raises(Stopped):
        change(client, "t", SMALL, lambda: next(asked) == 3)
    assert (next(asked), rows(client)) == (4, 9)
    client.command("SYSTEM START MERGES t")
    change(client, "t", SMALL, never)
    assert rows(client) == 4


def test_what_cant_be_done_is_one_clear_line(client: Client) -> None:
    client.command("SYSTEM START MERGES t")
    with pytest.raises(StoreFailed, match=r"^cannot change rows of t: Code: 395"):
        change(client, "t", "ALTER TABLE t UPDATE b = throwIf(a = 4) WHERE 1", never)


def test_a_change_of_another_table_is_not_waited_for(client: Client) -> None:
    client.command("CREATE TABLE u (a UInt64) ENGINE = MergeTree ORDER BY a")
    client.command("INSERT INTO u SELECT number FROM numbers(9)")
    with pytest.raises(Stopped):
        change(client, "t", SMALL, lambda: True)
    change(client, "u", "DELETE FROM u WHERE a < 5", never)
    assert client.query("SELECT count() AS n FROM u") == [{"n": 4}]
