"""An address that others can reach, in a network namespace of the test's own: refused without TLS and an
account; with both it is served, for the names in the certificate, whatever a proxy says of who asks."""

from __future__ import annotations

import base64
import json
import re
import socket
import ssl
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from leftopen.service.identity import totp
from leftopen.service.workspace.workspace import utc_now
from leftopen.web.console.http.security_headers import tls_headers
from tests.durability.runs import MAIN, Folder
from tests.servers import namespaces
from tests.servers.certificate import self_signed
from tests.servers.namespaces import TARGET, Namespace, Net
from tests.servers.need import require
from tests.web.served import ended

GOOD = "eleven herons at dawn"
NAME = "console.example"
LIES = {
    "x-forwarded-for": "127.0.0.1",
    "x-forwarded-host": "evil.example",
    "x-forwarded-proto": "http",
    "forwarded": 'for="127.0.0.1";host=evil.example;proto=http',
    "x-real-ip": "127.0.0.1",
    "x-forwarded-prefix": "/evil",
}


@pytest.fixture
def net() -> Iterator[Net]:
    require(namespaces.lacking())
    with namespaces.net() as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(root=tmp_path, settings={})


def words(folder: Folder, *more: str) -> list[str]:
    return [sys.executable, "-c", MAIN, "serve", "--port", "0", "--json", "--data", str(folder.data), *more]


def refused(net: Net, folder: Folder, *more: str) -> str:
    """Why `serve` ended at once, and nothing but that."""
    done = net.target.run(*words(folder, "--host", TARGET, *more), env=folder.environ())
    assert (done.returncode, done.stdout) == (1, "")
    return done.stderr


@contextmanager
def serving(namespace: Namespace, folder: Folder, *more: str) -> Iterator[str]:
    process = subprocess.Popen(
        namespace.command(*words(folder, *more)),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=folder.environ(),
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        yield str(json.loads(process.stdout.readline())["url"])
    finally:
        code, answer = ended(process), process.stderr.read()
        process.stdout.close()
        process.stderr.close()
        assert code == 0, answer


def account(net: Net, folder: Folder) -> None:
    """The first one, made on loopback as the refusal says."""
    with serving(net.target, folder) as url:
        link = (folder.data / "setup-link").read_text().strip()
        fields = {"name": "maria", "password": GOOD, "again": GOOD}
        made = net.target.within(lambda: httpx2.post(link, data=fields, headers=_from(url), timeout=60))
        assert made.status_code == 303


def _from(url: str) -> dict[str, str]:
    return {"origin": url, "sec-fetch-site": "same-origin"}


@pytest.mark.full
def test_it_refuses_and_says_what_is_missing(net: Net, folder: Folder) -> None:
    certificate, key = self_signed(folder.root, NAME)
    tls = ("--tls-cert", str(certificate), "--tls-key", str(key))
    assert "TLS is missing (--tls-cert and --tls-key) and no account exists" in refused(net, folder)
    assert "no account exists" in refused(net, folder, *tls)
    account(net, folder)
    answer = refused(net, folder)
    assert "TLS is missing" in answer
    assert "account" not in answer


def test_with_both_it_is_served_to_others(net: Net, folder: Folder) -> None:
    """Cookies, HSTS, the second factor, names, and headers that lie; asked from another machine."""
    certificate, key = self_signed(folder.root, NAME)
    account(net, folder)
    tls = ("--tls-cert", str(certificate), "--tls-key", str(key))
    with serving(net.target, folder, "--host", TARGET, *tls) as url:
        assert url.startswith(f"https://{TARGET}:")
        trust = ssl.create_default_context(cafile=str(certificate))
        port = int(url.rpartition(":")[2])
        looks: list[Callable[[httpx2.Client, str], None]] = [_names, _lies, _signed_in]

        def look() -> None:
            with pytest.raises(OSError, match="refused"):
                socket.create_connection((TARGET, port + 1 if port < 65535 else port - 1), 5).close()
            _versions(certificate, port)
            with httpx2.Client(verify=_any_name(trust), timeout=60) as client:
                for one in looks:
                    one(client, url)

        net.scanner.within(look)
        with pytest.raises(OSError, match="refused"):
            net.target.within(lambda: socket.create_connection(("127.0.0.1", port), 5).close())


def _any_name(trust: ssl.SSLContext) -> ssl.SSLContext:
    """The certificate itself is proved; the test asks by the address, which is not in it."""
    trust.check_hostname = False
    return trust


def _names(client: httpx2.Client, url: str) -> None:
    port = url.rpartition(":")[2]
    for known in (f"{NAME}:{port}", NAME, f"{TARGET}:{port}"):
        answer = client.get(f"{url}/", headers={"host": known})
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
        assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
    api = client.get(f"{url}/api-info")
    assert (api.status_code, "strict-transport-security" in api.headers) == (401, True)
    for strange in ("evil.example", "127.0.0.1", "localhost", f"{NAME}.evil.example", "10.77.1.1"):
        for path in ("/", "/shodan/host/count?query=port:80", "/sign-in"):
            assert client.get(url + path, headers={"host": strange}).status_code == 400


def _versions(certificate: Path, port: int) -> None:
    """TLS 1.3 where both can, 1.2 where one can't, and nothing older."""
    for oldest, newest, spoken in (("1_2", "1_3", "TLSv1.3"), ("1_2", "1_2", "TLSv1.2"), ("1_0", "1_1", "")):
        context = _any_name(ssl.create_default_context(cafile=str(certificate)))
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion[f"TLSv{oldest.removesuffix('_0')}"]
            context.maximum_version = ssl.TLSVersion[f"TLSv{newest}"]
        with socket.create_connection((TARGET, port), 10) as plain:
            try:
                with context.wrap_socket(plain) as talk:
                    assert talk.version() == spoken
            except ssl.SSLError:
                assert spoken == ""


def _lies(client: httpx2.Client, url: str) -> None:
    """The same answer with them and without, and no word of them in it."""
    plain, lied = client.get(f"{url}/sign-in"), client.get(f"{url}/sign-in", headers=LIES)
    assert (lied.status_code, lied.text) == (plain.status_code, plain.text)
    moved = client.get(f"{url}/cases", headers=LIES)
    assert (moved.status_code, "evil" in str(moved.headers)) == (303, False)
    unnamed = client.get(f"{url}/sign-in", headers=LIES | {"host": "evil.example"})
    assert unnamed.status_code == 400
    assert client.get(f"{url}/api-info", headers=LIES).status_code == 401
    other = client.post(f"{url}/sign-in", data={"name": "x", "password": "y"}, headers=LIES | {
        "origin": "https://evil.example", "sec-fetch-site": "same-origin"})  # fmt: skip
    assert other.status_code == 403


def _signed_in(client: httpx2.Client, url: str) -> None:
    """The right password opens nothing but the way to a second factor; with it, everything."""
    signed = _sent(client, url, "/sign-in", name="maria", password=GOOD)
    cookie = signed.headers["set-cookie"]
    assert cookie.startswith("__Host-leftopen=")
    for word in ("Secure", "HttpOnly", "SameSite=strict", "Path=/"):
        assert word in cookie
    assert "Domain" not in cookie
    for path in ("/", "/search", "/users", "/help"):
        assert client.get(url + path, headers=LIES).headers["location"] == "/me/second"
    page = client.get(f"{url}/me/second").text
    typed = re.search(r"<code[^>]*>([A-Z2-7]{32,60})</code>", page)
    assert typed is not None, page
    secret = base64.b32decode(typed[1] + "=" * (-len(typed[1]) % 8))
    step = int(utc_now().timestamp()) // totp.STEP_S
    fields = dict(re.findall(r'name="(csrf|secret|sealed)" value="([^"]+)"', page))
    done = _sent(client, url, "/me/second", **fields, code=totp.code(secret, step))
    assert done.status_code == 303, done.text
    assert client.get(f"{url}/", headers=LIES).status_code == 200


def _sent(client: httpx2.Client, url: str, path: str, **fields: str) -> httpx2.Response:
    answer: httpx2.Response = client.post(url + path, data=fields, headers=_from(url))
    return answer


def test_subdomains_are_included_where_the_setting_says_so() -> None:
    assert tls_headers(subdomains=False) == {"Strict-Transport-Security": "max-age=31536000"}
    assert tls_headers(subdomains=True) == {
        "Strict-Transport-Security": "max-age=31536000; includeSubDomains"
    }
