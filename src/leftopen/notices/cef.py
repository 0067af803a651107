"""Sends a notice as events in the Common Event Format, over syslog with TLS (`cefs:`) or TCP (`cef:`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from leftopen.formats.cef import event
from leftopen.formats.shortened import shorten
from leftopen.formats.syslog_message import ROOM, frame
from leftopen.model.notice import Notice, NoticeItem, Outbound, Sender
from leftopen.present.printable import printable

VERSION = "1"
"""Of what the events say: a receiver's rules depend on it."""


def render(notice: Notice, sender_address: str) -> bytes:
    """The framed events, one after the other: one for each exposure or change."""
    rows = [(item.severity, _event(notice, item)) for item in notice.about] or [("info", _plain(notice))]
    return b"".join(frame(text, severity=severity, at=notice.written, kind="cef") for severity, text in rows)


async def send(notice: Notice, sender_address: str, outbound: Outbound) -> str:
    """Hands them over. Raises ConnectionError."""
    return await outbound.stream(notice.to, render(notice, sender_address))


def _event(notice: Notice, item: NoticeItem) -> str:
    extension: dict[str, object] = {
        "externalId": notice.id, "src": item.address, "spt": item.port or None, "app": item.product,
        "cat": item.change or "exposure", "start": _epoch(item.first_open), "end": _epoch(item.last_open),
        "cs1Label": "case" if item.case else "", "cs1": item.case,
        "msg": ", ".join(f"{label} {count}" for label, count in item.holds.items()),
    }  # fmt: skip

    def text(values: Mapping[str, object]) -> str:
        return event(
            version=VERSION, signature=printable(item.check or item.change, 120), severity=item.severity,
            name=printable(item.title, 120) or item.change, extension=values,
        )  # fmt: skip

    # Its values are cut, and not the whole, whose last escape would be half of one.
    return text(shorten(extension, lambda values: len(text(values).encode()), ROOM))


def _plain(notice: Notice) -> str:
    return event(
        version=VERSION, signature="notice", name=printable(notice.subject, 120), severity="info",
        extension={"externalId": notice.id},
    )  # fmt: skip


def _epoch(at: datetime | None) -> int | None:
    """Milliseconds since 1970."""
    return None if at is None else int(at.timestamp() * 1000)


sender = Sender(
    schemes=("cefs", "cef"),
    example="cefs://siem.example.org:6514",
    suffix=".cef",
    render=render,
    send=send,
    named=True,
)
