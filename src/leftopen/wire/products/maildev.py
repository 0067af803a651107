"""MailDev's API (3.x): its list, and a mail from the list.

`/api/email/ID` marks the mail as read, which would change the server's state. So no request has the id in the
path: `/api/email?id=ID` filters the *list*, which marks nothing. Attachments are only reachable through the
path, so that their contents stay unread; their names and sizes are in the list.
"""

from __future__ import annotations

import re
from datetime import datetime

from leftopen.formats import partial_json
from leftopen.formats.mail_date import iso
from leftopen.formats.sample_selection import Item
from leftopen.model.channel import Reply
from leftopen.model.facts import Json
from leftopen.model.size import Size
from leftopen.wire.products.mailbox import Mailbox, Page, compose_message, line, to_count

COUNTER = "/api/email/summary?limit=1&skip=100000000"
NEWEST = "/api/email/summary?limit=25&sort=desc"
OLDEST = "/api/email/summary?limit=5&sort=asc"

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def mail_path(key: str) -> str:
    """The list, filtered to one mail."""
    return f"/api/email?id={key}&limit=1"


def total(reply: Reply) -> int | None:
    """The counter of a complete response in exactly MailDev's shape, or None."""
    value = partial_json.whole(reply.body) if reply.status == 200 and not reply.cut else None
    if not isinstance(value, dict) or not isinstance(value.get("items"), list):
        return None
    counters = [value.get(name) for name in ("storeTotal", "total", "unread", "skip", "limit")]
    if not all(type(counter) is int and counter >= 0 for counter in counters):
        return None
    stored = counters[0]
    return stored if type(stored) is int else None


def items(reply: Reply) -> tuple[Item, ...]:
    """The mails of a summary page, in memory. Their ids are checked: they become part of a path."""
    return tuple(
        Item(
            key=str(mail["id"]),
            label=str(mail.get("subject") or ""),
            attached=("attachment",) * min(to_count(mail.get("attachmentCount")), 20),
            size=to_count(mail.get("size")),
        )
        for mail in partial_json.items(reply.body, "items")
        if _ID.fullmatch(str(mail.get("id") or ""))
    )


def dates(reply: Reply) -> tuple[datetime, ...]:
    found = (iso(str(mail.get("time") or "")) for mail in partial_json.items(reply.body, "items"))
    return tuple(date for date in found if date)


def size(counter: int, listed: tuple[Reply, ...]) -> Size:
    """Records by `storeTotal`; dates by the two ends of the sorted list; bytes only when all were seen."""
    seen = {item.key: item.size or 0 for reply in listed for item in items(reply)}
    when = [date for reply in listed for date in dates(reply)]
    return Size(
        records=counter,
        bytes=sum(seen.values()) if seen and len(seen) >= counter else None,
        oldest=min(when, default=None),
        newest=max(when, default=None),
    )


def mail(reply: Reply) -> bytes:
    """One mail of the list as a message: a few headers, and its text (or HTML). b'' when there is none."""
    found = partial_json.items(reply.body) if reply.status == 200 else ()
    if not found:
        return b""
    first = found[0]
    headers: tuple[tuple[str, Json], ...] = (
        ("From", _addresses(first.get("from"))),
        ("To", _addresses(first.get("to"))),
        ("Subject", first.get("subject")),
        ("Date", first.get("time")),
    )
    plain, page = first.get("text"), first.get("html")
    kind, body = ("plain", plain) if isinstance(plain, str) and plain else ("html", page)
    return compose_message(headers, body if isinstance(body, str) else "", kind)


def _addresses(value: Json) -> str:
    people = value if isinstance(value, list) else []
    return ", ".join(line(person.get("address")) for person in people[:50] if isinstance(person, dict))


MAILBOX = Mailbox(
    product="MailDev",
    counter=COUNTER,
    count=total,
    pages=lambda count: (Page(path=NEWEST), Page(path=OLDEST)),
    items=items,
    size=size,
    path=mail_path,
    mail=mail,
)
