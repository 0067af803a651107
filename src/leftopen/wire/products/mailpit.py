"""Mailpit's API (v1): its list, whose summaries hold the first 250 characters of each mail.

`/api/v1/message/ID` marks the mail as read, which would change the server's state, so that no mail is ever
requested by its id, nor `latest`. Only the list is read: attachments and longer texts are not. Nor is
`/api/v1/info` requested, because it makes the server check for updates elsewhere. Source: the API reference
at mailpit.axllent.org, and the structs of server/apiv1 in its source.
"""

from __future__ import annotations

from leftopen.formats import partial_json
from leftopen.formats.mail_date import iso
from leftopen.formats.sample_selection import Item
from leftopen.model.channel import Reply
from leftopen.model.facts import Json
from leftopen.model.size import Size
from leftopen.wire.products.mailbox import END, Mailbox, Page, compose_message, line, to_count

COUNTER = "/api/v1/messages?limit=1&start=1000000000"
LISTED, LAST = 20, 5


def total(reply: Reply) -> int | None:
    """The counter of a complete response in exactly Mailpit's shape, or None."""
    value = partial_json.whole(reply.body) if reply.status == 200 and not reply.cut else None
    if not isinstance(value, dict) or not isinstance(value.get("messages"), list | None):
        return None
    counters = [value.get(name) for name in ("total", "unread", "count", "start")]
    if "messages" not in value or not all(type(each) is int and each >= 0 for each in counters):
        return None
    stored = counters[0]
    return stored if type(stored) is int else None


def pages(count: int) -> tuple[Page, ...]:
    """The newest, and the oldest where they are not among them; newest first is its only order."""
    newest = Page(path=f"/api/v1/messages?limit={LISTED}", limit=2 * END)
    oldest = Page(path=f"/api/v1/messages?limit={LAST}&start={count - LAST}")
    return (newest, oldest) if count > LISTED else (newest,)


def items(reply: Reply) -> tuple[Item, ...]:
    """The mails of one page, in memory."""
    return tuple(
        Item(
            key=str(mail["ID"]),
            label=str(mail.get("Subject") or ""),
            attached=("attachment",) * min(to_count(mail.get("Attachments")), 20),
            size=to_count(mail.get("Size")),
        )
        for mail in partial_json.items(reply.body, "messages")
        if isinstance(mail.get("ID"), str)
    )


def mails_by_key(reply: Reply) -> dict[str, bytes]:
    """Key → what the page shows of a mail: sender, recipients, date, subject, and its beginning."""
    return {
        str(mail["ID"]): compose_message(
            (
                ("From", _addresses([mail.get("From")])),
                ("To", _addresses(mail.get("To"))),
                ("Subject", mail.get("Subject")),
                ("Date", mail.get("Created")),
            ),
            str(mail.get("Snippet") or ""),
        )
        for mail in partial_json.items(reply.body, "messages")
        if isinstance(mail.get("ID"), str)
    }


def size(count: int, listed: tuple[Reply, ...]) -> Size:
    """Records by `total`; dates by the two ends of the list; bytes only when all were seen."""
    seen = {item.key: item.size or 0 for reply in listed for item in items(reply)}
    mails = (mail for reply in listed for mail in partial_json.items(reply.body, "messages"))
    when = [date for mail in mails if (date := iso(str(mail.get("Created") or "")))]
    return Size(
        records=count,
        bytes=sum(seen.values()) if seen and len(seen) >= count else None,
        oldest=min(when, default=None),
        newest=max(when, default=None),
    )


def _addresses(value: Json) -> str:
    people = value if isinstance(value, list) else []
    return ", ".join(line(person.get("Address")) for person in people[:50] if isinstance(person, dict))


MAILBOX = Mailbox(
    product="Mailpit", counter=COUNTER, count=total, pages=pages, items=items, held=mails_by_key, size=size
)
