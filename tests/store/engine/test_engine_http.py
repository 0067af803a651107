from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from leftopen.store.engine.client import Client
from leftopen.store.engine.engine_http import is_allowed, peer_uid
from leftopen.store.engine.transport import UnixConnection
from tests.store.samples import engine


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    made = tmp_path_factory.mktemp("serving")
    with engine(made) as client:
        client.query("SELECT 1")
        yield made


def ask(folder: Path, method: str, body: bytes = b"", **given: str) -> tuple[int, str | None, bytes]:
    connection = UnixConnection(folder)
    try:
        connection.request(method, f"/?{urlencode(given)}", body)
        reply = connection.getresponse()
        return reply.status, reply.headers["X-ClickHouse-Exception-Code"], reply.read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("peer", "own", "may"), [(1000, 1000, True), (0, 1000, True), (1001, 1000, False), (1000, 0, False)]
)
def test_only_its_owner_and_root_may_talk_to_an_engine(peer: int, own: int, may: bool) -> None:
    assert is_allowed(peer, own) is may


def test_the_kernel_says_who_is_at_the_other_end() -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX)
    with ours, theirs:
        assert peer_uid(ours) == os.getuid()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
def test_another_user_is_shut_out(folder: Path) -> None:
    (folder / "engine.sock").chmod(0o666)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        answer = b"?"
        os.setuid(65534)
        try:
            answer = b"in" if ask_by_path(folder) else b"out"
        finally:
            os.write(writing, answer)
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as response:
        assert response.read() == b"out"
    os.waitpid(child, 0)
    (folder / "engine.sock").chmod(0o600)


def ask_by_path(folder: Path) -> bool:
    """Does anything at all come back?"""
    with socket.socket(socket.AF_UNIX) as raw:
        try:
            raw.connect(str(folder / "engine.sock"))
            raw.sendall(b"GET /?query=SELECT+1 HTTP/1.1\r\n\r\n")
            return raw.recv(100) != b""
        except OSError:
            return False


def test_a_query_may_stand_in_the_address_or_in_the_body_and_names_its_format(folder: Path) -> None:
    assert ask(folder, "GET", query="SELECT 1 AS a") == (200, None, b"1\n")
    assert ask(folder, "POST", b"SELECT 1 AS a", default_format="JSONEachRow") == (200, None, b'{"a":1}\n')
    assert ask(folder, "POST", b"FORMAT CSV", query="SELECT 'x'") == (200, None, b'"x"\n')


def test_an_error_has_clickhouses_number_and_text(folder: Path) -> None:
    status, code, text = ask(folder, "POST", b"SELEC 1")
    assert (status, code) == (500, "62")
    assert b"Syntax error" in text


def test_a_setting_that_is_not_known_is_refused(folder: Path) -> None:
    status, code, text = ask(folder, "POST", b"SELECT 1", max_threads="64")
    assert (status, code) == (400, "115")
    assert b"max_threads" in text


def test_the_same_id_does_not_run_twice_at_once(folder: Path) -> None:
    """Either of the two may come first."""
    both = [UnixConnection(folder) for _ in range(2)]
    for one in both:
        one.request("POST", "/?query_id=same", b"SELECT sleep(1)")
    replies = [one.getresponse() for one in both]
    assert sorted(
        (reply.status, reply.headers["X-ClickHouse-Exception-Code"] or "") for reply in replies
    ) == [
        (200, ""),
        (500, "216"),
    ]
    assert b"0\n" in [reply.read() for reply in replies]
    for one in both:
        one.close()
    assert ask(folder, "POST", b"SELECT 1", query_id="same")[0] == 200


def test_a_client_that_leaves_in_mid_answer_harms_nobody(folder: Path) -> None:
    for _ in range(5):
        gone = UnixConnection(folder)
        gone.request("POST", "/", b"SELECT sleep(0.2), repeat('x', 1000000)")
        gone.close()
    with engine(folder) as client:
        assert isinstance(client, Client)
        assert client.query("SELECT 1 AS one") == [{"one": 1}]
    assert "Traceback" not in (folder / "engine.log").read_text()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM file('{secret}', 'LineAsString')",
        "SELECT file('{secret}')",
        "SELECT `file`/**/('{secret}')",
        "SELECT * FROM default.`{secret}`",
        "SELECT * FROM url('http://127.0.0.1:{port}/', 'LineAsString')",
        "SELECT * FROM s3('http://127.0.0.1:{port}/bucket/key', 'LineAsString')",
        "SELECT * FROM remote('127.0.0.1:{port}', system.one)",
        "SELECT * FROM mysql('127.0.0.1:{port}', 'a', 'b', 'c', 'd')",
        "SELECT * FROM sqlite('{secret}', 'a')",
        "CREATE TABLE taken (a String) ENGINE = URL('http://127.0.0.1:{port}/', 'LineAsString')",
        "CREATE TABLE taken (a String) ENGINE = File(LineAsString, '{secret}')",
        "CREATE DATABASE taken ENGINE = SQLite('{secret}')",
        "CREATE FUNCTION taken AS (a) -> a",
        "CREATE USER taken",
        "SELECT 1 INTO OUTFILE '{written}'",
        "INSERT INTO FUNCTION file('{written}', 'LineAsString') SELECT 'a'",
        "BACKUP TABLE services TO File('{written}')",
    ],
)
def test_no_statement_opens_a_file_or_talks_to_others(folder: Path, tmp_path: Path, statement: str) -> None:
    secret, written = tmp_path / "secret", tmp_path / "written"
    secret.write_text("the key\n")
    with socket.create_server(("127.0.0.1", 0)) as other:
        other.setblocking(False)
        port = other.getsockname()[1]
        sql = statement.format(secret=secret, written=written, port=port)
        status, code, answer = ask(folder, "POST", sql.encode())
        assert (status, b"the key" in answer) == (500, False)
        assert code in ("497", "291"), answer
        with pytest.raises(BlockingIOError):
            other.accept()
    assert not written.exists()
