"""Sends a notice to a syslog server (RFC 5424) over TLS (`syslogs:`) or TCP (`syslog:`): one JSON line for
each exposure or change.

Syslog gives no answer: *sent* means that the bytes were handed over and the connection held.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from leftopen.formats.shortened import shorten
from leftopen.formats.syslog_message import ROOM, frame
from leftopen.formats.webhook_body import item_line
from leftopen.model.notice import Notice, Outbound, Sender
from leftopen.present.printable import printable


def render(notice: Notice, sender_address: str) -> bytes:
    """The framed messages, one after the other."""
    head: dict[str, object] = {"id": notice.id, "subject": printable(notice.subject, 200)}
    rows = [(item.severity, head | item_line(item)) for item in notice.about] or [("info", head)]
    return b"".join(
        frame(_text(row), severity=severity, at=notice.written, kind="notice") for severity, row in rows
    )


def _text(row: Mapping[str, object]) -> str:
    """One that is too long has shorter values: a receiver must be able to parse it."""
    return _json(shorten(row, lambda values: len(_json(values).encode()), ROOM))


def _json(row: Mapping[str, object]) -> str:
    return json.dumps(row, ensure_ascii=False)


async def send(notice: Notice, sender_address: str, outbound: Outbound) -> str:
    """Hands them over. Raises ConnectionError."""
    return await outbound.stream(notice.to, render(notice, sender_address))


sender = Sender(
    schemes=("syslogs", "syslog"),
    example="syslogs://siem.example.org:6514",
    suffix=".syslog",
    render=render,
    send=send,
    named=True,
)
