"""`leftopen serve` from its start to its end, and where it refuses to listen."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from leftopen.errors import StoreFailed
from leftopen.web.server import listening
from tests.cli.program import all_ran, ran
from tests.durability.runs import Folder
from tests.web.served import ASKED_WITHOUT_A_KEY, ended, said_by, served


def test_it_refuses_to_be_reached_by_others_and_says_why(tmp_path: Path) -> None:
    hosts = ("0.0.0.0", "192.0.2.1", "::", "2001:db8::1", "224.0.0.1")
    folder = Folder(root=tmp_path, settings={})
    for refused in all_ran(folder, [("serve", "--host", host, "--port", "0") for host in hosts]):
        assert refused.code == 1, refused.words
        assert "TLS is missing" in refused.err, refused.words
        assert "no account exists" in refused.err, refused.words


def test_a_word_is_no_address_and_a_taken_port_is_said(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path, settings={})
    assert "is not a valid IP address" in ran(folder, "serve", "--host", "localhost").err
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(StoreFailed, match=r"cannot listen on 127\.0\.0\.1"),
        listening("127.0.0.1", taken.getsockname()[1], why_not=""),
    ):
        """A service waits for it, which `tests/cli/test_service.py` tries."""


@pytest.mark.slow
def test_it_ends_soon_with_code_0_though_a_stream_is_open(tmp_path: Path) -> None:
    with served(tmp_path) as server:
        address = urlsplit(server.url)
        connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=30)
        connection.request("GET", f"/shodan/banners?key={server.key}")
        assert connection.getresponse().status == 200
        began = time.monotonic()
        assert ended(server.process) == 0
        # The stream itself would never end.
        assert time.monotonic() - began < 30
        connection.close()


@pytest.mark.slow
def test_what_strangers_send_is_no_news(tmp_path: Path) -> None:
    upgrade = "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    with served(tmp_path) as server:
        address = urlsplit(server.url)
        for sent in (b"\x16\x03\x01\x00\xff no HTTP\r\n\r\n", upgrade.encode()):
            with socket.create_connection((str(address.hostname), address.port or 0), timeout=30) as stranger:
                stranger.sendall(sent)
                assert stranger.recv(100).startswith(b"HTTP/1.1 4")
    link, *others = said_by(tmp_path)
    assert link.startswith("no account exists yet; the link to create the first one is in ")
    assert others[:2] == [f"serving on {server.url} (press Ctrl-C to stop)", ASKED_WITHOUT_A_KEY]
    assert others[-1] == "stopped"


def test_help_loads_nothing_of_the_web() -> None:
    code = "import sys; from leftopen.cli import build; build(); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert not {"fastapi", "starlette", "uvicorn", "leftopen.web"} & set(loaded)
