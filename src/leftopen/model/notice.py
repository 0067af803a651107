"""Notices to owners and their receipts. And the contracts of `contacts/` and `notices/`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from leftopen.model.case import Case
from leftopen.model.organisation import OrganisationThen
from leftopen.model.scope import ScopeRecord
from leftopen.model.severity import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactPoint:
    """`url` is `mailto:…` or another scheme that a sender serves; `source` is where it comes from. `opens`:
    when its owner is at work next, None when it is."""

    url: str
    source: str
    opens: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One way to find the owner's contact; pure. Given the scope record that covers the case, and the
    organisations that it belongs to at the time, nearest first. `rank`: the lowest is asked first."""

    find: Callable[[Case, ScopeRecord | None, Sequence[OrganisationThen]], tuple[ContactPoint, ...]]
    rank: int = 0


class Rejected(ConnectionError):
    """The other side refused it for good (SMTP 5xx, most of HTTP 4xx): the same again would not help."""


class TryLater(ConnectionError):
    """The other side said after how many seconds it wants it again."""

    def __init__(self, message: str, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeItem:
    """One exposure, or one change that a monitor saw, for channels that send data beside the text. `change`
    is '' for an exposure; `holds` counts what the sample held; all texts are masked."""

    endpoint: str
    address: str
    port: int = 0
    title: str = ""
    severity: str = ""
    check: str = ""
    case: str = ""
    product: str = ""
    change: str = ""
    first_open: datetime | None = None
    last_open: datetime | None = None
    holds: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One message, already masked. `id` is also the idempotency key; `case` is '' when it is not about one
    server; `about` is what it is about, the case that it names first in front."""

    id: str
    case: str
    to: str
    subject: str
    text: str
    written: datetime
    about: tuple[NoticeItem, ...] = ()

    @property
    def severity(self) -> str:
        """The highest of what it is about; '' when there is none."""
        known = [Severity(item.severity) for item in self.about if item.severity]
        return max(known, key=lambda one: one.rank).value if known else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """`accepted` only when the other side accepted it; `said` is its response, masked."""

    notice: str
    accepted: bool
    said: str
    at: datetime


class Outbound(Protocol):
    """The connection to the mail server, and to URLs that the settings or the scope name; never to a target.
    Every method raises ConnectionError when the message was not accepted: `Rejected` when it never will be,
    `TryLater` when the other side said when."""

    async def mail(self, sender: str, recipient: str, message: bytes) -> str:
        """Sends one message to the configured SMTP server and returns its response."""
        ...

    async def post(self, url: str, body: bytes, content_type: str, *, key: str = "") -> str:
        """Posts one message and returns the status. With a `key`, the id of the notice, it is signed."""
        ...

    async def apprise(self, name: str, title: str, text: str) -> str:
        """Sends a message through Apprise to the service of that name."""
        ...

    async def stream(self, url: str, data: bytes) -> str:
        """Hands bytes over TLS or TCP to the server of the URL, which gives no answer; returns how many."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """One way to notify: serves recipients whose URL has one of `schemes`, such as `example`.

    `render` gives the bytes to send (written to disk whether or not they are sent, in a file whose name ends
    in `suffix`), `send` sends them and returns the response; both are given the setting `mail_from`.
    `check` raises BadAddress for a recipient that it can't address, whatever the message.
    `needs`: the settings without which a notice is only written; `unconfigured` says so. `named`: it goes
    only to recipients that the settings or the scope name. `optional`: nothing is amiss without its
    settings."""

    schemes: tuple[str, ...]
    example: str
    suffix: str
    render: Callable[[Notice, str], bytes]
    send: Callable[[Notice, str, Outbound], Awaitable[str]]
    check: Callable[[str], object] = str
    needs: tuple[str, ...] = ()
    unconfigured: str = ""
    named: bool = False
    optional: bool = False
