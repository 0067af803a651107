"""Sends a notice to a syslog server (RFC 5424) over TLS (`syslogs:`) or TCP (`syslog:`): one JSON line for
each exposure or change.

Syslog gives no answer: *sent* means that the bytes were handed over and the connection held.
"""

from __future__ import annotations

import json

from leftopen.formats.syslog_message import frame
from leftopen.formats.webhook_body import item_line
from leftopen.model.notice import Notice, Outbound, Sender
from leftopen.present.printable import printable


def render(notice: Notice, sender_address: str) -> bytes:
    """The framed messages, one after the other."""
    head: dict[str, object] = {"id": notice.id, "subject": printable(notice.subject, 200)}
    rows = [(item.severity, head | item_line(item)) for item in notice.about] or [("info", head)]
    return b"".join(
        frame(json.dumps(row, ensure_ascii=False), severity=severity, at=notice.written, kind="notice")
        for severity, row in rows
    )


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
