from __future__ import annotations

import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from leftopen.errors import StoreFailed
from leftopen.store.engine.client import ATTEMPTS, BYTES_AT_ONCE, ROWS_AT_ONCE, Client, batches
from leftopen.store.engine.engine_errors import NO_MEMORY, EngineError
from leftopen.store.engine.retry import REPEATS
from leftopen.store.engine.transport import RemoteTransport
from leftopen.store.observations.rows import observation_row
from tests.store.samples import Stored, engine, observations, seen
from tests.tier import tier


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with engine(tmp_path_factory.mktemp("client")) as made:
        made.command("CREATE TABLE IF NOT EXISTS t (k String, n UInt64) ENGINE = MergeTree ORDER BY k")
        yield made


def test_parameters_are_bound_by_the_engine(client: Client) -> None:
    hostile = "a'b\\\t\n\\N {x:String} é😀\x1b"
    found = client.query(
        "SELECT {s:String} AS s, {n:UInt16} AS n, {l:Array(String)} AS l, {e:String} AS e, "
        "{i:Array(UInt8)} AS i",
        {"s": hostile, "n": 7, "l": [hostile, ""], "e": "", "i": [1, 2]},
    )
    assert found == [{"s": hostile, "n": 7, "l": [hostile, ""], "e": "", "i": [1, 2]}]


def test_a_question_that_the_engine_refuses_is_one_clear_line_and_no_restart(client: Client) -> None:
    with pytest.raises(StoreFailed, match="nope") as caught:
        client.query("SELECT nope")
    assert "\n" not in str(caught.value)


def test_a_row_with_a_column_that_is_not_there_is_refused_and_nothing_is_stored(client: Client) -> None:
    with pytest.raises(StoreFailed):
        client.insert("t", [{"k": "x", "n": 1}, {"k": "y", "other": 1}], key="k")
    assert client.query("SELECT count() AS n FROM t WHERE k IN ('x', 'y')") == [{"n": 0}]


def test_many_rows_are_all_stored(client: Client) -> None:
    client.insert("t", [{"k": f"m{n}", "n": n} for n in range(3 * ROWS_AT_ONCE + 1)], key="k")
    found = client.query("SELECT count() AS n, uniqExact(k) AS d FROM t WHERE startsWith(k, 'm')")
    assert found == [{"n": 3 * ROWS_AT_ONCE + 1, "d": 3 * ROWS_AT_ONCE + 1}]


def test_no_rows_are_no_question(tmp_path: Path) -> None:
    with engine(tmp_path) as idle:
        idle.insert("t", [], key="k")
    assert not (tmp_path / "engine.lock").exists()


def test_many_threads_may_use_one_client(client: Client) -> None:
    def work(name: int) -> None:
        for n in range(20):
            client.insert("t", [{"k": f"t{name}-{n}", "n": n}], key="k")
            assert client.query("SELECT n FROM t WHERE k = {k:String}", {"k": f"t{name}-{n}"}) == [{"n": n}]

    threads = [threading.Thread(target=work, args=(name,)) for name in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert client.query("SELECT count() AS n FROM t WHERE match(k, '^t[0-9]')") == [{"n": 120}]


def test_a_client_can_be_used_after_it_was_closed(tmp_path: Path) -> None:
    with engine(tmp_path, idle=0.2) as made:
        made.query("SELECT 1")
        made.close()
        assert made.query("SELECT 1 AS one") == [{"one": 1}]


EACH = tier(10, 30)
WRITER = """
import sys
from pathlib import Path
from tests.store.samples import observations, seen
with observations(Path(sys.argv[1])) as store:
    for n in range(int(sys.argv[3])):
        store.add([seen(sys.argv[2], 1 + n, data="albatross")])
        assert store.count("albatross") > n
"""


def test_two_processes_write_and_search_one_folder_at_the_same_time(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), f"192.0.2.{n}", str(EACH)])
        for n in range(1, 4)
    ]
    with observations(tmp_path) as store:
        for n in range(EACH):
            store.add([seen("192.0.2.9", 1 + n, data="albatross")])
        assert [writer.wait(180) for writer in writers] == [0, 0, 0]
        assert store.count("albatross") == 4 * EACH
        assert len(store.search("albatross", limit=1000)) == 4 * EACH


def test_batches_are_bounded_in_rows_and_bytes() -> None:
    small = [{"k": str(n)} for n in range(ROWS_AT_ONCE * 2 + 1)]
    assert [len(some) for some in batches(small)] == [ROWS_AT_ONCE, ROWS_AT_ONCE, 1]
    big = [{"k": "x" * (BYTES_AT_ONCE // 2)} for _ in range(3)]
    assert [len(some) for some in batches(big)] == [1, 1, 1]
    assert list(batches([])) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a small disk")
def test_a_full_disk_is_one_clear_line_and_loses_nothing_that_was_stored(tmp_path: Path) -> None:
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(tmp_path)], check=True)
    try:
        with engine(tmp_path, idle=0.2) as small:
            store = Stored(small)
            stored = _fill(store)
            assert store.count("", history=True) == stored > 0
            (tmp_path / "ballast").unlink()
            store.add([seen("192.0.2.99", data="after")])
            assert store.count("", history=True) == stored + 1
    finally:
        subprocess.run(["umount", "--lazy", str(tmp_path)], check=True)


def _fill(store: Stored) -> int:
    """Stores until the disk is full; gives how many rows were acknowledged."""
    folder = Path(str(store._client._link).removeprefix("the store in "))
    store.add([seen("192.0.2.1")])
    (folder / "ballast").write_bytes(os.urandom(10_000_000))
    for n in range(1, 1000):
        try:
            store.add([seen("192.0.2.1", n + 1, data=os.urandom(100_000).hex())])
        except StoreFailed as error:
            assert "disk is full" in str(error)
            return n
    raise AssertionError("the disk never filled")


class _Server(http.server.BaseHTTPRequestHandler):
    """Answers as a ClickHouse server that has every table, and notes what it was asked."""

    asked: list[tuple[str, str | None, bytes]]
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.answer(self.rfile.read(int(self.headers["Content-Length"])))

    def answer(self, body: bytes) -> None:
        self.asked.append((self.path, self.headers["Authorization"], body))
        answer = b'{"version":10}\n' if b"FROM migrations" in body else b'{"one":1}\n'
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        pass


def test_a_clickhouse_server_by_url_is_asked_in_the_same_words() -> None:
    asked: list[tuple[str, str | None, bytes]] = []
    handler = type("Noting", (_Server,), {"asked": asked})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        remote = Client.remote(f"http://me:p%40ss@127.0.0.1:{server.server_port}/?database=open")
        assert remote.query("SELECT 1 AS one WHERE 'a' = {x:String}", {"x": "a"}) == [{"one": 1}]
        remote.insert("observations", [observation_row(seen())], key="id")
        remote.close()
        server.shutdown()
    path, secret, _ = asked[-2]
    assert path.startswith("/?database=open&")
    assert "param_x=a" in path
    assert secret == "Basic bWU6cEBzcw=="
    assert asked[-1][2].startswith(b'{"id":')


class _Leaving(_Server):
    """Goes away in the middle of the next so many statements that begin with MOVE."""

    left: list[int]

    def answer(self, body: bytes) -> None:
        if self.left and b"MOVE" in body:
            self.left.pop()
            self.close_connection = True
        else:
            super().answer(body)


def leaving(times: int, ask: Callable[[Client], None]) -> tuple[int, int]:
    """How many statements of which it went away were asked, and how many were answered."""
    asked: list[tuple[str, str | None, bytes]] = []
    left = [0] * times
    handler = type("Going", (_Leaving,), {"asked": asked, "left": left})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        remote = Client.remote(f"http://127.0.0.1:{server.server_port}")
        try:
            ask(remote)
        finally:
            remote.close()
            server.shutdown()
    return times - len(left), sum(b"MOVE" in body for _, _, body in asked)


def test_what_moves_rows_outlasts_an_engine_that_is_killed_again_and_again() -> None:
    assert leaving(ATTEMPTS + 5, lambda client: client.repeated("MOVE")) == (ATTEMPTS + 5, 1)


def test_an_engine_that_goes_away_each_time_is_given_up() -> None:
    with pytest.raises(StoreFailed, match=f"connection lost during a statement, {REPEATS} times"):
        leaving(100, lambda client: client.repeated("MOVE"))
    with pytest.raises(StoreFailed, match=f"connection lost {ATTEMPTS} times during a query"):
        leaving(100, lambda client: client.command("MOVE"))


class Overgrown(RemoteTransport):
    """What stands behind it ends itself over its cap at each question."""

    ends = 0

    def overgrown(self) -> int:
        self.ends += 1
        return self.ends


def test_a_question_that_is_too_large_for_the_engine_is_given_up_at_the_second_time_and_says_why() -> None:
    handler = type("Going", (_Leaving,), {"asked": [], "left": [0] * 9})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        link = Overgrown(f"http://127.0.0.1:{server.server_port}")
        with pytest.raises(EngineError, match=r"over its memory limit.*engine_memory_mb") as caught:
            Client(link).command("MOVE")
        server.shutdown()
    assert (caught.value.code, link.ends) == (NO_MEMORY, 2)


def test_a_server_that_is_not_there_is_one_clear_line() -> None:
    with pytest.raises(StoreFailed, match=r"the ClickHouse server 127\.0\.0\.1:1: Connection refused"):
        Client.remote("http://127.0.0.1:1")
    with pytest.raises(StoreFailed, match="must be the http"):
        Client.remote("clickhouse.example.org:8123")
