"""Notices to owners and their receipts. And the contracts of `contacts/` and `notices/`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from leftopen.model.case import Case
from leftopen.model.scope import ScopeRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPoint:
    """`url` is `mailto:…` or another scheme that a sender serves; `source` is where it comes from."""

    url: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One way to find the owner's contact; pure."""

    find: Callable[[Case, ScopeRecord | None], tuple[ContactPoint, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message about one case, already masked. `id` is also the idempotency key."""

    id: str
    case: str
    to: str
    subject: str
    text: str
    written: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """`accepted` only when the other side accepted it; `said` is its response, masked."""

    notice: str
    accepted: bool
    said: str
    at: datetime


class Outbound(Protocol):
    """The connection to the mail server and to the URL of the settings; never to a target."""

    async def mail(self, sender: str, recipient: str, message: bytes) -> str:
        """Sends one message to the configured SMTP server and returns its response. Raises ConnectionError
        when it was not accepted."""
        ...

    async def post(self, url: str, body: bytes, content_type: str) -> str:
        """Posts one message to the configured URL and returns the status. Raises ConnectionError when it was
        not accepted."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """One way to notify: serves recipients whose URL has one of `schemes`, such as `example`.

    `render` gives the bytes to send (written to disk whether or not they are sent, in a file whose name ends
    in `suffix`), `send` sends them and returns the response; both are given the setting `mail_from`.
    `needs`: the settings without which a notice is only written; `unconfigured` says so."""

    schemes: tuple[str, ...]
    example: str
    suffix: str
    render: Callable[[Notice, str], bytes]
    send: Callable[[Notice, str, Outbound], Awaitable[str]]
    needs: tuple[str, ...] = ()
    unconfigured: str = ""
