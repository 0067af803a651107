from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest

from leftopen.errors import StoreFailed
from leftopen.store.engine.transport import ConnectionLost, RemoteTransport, UnixConnection, post


def test_a_connection_that_ends_in_mid_answer_is_broken(tmp_path: Path) -> None:
    link = RemoteTransport("http://127.0.0.1:8123")
    for answer in (
        b"",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
        b"garbage\r\n\r\n",
    ):
        folder = tmp_path / str(len(answer))
        folder.mkdir()
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(folder / "engine.sock"))
            server.listen()
            answering = threading.Thread(target=_answer, args=(server, answer))
            answering.start()
            connection = UnixConnection(folder)
            with pytest.raises(ConnectionLost):
                post(link, connection, "query_id=x", b"SELECT 1")
            with pytest.raises(ConnectionLost):
                post(link, connection, "query_id=x", b"SELECT 1")
            connection.close()
            answering.join()


def _answer(server: socket.socket, answer: bytes) -> None:
    peer = server.accept()[0]
    with peer:
        peer.recv(65536)
        peer.sendall(answer)


@pytest.mark.parametrize(
    ("url", "name", "fixed"),
    [
        ("http://db.example.org", "the ClickHouse server db.example.org:8123", ""),
        ("https://db.example.org", "the ClickHouse server db.example.org:8443", ""),
        ("https://u:p@db.example.org:1?database=x", "the ClickHouse server db.example.org:1", "database=x&"),
        (
            "http://db.example.org/?database=a%26b",
            "the ClickHouse server db.example.org:8123",
            "database=a%26b&",
        ),
    ],
)
def test_an_address_of_a_server_is_read(url: str, name: str, fixed: str) -> None:
    link = RemoteTransport(url)
    assert (str(link), link.fixed) == (name, fixed)
    assert "p@" not in str(link)


def test_what_is_no_address_of_a_server_is_refused_without_its_password() -> None:
    with pytest.raises(StoreFailed) as caught:
        RemoteTransport("ftp://me:secret@db.example.org")
    assert "secret" not in str(caught.value)
