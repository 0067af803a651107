"""A client of the examination's own, which knows nothing of leftopen: is there what the truth says?"""

from __future__ import annotations

import ftplib
import http.client
import re
import socket
import ssl
import subprocess
import time

from tests.blind import mqtt, websocket
from tests.blind.exam import Standing
from tests.servers.need import program

HOST = "127.0.0.1"
PATIENCE = 20.0
"""Seconds in which a server that listens must also answer."""


def readable(server: Standing) -> bool:
    """Does a stranger see the text that the truth names?"""
    return server.exam.shows in said(server)


def said(server: Standing) -> str:
    """The whole answer that a stranger gets to what the truth asks; '' where nothing answers."""
    answers = {
        "irc": _lines,
        "lines": _lines,
        "ftp": _ftp,
        "websocket": _websocket,
        "http": _http,
        "redirecting_script": _led,
        "mqtt": _mqtt,
        "smb": _smb,
    }
    return answers[server.exam.speaks](server)


def proved(server: Standing, *, closed: bool) -> str:
    """'' or what is wrong: an open server must show the text within `PATIENCE`, a closed one never."""
    if closed:
        return "a stranger can read it" if readable(server) else ""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if readable(server):
            return ""
        time.sleep(0.5)
    return "it does not show what it should"


def get(server: Standing, path: str) -> tuple[int, str]:
    """Status and body of one GET; (0, '') where nothing answers."""
    status, body, _ = _got(server, path, {})
    return status, body


def asked(server: Standing) -> tuple[int, str]:
    """Status and body of what the truth asks for by HTTP; (0, '') where nothing answers."""
    path, _, text = server.ask.partition("\n")
    status, body, _ = _got(server, path, {}, text=text)
    return status, body


def _got(
    server: Standing, path: str, cookies: dict[str, str], *, text: str = ""
) -> tuple[int, str, dict[str, str]]:
    """Status, body and the cookies that it sets, of one request with these cookies and this text in JSON."""
    response = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())} if cookies else {}
    try:
        connection = _connection(server)
        try:
            headers = {"User-Agent": "examination", **_host(server), **response}
            json = {"Content-Type": "application/json"} if text else {}
            connection.request(server.exam.method, path, text or None, {**headers, **json})
            answer = connection.getresponse()
            parts = [one.split(";")[0].partition("=") for one in answer.headers.get_all("Set-Cookie", [])]
            given = {name: value for name, _, value in parts}
            return answer.status, answer.read().decode(errors="replace"), given
        finally:
            connection.close()
    except (OSError, http.client.HTTPException):
        return 0, "", {}


def _host(server: Standing) -> dict[str, str]:
    """The name under which it is there, with the port as a browser says it."""
    return {"Host": f"{server.exam.host}:{server.port}"} if server.exam.host else {}


def _connection(server: Standing) -> http.client.HTTPConnection:
    if not server.exam.tls:
        return http.client.HTTPConnection(HOST, server.port, timeout=20)
    anyone = ssl._create_unverified_context()
    connection = http.client.HTTPSConnection(HOST, server.port, timeout=20, context=anyone)
    if server.exam.host:
        line = socket.create_connection((HOST, server.port), timeout=20)
        connection.sock = anyone.wrap_socket(line, server_hostname=server.exam.host)
    return connection


def _http(server: Standing) -> str:
    return asked(server)[1]


def _led(server: Standing) -> str:
    """The page to which the front page's script leads, with the cookies that the script's answer sets."""
    script = re.search(r"<script[^>]* src='([^']+)'", get(server, server.ask)[1])
    if script is None:
        return ""
    _, text, cookies = _got(server, script[1], {})
    target = re.search(r"location\.replace\('([^']+)'\)", text)
    return _got(server, target[1], cookies)[1] if target else ""


def _websocket(server: Standing) -> str:
    """What it says to the texts of the later lines, at the path of the first."""
    path, *texts = server.ask.splitlines()
    return websocket.heard(HOST, server.port, path, texts, tls=server.exam.tls)


def _mqtt(server: Standing) -> str:
    """The messages of these topics that stay."""
    return mqtt.heard(HOST, server.port, server.ask.splitlines())


def _smb(server: Standing) -> str:
    """The listing of that share for one without a name or password."""
    words = [program("smbclient"), "-N", "-p", str(server.port), f"//{HOST}/{server.ask}", "-c", "ls"]
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=30).stdout


def _lines(server: Standing) -> str:
    """What it says to these lines, until it is silent for two seconds."""
    answer = b""
    try:
        with socket.create_connection((HOST, server.port), timeout=2) as line:
            line.sendall(server.ask.replace("\n", "\r\n").encode() + b"\r\n")
            while part := line.recv(65536):
                answer += part
    except OSError:
        pass
    return answer.decode(errors="replace")


def _ftp(server: Standing) -> str:
    """The listing of the first folder that `anonymous` gets."""
    rows: list[str] = []
    try:
        with ftplib.FTP(timeout=10) as client:
            client.connect(HOST, server.port)
            client.login()
            client.cwd(server.ask or "/")
            client.retrlines("LIST", rows.append)
    except (OSError, EOFError, ftplib.Error):
        pass
    return "\n".join(rows)
