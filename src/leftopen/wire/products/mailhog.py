"""MailHog's API (v2): its list, which holds each mail whole, and twice (parsed, and raw).

Listing changes nothing. A page past the end has no mails. Where the mails are in a folder, the program gives
all of them for any request, so that the counter is read from a truncated response. Source: api/v2.go of
MailHog-Server and message.go of mailhog/data.
"""

from __future__ import annotations

import re

from leftopen.formats import partial_json
from leftopen.formats.mail_date import iso
from leftopen.formats.sample_selection import Item
from leftopen.model.channel import Reply
from leftopen.model.facts import Json
from leftopen.model.size import Size
from leftopen.wire.products.mailbox import END, Mailbox, Page, line, to_count

COUNTER = "/api/v2/messages?limit=1&start=1000000000"
LISTED, LAST = 20, 3
HEADERS = 100

_BEGIN = re.compile(rb'\{"total":(\d{1,12}),"count":\d{1,12},"start":\d{1,12},"items":(?:\[|null\})')
_FILENAME = re.compile(r"filename\*?=\"?([^\"\r\n;]{1,200})", re.IGNORECASE)
_NAME = re.compile(r"[!-9;-~]{1,100}")


def total(reply: Reply) -> int | None:
    """The counter of a response in exactly MailHog's shape, also of a truncated one, or None."""
    found = _BEGIN.match(reply.body[:100]) if reply.status == 200 else None
    whole = found is not None and (reply.cut or isinstance(partial_json.whole(reply.body), dict))
    return int(found[1]) if found is not None and whole else None


def pages(count: int) -> tuple[Page, ...]:
    """The newest, and the oldest where they are not among them; newest first is its only order."""
    newest = Page(path=f"/api/v2/messages?limit={LISTED}", limit=2 * END)
    oldest = Page(path=f"/api/v2/messages?limit={LAST}&start={count - LAST}")
    return (newest, oldest) if count > LISTED else (newest,)


def items(reply: Reply) -> tuple[Item, ...]:
    """The mails of one page, in memory."""
    return tuple(
        Item(
            key=key,
            label=_header(content, "Subject"),
            attached=tuple(_FILENAME.findall(_text(content.get("Body")))[:20]),
            size=to_count(content.get("Size")),
        )
        for key, content, _ in _mails(reply)
    )


def mails_by_key(reply: Reply) -> dict[str, bytes]:
    """Key → the mail: raw where that arrived, else from its headers and its body."""
    return {key: _mail(content, raw) for key, content, raw in _mails(reply)}


def size(count: int, listed: tuple[Reply, ...]) -> Size:
    """Records by `total`; dates by time of arrival; bytes only when all were seen."""
    seen = {item.key: item.size or 0 for reply in listed for item in items(reply)}
    mails = (mail for reply in listed for mail in partial_json.items(reply.body, "items"))
    when = [date for mail in mails if (date := iso(str(mail.get("Created") or "")))]
    return Size(
        records=count,
        bytes=sum(seen.values()) if seen and len(seen) >= count else None,
        oldest=min(when, default=None),
        newest=max(when, default=None),
    )


def _mails(reply: Reply) -> list[tuple[str, dict[str, Json], str]]:
    """(id, parsed, raw or '') of each mail whose parsed part arrived."""
    found = []
    for mail in partial_json.items(reply.body, "items"):
        key, content, raw = mail.get("ID"), mail.get("Content"), mail.get("Raw")
        if isinstance(key, str) and isinstance(content, dict):
            found.append((key, content, _text(raw.get("Data")) if isinstance(raw, dict) else ""))
    return found


def _mail(content: dict[str, Json], raw: str) -> bytes:
    if raw:
        return raw.encode("utf-8", "replace")
    headers = content.get("Headers")
    named = headers if isinstance(headers, dict) else {}
    lines = [f"{name}: {_header(content, name)}" for name in list(named)[:HEADERS] if _NAME.fullmatch(name)]
    return "\r\n".join([*lines, "", _text(content.get("Body"))]).encode("utf-8", "replace")


def _header(content: dict[str, Json], name: str) -> str:
    headers = content.get("Headers")
    values = headers.get(name) if isinstance(headers, dict) else None
    return line(values[0]) if isinstance(values, list) and values else ""


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


MAILBOX = Mailbox(
    product="MailHog", counter=COUNTER, count=total, pages=pages, items=items, held=mails_by_key, size=size
)
