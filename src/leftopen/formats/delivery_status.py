"""Reads delivery status notifications (RFC 3464): which message of ours could not be delivered, and why.

The parser of nested parts takes long for some bytes; so this runs in the sandbox only, which ends it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from leftopen.formats.mail_date import mail_date
from leftopen.present.printable import printable

LARGEST = 256 * 1024
"""Bytes that are read of a mail; what matters comes before the copy of our text."""
_PARTS = 50
_BLOCKS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryStatus:
    """`failed`: for good, for at least one recipient. `message_id` of the mail that it is about, '' when it
    names none; `said` is the status and the other side's words; `own_id` is the Message-ID of the
    notification; `at`: when it was written by its own date."""

    failed: bool = False
    message_id: str = ""
    said: str = ""
    own_id: str = ""
    at: datetime | None = None


def read(raw: bytes) -> DeliveryStatus:
    """What is no notification, or tells of a delay only, has not failed. Never raises."""
    try:
        return _read(BytesParser(policy=compat32).parsebytes(raw[:LARGEST]))
    except Exception:  # noqa: BLE001 - what the library raises on hostile bytes is not listed
        return DeliveryStatus()


def _read(mail: Message) -> DeliveryStatus:
    if mail.get_content_type() != "multipart/report" or not mail.is_multipart():
        return DeliveryStatus()
    parts = list(_parts(mail))
    statuses = [part for part in parts if part.get_content_type() == "message/delivery-status"]
    blocks = [block for part in statuses for block in _below(part)[:_BLOCKS]]
    failed = [block for block in blocks if _text(block, "Action").lower() == "failed"]
    if not failed:
        return DeliveryStatus()
    stated = " ".join(filter(None, (_text(failed[0], name) for name in ("Status", "Diagnostic-Code"))))
    about = next(filter(None, map(_about, parts)), "")
    return DeliveryStatus(
        failed=True,
        message_id=about,
        said=printable(stated, 200),
        at=mail_date(_text(mail, "Date")),
        own_id=_text(mail, "Message-ID"),
    )


def _parts(mail: Message) -> Iterator[Message]:
    """The parts of the report itself: nothing deeper belongs to it."""
    yield from _below(mail)[:_PARTS]


def _below(part: Message) -> list[Message]:
    below = part.get_payload()
    return [one for one in below if isinstance(one, Message)] if isinstance(below, list) else []


def _about(part: Message) -> str:
    """The Message-ID of the mail that is returned, whole or its headers only."""
    kind = part.get_content_type()
    if kind == "message/rfc822":
        return next((_text(one, "Message-ID") for one in _below(part)), "")
    if kind in ("text/rfc822-headers", "message/global-headers"):
        payload = part.get_payload(decode=True)
        raw = payload if isinstance(payload, bytes) else b""
        return _text(BytesParser(policy=compat32).parsebytes(raw, headersonly=True), "Message-ID")
    return ""


def _text(part: Message, name: str) -> str:
    """The first header of that name, in one line."""
    return " ".join(str(part.get(name, "")).split())[:1000]
