"""The console behind TLS: a `__Host-` cookie, HSTS, the names of the certificate and no other."""

from __future__ import annotations

import json
import resource
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest

from leftopen.errors import BadSetting
from leftopen.sweep import fd_limit
from leftopen.web.certificate import pair
from leftopen.web.connection import HEAD_S
from tests.durability.runs import MAIN, Folder
from tests.servers.certificate import self_signed
from tests.web.served import ended

GOOD = "eleven herons at dawn"
NAME = "console.example"


@contextmanager
def running(root: Path) -> Iterator[tuple[str, str, Path, int]]:
    """`leftopen serve` with TLS: where it is, the link for the first account, its certificate and its
    process."""
    certificate, key = self_signed(root, NAME)
    folder = Folder(root=root, settings={})
    words = ["serve", "--port", "0", "--json", "--tls-cert", str(certificate), "--tls-key", str(key)]
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, *words, "--data", str(folder.data)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=folder.environ(),
    )  # fmt: skip
    try:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["url"]
        assert url.startswith("https://127.0.0.1:")
        yield url, (folder.data / "setup-link").read_text().strip(), certificate, process.pid
    finally:
        assert ended(process) == 0
        for stream in (process.stdout, process.stderr):
            assert stream is not None
            stream.close()


def test_with_tls(tmp_path: Path) -> None:
    with running(tmp_path) as (url, link, certificate, _):
        _looked(url, link, certificate)


@pytest.mark.slow
@pytest.mark.full
def test_a_handshake_that_does_not_go_on_is_given_up(tmp_path: Path) -> None:
    with running(tmp_path) as (url, _, certificate, process):
        address = urlsplit(url)
        begun = time.monotonic()
        where = (address.hostname, address.port)
        with socket.create_connection(where, 30) as silent, socket.create_connection(where, 30) as half:
            half.sendall(b"\x16\x03\x01")
            for one in (silent, half):
                with suppress(ConnectionResetError):
                    assert one.recv(1) == b""
            assert HEAD_S - 1 < time.monotonic() - begun < HEAD_S + 8
        soft, hard = resource.prlimit(process, resource.RLIMIT_NOFILE)
        assert soft >= min(hard if hard != resource.RLIM_INFINITY else 4 * fd_limit.MOST, 4 * fd_limit.MOST)
        trust = ssl.create_default_context(cafile=str(certificate))
        trust.check_hostname = False
        assert httpx2.get(f"{url}/sign-in", verify=trust, timeout=60).status_code == 200


def _looked(url: str, link: str, certificate: Path) -> None:
    trust = ssl.create_default_context(cafile=str(certificate))
    trust.check_hostname = False
    with httpx2.Client(verify=trust, timeout=60) as client:
        fields = {"name": "maria", "password": GOOD, "again": GOOD}
        made = client.post(link, data=fields, headers={"origin": url, "sec-fetch-site": "same-origin"})
        assert made.status_code == 303
        cookie = made.headers["set-cookie"]
        assert cookie.startswith("__Host-leftopen=")
        for word in ("Secure", "HttpOnly", "SameSite=strict", "Path=/"):
            assert word in cookie
        page = client.get(f"{url}/", headers={"host": NAME})
        assert page.headers["strict-transport-security"].startswith("max-age=")
        assert client.get(f"{url}/", headers={"host": "other.example"}).status_code == 400


def test_half_a_pair_or_a_wrong_one_is_said(tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path, NAME)
    found = pair(certificate, key)
    assert found is not None
    assert found.names == {NAME}
    assert pair(None, None) is None
    (tmp_path / "other").mkdir()
    _, other = self_signed(tmp_path / "other", NAME)
    for one, two in (
        (certificate, None),
        (None, key),
        (certificate, other),
        (key, key),
        (tmp_path / "no", key),
    ):
        with pytest.raises(BadSetting):
            pair(one, two)
