"""The servers of the demonstration on loopback, open first, with passwords later."""

from __future__ import annotations

import atexit
import importlib.util
import random
import secrets
import smtplib
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from email.parser import HeaderParser
from email.utils import parseaddr
from pathlib import Path
from types import TracebackType

from leftopen.demo import servers, share, webmail
from leftopen.demo.mails import SEED, write_mails
from leftopen.demo.people import UNIT_DOMAIN
from leftopen.demo.program import LOOPBACK, ProgramFailed, ServerProgram, free_ports
from leftopen.errors import LeftopenError

Place = tuple[str, int]
_SENDERS = 6
_NEWEST = 12
_LETTERS = 60
_STORE_LIMIT = 20.0


class Stage:
    """Servers in `folder` (an existing, empty one). Use as a context manager, or call `open` and `close`.

    `endpoints`  name to (address, port): `mailbox` (the web page), `smtp`, `webmail` (a program that no check
                 knows), `files`, and `redis` where a redis-server is installed
    `truth`      what the mailbox holds
    `letters`    how many mails the web mail program holds, and `writers` the addresses of who wrote them
    `folder`     where the servers keep what they have
    `shared`     how many files the file server lists
    """

    def __init__(
        self,
        folder: Path,
        *,
        seed: int = SEED,
        ports: random.Random | None = None,
        password: Callable[[], str] = lambda: secrets.token_urlsafe(24),
    ) -> None:
        for package in ("sendria", "uploadserver"):
            if importlib.util.find_spec(package) is None:
                raise LeftopenError(f"the demonstration needs {package}: pip install 'leftopen[demo]'")
        self.folder = folder
        self._password = password
        self._redis = servers.redis_program()
        self._programs: dict[str, ServerProgram] = {}
        self._mails, self.truth = write_mails(seed)
        self._letters, written = write_mails(seed + 1, _LETTERS)
        self.letters, self.writers = len(self._letters), written.people
        self._seed = seed
        self.shared = 0
        names = ("mailbox", "smtp", "webmail", "files") + (("redis",) if self._redis else ())
        numbers = free_ports(len(names), ports or random.SystemRandom())
        self.endpoints: dict[str, Place] = {
            name: (LOOPBACK, port) for name, port in zip(names, numbers, strict=True)
        }

    def open(self) -> Stage:
        """Starts everything without a password, and sends the mails. Raises ProgramFailed."""
        atexit.register(self.close)
        (self.folder / "share").mkdir(exist_ok=True)
        self.shared = share.fill(self.folder / "share", self._seed)
        webmail.write(servers.letters(self.folder), self._letters)
        self._start(lambda: None)
        if self._redis:
            servers.fill_redis(self.endpoints["redis"][1])
        deliver(self._mails[:-_NEWEST], self.endpoints["smtp"])
        # Sendria orders its list by whole seconds; the newest mails come later, as they would in reality.
        await_stored(servers.database(self.folder), len(self._mails) - _NEWEST)
        time.sleep(1.1)
        deliver(self._mails[-_NEWEST:], self.endpoints["smtp"])
        await_stored(servers.database(self.folder), len(self._mails))
        return self

    def secure(self) -> None:
        """Restarts everything on the same ports with the same data, now with passwords."""
        self._stop()
        self._start(self._password)

    def reopen_mailbox(self) -> None:
        """Restarts the mailbox alone without a password, as after an update that lost a setting."""
        self._restart_mailbox(None)

    def secure_mailbox(self) -> None:
        """Restarts the mailbox alone with a password."""
        self._restart_mailbox(self._password())

    def close(self) -> None:
        """Ends every server; may be called twice."""
        self._stop()
        atexit.unregister(self.close)

    def __enter__(self) -> Stage:
        try:
            return self.open()
        except BaseException:
            self.close()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _start(self, password: Callable[[], str | None]) -> None:
        port = {name: number for name, (_, number) in self.endpoints.items()}
        self._programs = {
            "mailbox": self._mailbox(password()),
            "webmail": servers.webmail(self.folder, port["webmail"], password()),
            "files": servers.files(self.folder, port["files"], password(), self._password()),
        }
        if self._redis:
            self._programs["redis"] = servers.redis(self._redis, self.folder, port["redis"], password())
        with ThreadPoolExecutor(len(self._programs)) as together:
            list(together.map(ServerProgram.start, self._programs.values()))

    def _mailbox(self, password: str | None) -> ServerProgram:
        return servers.sendria(self.folder, self.endpoints["mailbox"][1], self.endpoints["smtp"][1], password)

    def _restart_mailbox(self, password: str | None) -> None:
        self._programs["mailbox"].stop()
        self._programs["mailbox"] = self._mailbox(password)
        self._programs["mailbox"].start()

    def _stop(self) -> None:
        programs, self._programs = self._programs, {}
        if programs:
            with ThreadPoolExecutor(len(programs)) as together:
                list(together.map(ServerProgram.stop, programs.values()))


def deliver(mails: list[bytes], smtp: Place) -> None:
    """Sends every mail to the server at `smtp`, over a few connections at once, each from its own From to
    its own To. Raises OSError or smtplib.SMTPException when one is not accepted."""
    shares = [mails[start::_SENDERS] for start in range(_SENDERS)]
    with ThreadPoolExecutor(_SENDERS) as together:
        list(together.map(lambda part: _deliver_some(part, smtp), shares))


def _deliver_some(mails: list[bytes], smtp: Place) -> None:
    """`local_hostname` is given; otherwise smtplib would query a name server for ours."""
    with smtplib.SMTP(*smtp, local_hostname=f"mail.{UNIT_DOMAIN}", timeout=20) as server:
        for raw in mails:
            head = HeaderParser().parsestr(raw.partition(b"\r\n\r\n")[0].decode("ascii"))
            server.sendmail(parseaddr(head["From"])[1], [parseaddr(head["To"])[1]], raw)


def await_stored(database: Path, count: int) -> None:
    """Sendria responds before it has written: wait until its database holds all mails, as long as more of
    them come. Raises ProgramFailed when none came for `_STORE_LIMIT` seconds."""
    until, before = time.monotonic() + _STORE_LIMIT, -1
    while (now := stored(database)) < count:
        if now > before:
            until, before = time.monotonic() + _STORE_LIMIT, now
        if time.monotonic() > until:
            raise ProgramFailed(f"the mailbox holds {now} of {count} mails")
        time.sleep(0.05)


def stored(database: Path) -> int:
    """The number of mails in Sendria's database, opened read-only."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=5)) as connection:
        row = connection.execute("SELECT count(*) FROM message").fetchone()
    return int(row[0])
