"""Starts the real servers of the demonstration, open and with a password.

Each reads its password from a file that only the owner may read, never from its command line, which every
process of the machine can see.
"""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import socket
import sys
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram

USER = "custodian"
SESSIONS = 40

_UPLOADSERVER = (
    "import pathlib, sys, uploadserver;"
    "sys.argv[1:] = pathlib.Path(sys.argv[1]).read_text().splitlines();"
    "uploadserver.main()"
)
_WEBMAIL = "from leftopen.demo.webmail import main; main()"


def sendria(folder: Path, web: int, smtp: int, password: str | None) -> ServerProgram:
    """The mailbox with its web page; its mails are in `folder/mails.sqlite` and outlive a restart."""
    command = [sys.executable, "-m", "sendria", "--foreground", "--no-quit", "--no-clear"]
    command += ["--db", str(database(folder)), "--http-ip", LOOPBACK, "--http-port", str(web)]
    command += ["--smtp-ip", LOOPBACK, "--smtp-port", str(smtp)]
    if password is not None:
        command += ["--http-auth", str(_private(folder / "htpasswd", _htpasswd(password)))]
    env = os.environ | {"SENDRIA_CONFIG_DIR": str(folder / "sendria"), "PYTHONWARNINGS": "ignore"}
    return ServerProgram(command, ports=(web, smtp), log=folder / "sendria.log", env=env)


def database(folder: Path) -> Path:
    """Where Sendria keeps the mails."""
    return folder / "mails.sqlite"


def files(folder: Path, port: int, password: str | None, upload_password: str) -> ServerProgram:
    """The file server with a listing of `folder/share`. Uploads are possible but always need a password, also
    while reading does not."""
    lines = [str(port), "--bind", LOOPBACK, "--directory", str(folder / "share")]
    lines += ["--basic-auth-upload", f"{USER}:{upload_password}"]
    if password is not None:
        lines += ["--basic-auth", f"{USER}:{password}"]
    arguments = _private(folder / "uploadserver.arguments", "\n".join(lines))
    return ServerProgram(
        [sys.executable, "-u", "-c", _UPLOADSERVER, str(arguments)], ports=(port,), log=folder / "files.log"
    )


def webmail(folder: Path, port: int, password: str | None) -> ServerProgram:
    """The program that no check knows, with the mails in `folder/letters`; it logs every request."""
    credentials = f"{USER}:{password}" if password is not None else ""
    lines = (str(port), str(letters(folder)), credentials, str(access_log(folder)))
    arguments = _private(folder / "webmail.arguments", "\n".join(lines))
    command = [sys.executable, "-c", _WEBMAIL, str(arguments)]
    return ServerProgram(command, ports=(port,), log=folder / "webmail.log")


def letters(folder: Path) -> Path:
    """The mails of the web mail program, a file each."""
    return folder / "letters"


def access_log(folder: Path) -> Path:
    """Of the web mail program."""
    return folder / "webmail-access.log"


def redis_program() -> str | None:
    """The path of an installed redis-server, or None."""
    return shutil.which("redis-server")


def redis(program: str, folder: Path, port: int, password: str | None) -> ServerProgram:
    """A cache that writes nothing to disk."""
    lines = [f"port {port}", f"bind {LOOPBACK}", 'save ""', "appendonly no", f"dir {folder}"]
    if password is not None:
        lines.append(f"requirepass {password}")
    config = _private(folder / "redis.conf", "\n".join(lines))
    return ServerProgram([program, str(config)], ports=(port,), log=folder / "redis.log")


def fill_redis(port: int) -> None:
    """Forty made-up web sessions, so that the open cache is not empty. Raises OSError."""
    lines = [f"SET session:{number:04d} made-up-session-{number}\r\n" for number in range(SESSIONS)]
    with socket.create_connection((LOOPBACK, port), timeout=5) as connection:
        connection.sendall("".join(lines).encode())
        connection.makefile("rb").read(len(b"+OK\r\n") * SESSIONS)


def _htpasswd(password: str) -> str:
    """Apache's {SHA}: weak for a user's password, sufficient for 24 random bytes that live for a minute."""
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).digest()
    return f"{USER}:{{SHA}}{base64.b64encode(digest).decode()}\n"


def _private(path: Path, text: str) -> Path:
    path.touch(mode=0o600)
    path.write_text(text + "\n")
    return path
