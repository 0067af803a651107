"""Sendria's API (2.x): the content of its list, whole or cut.

`/api/messages/?page=N` gives 100 whole mails a page and `meta.pages_total`; a page past the end is empty and
54 bytes long, so that the counter is read there. Listing changes nothing; nor does reading a mail.
"""

from __future__ import annotations

import re
from datetime import datetime

from leftopen.formats import partial_json
from leftopen.formats.mail_date import iso, mail_date
from leftopen.formats.sample_selection import Item
from leftopen.model.channel import Reply
from leftopen.model.size import Size
from leftopen.present.humanize import format_count
from leftopen.wire.products.mailbox import END, Mailbox, Page

COUNTER = "/api/messages/?page=100000"
PER_PAGE = 100
MOST_PAGES = 5

_FILENAME = re.compile(r"filename\*?=\"?([^\"\r\n;]{1,200})", re.IGNORECASE)
_DATE = re.compile(r"^date:[ \t]*([^\r\n]{1,80})", re.IGNORECASE | re.MULTILINE)


def list_path(page: int) -> str:
    return f"/api/messages/?page={page}"


def mails(reply: Reply) -> dict[str, bytes]:
    """Key → the mail as received, for those that a list page holds whole; in memory only."""
    return {
        str(mail["id"]): source.encode("utf-8", "replace")
        for mail in partial_json.items(reply.body, "data")
        if type(mail.get("id")) is int and isinstance(source := mail.get("source"), str)
    }


def pages_total(reply: Reply) -> int | None:
    """The counter of a complete response in exactly Sendria's shape, or None."""
    value = partial_json.whole(reply.body) if reply.status == 200 and not reply.cut else None
    if not isinstance(value, dict) or value.get("code") != "OK" or not isinstance(value.get("data"), list):
        return None
    meta = value.get("meta")
    total = meta.get("pages_total") if isinstance(meta, dict) else None
    return total if type(total) is int and 0 <= total < 10**9 else None


def pages(total: int) -> tuple[int, ...]:
    """The pages to request, the newest (1) first: all up to five, else five spread to the oldest. Only the
    first and the last are read; for the others the length is enough (HEAD)."""
    if total <= MOST_PAGES:
        return tuple(range(1, total + 1))
    return tuple(1 + step * (total - 1) // (MOST_PAGES - 1) for step in range(MOST_PAGES))


def items(reply: Reply) -> tuple[Item, ...]:
    """The mails of one list page, in memory."""
    return tuple(
        Item(
            key=str(mail["id"]),
            label=str(mail.get("subject") or ""),
            attached=_attached(mail.get("source")),
            size=_size(mail.get("size")),
        )
        for mail in partial_json.items(reply.body, "data")
        if type(mail.get("id")) is int
    )


def dates(reply: Reply) -> tuple[datetime, ...]:
    """Each mail's own date, else its time of arrival."""
    found = []
    for mail in partial_json.items(reply.body, "data"):
        source = mail.get("source")
        head = source[:20000].partition("\n\n")[0] if isinstance(source, str) else ""
        written = _DATE.search(head)
        date = mail_date(written[1]) if written else None
        found.append(date or iso(str(mail.get("created_at") or "")))
    return tuple(date for date in found if date)


def size(counter: int, listed: tuple[Reply, ...]) -> Size:
    """Records: exact when the last page was seen whole, else by `_numbered`, else a lower bound. Bytes: the
    lengths of all its pages (a page holds its mails whole), else those of the mails that were seen."""
    seen = [items(reply) for reply in listed]
    known = dict(zip(pages(counter), zip(listed, seen, strict=False), strict=False))
    last, shown = known.get(counter, (None, ()))
    records = (counter - 1) * PER_PAGE + max(len(shown), 1) if counter else 0
    exact = counter == 0 or (last is not None and not last.cut)
    if last is not None and not exact:
        numbered = _numbered(counter, seen, last, len(shown))
        records, exact = (numbered, True) if numbered else (records, False)
    lengths = [_length(reply) for reply in listed]
    when = [date for reply in listed for date in dates(reply)]
    return Size(
        records=records,
        bytes=sum(filter(None, lengths)) if len(lengths) == counter and all(lengths) else _seen(seen, exact),
        at_least=not exact,
        oldest=min(when, default=None),
        newest=max(when, default=None),
    )


def _numbered(counter: int, seen: list[tuple[Item, ...]], last: Reply, shown: int) -> int | None:
    """The highest mail number, where two signs show that it is the count: it fits the counter of pages, and
    the last page's length fits that many mails within a twentieth. Deleted mails break one of them."""
    length = _length(last)
    number = max((int(item.key) for page in seen for item in page), default=0)
    if length is None or not shown or not (counter - 1) * PER_PAGE < number <= counter * PER_PAGE:
        return None
    by_length = (counter - 1) * PER_PAGE + min(shown * length / len(last.body), PER_PAGE)
    return number if abs(by_length - number) <= number / 20 else None


def _seen(seen: list[tuple[Item, ...]], exact: bool) -> int | None:
    """The sizes of the mails that were seen: only beside a count that is a lower bound too."""
    return sum(item.size or 0 for page in seen for item in page) if seen and not exact else None


def _length(reply: Reply) -> int | None:
    value = reply.header("content-length")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None


def _attached(source: object) -> tuple[str, ...]:
    return tuple(_FILENAME.findall(source)[:20]) if isinstance(source, str) else ()


def _size(value: object) -> int | None:
    return value if type(value) is int and 0 <= value < 2**40 else None


def _listing(count: int) -> tuple[Page, ...]:
    return tuple(
        Page(
            path=list_path(page),
            limit=END if page > 1 else 2 * END,
            method="GET" if page in (1, count) else "HEAD",
        )
        for page in pages(count)
    )


MAILBOX = Mailbox(
    product="Sendria",
    counter=COUNTER,
    count=pages_total,
    pages=_listing,
    items=items,
    held=mails,
    size=size,
    words=lambda count: f"{format_count(count, 'page')} of {PER_PAGE} mails each",
)
