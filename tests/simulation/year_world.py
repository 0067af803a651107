"""What is outside of the watchman: 200 small real servers on loopback that open, close and change, and a mail
server that is up or down."""

from __future__ import annotations

import asyncio
import email
import email.policy
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import SystemRandom
from types import TracebackType
from typing import Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from leftopen.demo.program import free_ports
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis

MONITORS, HOSTS, OPEN_AT_FIRST = 10, 26, 20
SSH, MAIL, REDIS = 20022, 20025, 20063
PORTS = f"{SSH},{MAIL},{REDIS}"
NOTICE = re.compile(r"<notice-([0-9A-Za-z]+)@")


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """One service as it is. `locked`: it asks for a password (Redis alone)."""

    address: str
    port: int
    version: str = "1"
    locked: bool = False

    @property
    def endpoint(self) -> str:
        return f"{self.address}:{self.port}"

    @property
    def exposed(self) -> bool:
        return self.port == REDIS and not self.locked


def network(monitor: int) -> str:
    return f"127.77.{monitor}.0/27"


def address(monitor: int, host: int) -> str:
    return f"127.77.{monitor}.{host}"


def monitor_of(server: Server) -> int:
    return int(server.address.split(".")[2])


def first_servers() -> Iterator[Server]:
    """In each network 13 SSH servers, 5 mail servers and 2 of Redis; the first address never changes."""
    for monitor in range(MONITORS):
        for host in range(1, OPEN_AT_FIRST + 1):
            port = REDIS if host > 18 else MAIL if host > 13 else SSH
            yield Server(address=address(monitor, host), port=port, locked=host == 20)


@dataclass(slots=True, kw_only=True)
class SimServers:
    """`now` by address: at most one service of each."""

    loopback: Loopback = field(default_factory=Loopback)
    now: dict[str, Server] = field(default_factory=dict)
    talks: dict[str, Talk] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self.loopback.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.loopback.__exit__(kind, error, trace)

    def open(self, server: Server) -> None:
        talk = self.talks[server.address] = Talk(server=server)
        self.loopback.serve(talk, host=server.address, port=server.port)
        self.now[server.address] = server

    def close(self, address: str) -> Server:
        server = self.now.pop(address)
        self.loopback.shut_one(server.address, server.port)
        return server

    def change(self, address: str, **how: object) -> None:
        self.now[address] = self.talks[address].server = replace(self.now[address], **how)  # type: ignore[arg-type]


@dataclass(slots=True, kw_only=True)
class Talk:
    """What a server says, as it is now."""

    server: Server

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        version = self.server.version
        if self.server.port == REDIS:
            await Redis(keys=3, locked=self.server.locked)(reader, writer)
        elif self.server.port == SSH:
            await _banner(reader, writer, f"SSH-2.0-OpenSSH_9.{version}\r\n", "")
        else:
            await _banner(reader, writer, f"220 mx.example.org ESMTP Exim 4.{version}\r\n", "500 what?\r\n")


async def _banner(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, first: str, then: str) -> None:
    writer.write(first.encode())
    await writer.drain()
    # Whoever asks more is not made to wait for an answer.
    await reader.readline()
    writer.write(then.encode())
    await writer.drain()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One that came. `at`: the true time."""

    id: str
    to: str
    subject: str
    text: str
    at: datetime


@dataclass(slots=True, kw_only=True)
class SimMail:
    """`came`: what was accepted since it was asked last."""

    clock: Callable[[], datetime]
    port: int = field(default_factory=lambda: free_ports(1, SystemRandom())[0])
    came: list[Mail] = field(default_factory=list)
    controller: Controller | None = None

    @property
    def up(self) -> bool:
        return self.controller is not None

    def start(self) -> None:
        if self.controller is None:
            self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
            self.controller.start()

    def stop(self) -> None:
        if self.controller is not None:
            self.controller.stop(no_assert=True)
            self.controller = None

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.content or b""
        raw = content if isinstance(content, bytes) else content.encode()
        message = email.message_from_bytes(raw, policy=email.policy.default)
        found, body = NOTICE.search(str(message["Message-ID"])), message.get_body(("plain",))
        assert found
        assert body
        [to] = envelope.rcpt_tos
        self.came.append(Mail(
            id=found[1], to=to, subject=str(message["Subject"]), text=body.get_content(), at=self.clock(),
        ))  # fmt: skip
        return "250 taken"

    def taken(self) -> list[Mail]:
        found, self.came = self.came, []
        return found
