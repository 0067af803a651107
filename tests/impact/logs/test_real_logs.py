"""Logs that real servers wrote of requests that are known: what is said of them is what was asked."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import gettempdir

import pytest

from leftopen.demo.program import LOOPBACK, ServerProgram, free_ports
from leftopen.model.access_logs import Item
from tests.impact.logs.scene import Told, told
from tests.servers import dovecot, maildir
from tests.servers.azure_client import ACCOUNT
from tests.servers.mailbag import mails
from tests.servers.need import missing, program, require
from tests.servers.programs import azurite
from tests.servers.real import Spot

pytestmark = pytest.mark.slow
STRANGER, OWN = "127.0.0.2", "127.0.0.3"
SIZE = 3000
FILES = ("read", "part", "head", "own", "kept", "untouched")
EXPECTED = {
    "/m/read.eml": "served",
    "/m/part.eml": "served_in_part",
    "/m/head.eml": "not_served",
    "/m/own.eml": "not_served",
    "/m/kept.eml": "possibly_served",
    "/m/untouched.eml": "not_served",
}


def talk(port: int, client: str, *lines: bytes, first: bool = False) -> bytes:
    """What the server answers to each line, from that address. `first`: it speaks first."""
    with socket.create_connection((LOOPBACK, port), 10, source_address=(client, 0)) as connection:
        answer = connection.recv(65536) if first else b""
        for line in lines:
            connection.sendall(line + b"\r\n")
            answer += connection.recv(65536)
        while block := connection.recv(65536):
            answer += block
    return answer


def ask(port: int, client: str, request: str, *more: str) -> bytes:
    lines = (f"{request} HTTP/1.1", f"Host: {LOOPBACK}", "Connection: close", *more, "")
    return talk(port, client, "\r\n".join(lines).encode())


def response(folder: Path, log: str | bytes, items: Sequence[Item], **more: object) -> Told:
    now = datetime.now(UTC)
    window = {"start": now - timedelta(hours=1), "end": now + timedelta(minutes=5)}
    return told(folder, log, items, own=(f"{OWN}/32", f"{LOOPBACK}/32"), **(window | more))


def nginx(folder: Path, root: Path, port: int) -> list[str]:
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    spare = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    config = folder / "nginx.conf"
    config.write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log stderr; events {{}} http {{ {spare} "
        f"access_log {folder}/access.log combined; "
        f"server {{ listen {LOOPBACK}:{port}; root {root}; }} }}"
    )
    return [program("nginx"), "-p", str(folder), "-e", "stderr", "-c", str(config)]


def lighttpd(folder: Path, root: Path, port: int) -> list[str]:
    config = folder / "lighttpd.conf"
    config.write_text(
        f'server.modules = ("mod_accesslog")\nserver.bind = "{LOOPBACK}"\nserver.port = {port}\n'
        f'server.document-root = "{root}"\naccesslog.filename = "{folder}/access.log"\n'
    )
    return [program("lighttpd"), "-D", "-f", str(config)]


def apache2(folder: Path, root: Path, port: int) -> list[str]:
    modules = Path("/usr/lib/apache2/modules")
    loaded = [
        f"LoadModule {name}_module {modules}/mod_{name}.so"
        for name in ("mpm_event", "authz_core")
        if (modules / f"mod_{name}.so").exists()
    ]
    config = folder / "apache.conf"
    config.write_text(
        "\n".join(loaded) + f'\nServerRoot "{folder}"\nServerName mail.example\nListen {LOOPBACK}:{port}\n'
        f'PidFile "{folder}/pid"\n'
        f'DefaultRuntimeDir "{folder}"\nUser nobody\nGroup nogroup\nErrorLog "{folder}/error.log"\n'
        f'DocumentRoot "{root}"\n'
        'LogFormat "%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-Agent}i\\"" combined\n'
        f'CustomLog "{folder}/access.log" combined\n'
    )
    return [program("apache2"), "-D", "FOREGROUND", "-f", str(config)]


@pytest.mark.parametrize("server", [nginx, lighttpd, apache2], ids=lambda one: one.__name__)
def test_a_web_server(tmp_path: Path, server: Callable[[Path, Path, int], list[str]]) -> None:
    require(missing(server.__name__))
    root, folder = tmp_path / "root", tmp_path / "server"
    (root / "m").mkdir(parents=True)
    folder.mkdir()
    # Apache drops its rights, and must reach the folder all the same.
    for path in (tmp_path, *tmp_path.parents):
        if Path(gettempdir()) in path.parents:
            path.chmod(0o755)
    for name in FILES:
        (root / "m" / f"{name}.eml").write_bytes(random.Random(name).randbytes(SIZE))
    (port,) = free_ports(1, random.SystemRandom())
    running = ServerProgram(server(folder, root, port), ports=(port,), log=folder / "out.log")
    running.start()
    try:
        assert b" 200 " in ask(port, STRANGER, "GET /m/read.eml")[:20]
        assert b" 206 " in ask(port, STRANGER, "GET /m//part.eml", "Range: bytes=0-99")[:20]
        assert b" 200 " in ask(port, STRANGER, "HEAD /m/head.eml")[:20]
        assert b" 200 " in ask(port, OWN, "GET /m/own.eml")[:20]
        tomorrow = (datetime.now(UTC) + timedelta(days=1)).strftime("%a, %d %b %Y %H:%M:%S GMT")
        assert ask(port, STRANGER, "GET /m/kept.eml", f"If-Modified-Since: {tomorrow}")[9:12] in (
            b"304",
            b"200",
        )
        assert b" 404 " in ask(port, STRANGER, "GET /m/none.eml")[:20]
        time.sleep(0.3)
    finally:
        running.stop()
    log = (folder / "access.log").read_bytes()
    expected = EXPECTED if b'/m/kept.eml HTTP/1.1" 304' in log else EXPECTED | {"/m/kept.eml": "served"}
    found = response(tmp_path, log, [Item(id="", path=path, size=SIZE) for path in EXPECTED])
    assert (found.unread, found.verdicts) == (0, expected)
    assert found.addresses["/m/read.eml"] == (STRANGER,)
    assert {file.format for file in found.found.files} == {"combined"}


@pytest.mark.full
def test_azurite(tmp_path: Path) -> None:
    """What it says of itself is no request, so that its file proves nothing alone; its list has no length."""
    require(azurite.lacking())
    where = Spot(folder=tmp_path / "spot", ports=tuple(free_ports(1, random.SystemRandom())))
    where.folder.mkdir()
    running = azurite.start(where, "open", 3, ())
    base = f"/{ACCOUNT}/%24root"
    try:
        assert b" 200 " in ask(where.port, STRANGER, f"GET {base}/made-up-00000.txt")[:20]
        assert b" 206 " in ask(where.port, STRANGER, f"GET {base}/made-up-00001.txt", "Range: bytes=0-3")[:20]
        assert b" 404 " in ask(where.port, STRANGER, f"GET {base}/made-up-00009.txt")[:20]
        before = (where.folder / "azurite.log").read_text()
        assert b" 200 " in ask(where.port, STRANGER, f"GET {base}?restype=container&comp=list")[:20]
    finally:
        running.stop()
    items = [
        Item(id="", path=f"/{ACCOUNT}/$root/made-up-{number:05d}.txt", size=len(f"made up: {number}\n"))
        for number in range(3)
    ]
    whole = (where.folder / "azurite.log").read_text()
    requests = "".join(line for line in before.splitlines(keepends=True) if '] "' in line)
    for name, log, last in (
        ("requests", requests, "not_served"),
        ("before", before, "cannot_be_known"),
        ("whole", whole, "possibly_served"),
    ):
        folder = tmp_path / name
        folder.mkdir()
        found = response(folder, log, items)
        assert list(found.verdicts.values()) == ["served", "served_in_part", last], name


ANONYMOUS = b"a AUTHENTICATE ANONYMOUS YQ=="


def test_dovecot(tmp_path: Path) -> None:
    """POP3 counts what it gave; IMAP does not count all of it: `PREVIEW` is the first words of a message."""
    require(dovecot.lacking())
    where = Spot(folder=tmp_path / "spot", ports=tuple(free_ports(2, random.SystemRandom())))
    where.folder.mkdir()
    running = dovecot.serve(where, maildir.make, mechanisms="plain anonymous", stamp='"%Y-%m-%dT%H:%M:%S%z "')
    imap, pop3 = where.ports
    log = where.folder / "dovecot.log"
    told_at = []
    try:
        pop = (b"AUTH ANONYMOUS YQ==",)
        assert b"Subject:" in talk(pop3, OWN, *pop, b"RETR 1", b"QUIT", first=True)
        assert b"+OK" in talk(pop3, STRANGER, *pop, b"STAT", b"QUIT", first=True)
        assert b"NO" in talk(imap, STRANGER, b"a LOGIN nobody wrong", b"b LOGOUT", first=True)
        told_at.append(_settled(log, "pop3("))
        assert b"Subject:" in talk(pop3, STRANGER, *pop, b"TOP 1 0", b"QUIT", first=True)
        told_at.append(_settled(log, "top=1/"))
        assert b"PREVIEW" in talk(
            imap, STRANGER, ANONYMOUS, b"b EXAMINE INBOX", b"c FETCH 1 PREVIEW", b"d LOGOUT", first=True
        )
        _settled(log, "imap(anonymous)")
    finally:
        running.stop()
    lines = log.read_text().splitlines(keepends=True)
    items = [Item(id="<any@unit.example>", size=len(mails()[0][0]))]
    imap_only = [line for line in lines[told_at[1] :] if "signal" not in line]
    for name, part, verdict in (
        ("status only", lines[: told_at[0]], "not_served"),
        ("top", lines[: told_at[1]], "possibly_served"),
        ("preview", imap_only, "possibly_served"),
    ):
        folder = tmp_path / name.replace(" ", "_")
        folder.mkdir()
        found = response(folder, "".join(part), items)
        assert (found.unread, list(found.verdicts.values())) == (0, [verdict]), name
        if verdict != "not_served":
            assert STRANGER in {client.address for client in found.found.clients}


def _settled(log: Path, mark: str) -> int:
    """Waits until the log has that word in its last line but one at most; gives the number of lines."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        lines = log.read_text().splitlines()
        if any(mark in line and "Disconnected" in line for line in lines[-3:]):
            return len(lines)
        time.sleep(0.1)
    raise AssertionError(f"no {mark} in {log.read_text()}")
