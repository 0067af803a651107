"""The console behind TLS: a `__Host-` cookie, HSTS, the names of the certificate and no other."""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from leftopen.errors import BadSetting
from leftopen.web.certificate import pair
from tests.durability.runs import MAIN, Folder
from tests.servers.certificate import self_signed
from tests.web.served import ended

GOOD = "eleven herons at dawn"
NAME = "console.example"


def test_with_tls(tmp_path: Path) -> None:
    certificate, key = self_signed(tmp_path, NAME)
    folder = Folder(root=tmp_path, settings={})
    words = ["serve", "--port", "0", "--json", "--tls-cert", str(certificate), "--tls-key", str(key)]
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, *words, "--data", str(folder.data)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=folder.environ(),
    )  # fmt: skip
    try:
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["url"]
        assert url.startswith("https://127.0.0.1:")
        link = (folder.data / "setup-link").read_text().strip()
        _looked(url, link, certificate)
    finally:
        assert ended(process) == 0
        for stream in (process.stdout, process.stderr):
            assert stream is not None
            stream.close()


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
