"""The owner's mail server of the demonstration: receives a notice by SMTP on loopback and returns it."""

from __future__ import annotations

import random
import threading
import time
from types import TracebackType

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from leftopen.demo.program import LOOPBACK, free_ports

_SIZE_LIMIT = 4 * 1024 * 1024


class SmtpSink:
    """Listens between `start` and `stop`, or as a context manager. `received` gets one raw message per mail;
    `recipients` its addresses."""

    def __init__(self, *, ports: random.Random | None = None) -> None:
        self.host = LOOPBACK
        self.port = free_ports(1, ports or random.SystemRandom())[0]
        self.received: list[bytes] = []
        self.recipients: list[tuple[str, ...]] = []
        self._arrived = threading.Condition()
        self._controller = Controller(
            self,
            hostname=self.host,
            port=self.port,
            data_size_limit=_SIZE_LIMIT,
            server_hostname="sink.example",
        )

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Called by aiosmtpd for each mail, in its own thread."""
        content = envelope.content or b""
        with self._arrived:
            self.received.append(content if isinstance(content, bytes) else content.encode())
            self.recipients.append(tuple(envelope.rcpt_tos))
            self._arrived.notify_all()
        return "250 taken by the demonstration"

    def wait(self, count: int, seconds: float) -> bool:
        """Have `count` mails come within `seconds`?"""
        until = time.monotonic() + seconds
        with self._arrived:
            while len(self.received) < count:
                left = until - time.monotonic()
                if left <= 0 or not self._arrived.wait(left):
                    return len(self.received) >= count
        return True

    def start(self) -> SmtpSink:
        self._controller.start()
        return self

    def stop(self) -> None:
        self._controller.stop(no_assert=True)

    def __enter__(self) -> SmtpSink:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
