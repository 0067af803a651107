"""Posts a notice to a URL, signed: as JSON, or as a ticket or event of a system (`formats/webhook_bodies/`).

The signature is that of Standard Webhooks (HMAC-SHA-256 over id, time and body). No redirect is followed.
"""

from __future__ import annotations

from leftopen.formats.webhook_body import USUAL, fill, forms, target
from leftopen.model.notice import Notice, Outbound, Sender

TYPE = "application/json"


def render(notice: Notice, sender_address: str) -> bytes:
    """The body. Raises BadAddress."""
    return fill(notice)


async def send(notice: Notice, sender_address: str, outbound: Outbound) -> str:
    """Posts it; returns the status. Raises BadAddress, ConnectionError."""
    return await outbound.post(target(notice.to).url, fill(notice), TYPE, key=notice.id)


sender = Sender(
    schemes=(
        *("https", "http"),
        *(f"{form}+{scheme}" for form in forms() if form != USUAL for scheme in ("https", "http")),
    ),
    example="https://hooks.example.org/leftopen",
    suffix=".json",
    render=render,
    send=send,
    named=True,
)
