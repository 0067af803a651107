"""The made-up mails as programs with a mailbox take them in: parsed, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache

from tests.servers.mailbag import mails

FIRST = datetime(2023, 2, 3, 8, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """`raw` as it came, `read` parsed; `came` when it was taken in."""

    number: int
    raw: bytes
    read: EmailMessage
    came: datetime

    def addresses(self, header: str) -> list[str]:
        """Those that stand in a header."""
        value = self.read[header]
        return [each.addr_spec for each in getattr(value, "addresses", ())]

    @property
    def text(self) -> str:
        """What a person reads."""
        part = self.read.get_body(("plain", "html"))
        return part.get_content() if part is not None else ""


@cache
def shown(count: int) -> tuple[Shown, ...]:
    """`count` mails, a minute apart, the forty over and over."""
    written = [(raw, _read(raw)) for raw in mails()[0]]
    made = [
        Shown(number=number, raw=raw, read=read, came=FIRST + timedelta(minutes=number))
        for number in range(count)
        for raw, read in (written[number % len(written)],)
    ]
    return tuple(reversed(made))


def _read(raw: bytes) -> EmailMessage:
    read = message_from_bytes(raw, policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read
