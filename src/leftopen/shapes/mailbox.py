"""Mailbox: a list of mail, or a mail itself, readable in a browser, whatever the program is called.

Open: rows or JSON objects with a sender, a subject and a recipient or date, and an address in them; rows of
any titles with an address, a phrase and a date each, of which some are replies or all have times; or a raw
mail (RFC 5322: the header fields From, Date and Subject). The list is read in memory to count and date it; at
read level `sample` the rows of the page go to the detectors.

Intent: *left open* when recipients are shown; *published* when the page says that it is an archive of a
mailing list, all mails go to one list's address, or a page without recipients bears the marks of a publisher;
else undetermined.

False positives: an advertisement that shows a picture of a mailbox has no like rows with addresses. Only
answers without a password field count.
"""

from __future__ import annotations

import re

from leftopen.formats.list_mail import is_list_archive
from leftopen.model.facts import Json
from leftopen.model.sample import Sample
from leftopen.model.severity import Severity
from leftopen.model.shape import Intent, Shape, ShapeMatch
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer, Page, RowGroup
from leftopen.present.humanize import format_count
from leftopen.wire.http.pages.like_objects import LikeObjects, like_objects, texts, value, words
from leftopen.wire.http.pages.mail_rows import ADDRESS, are_mails, is_list
from leftopen.wire.http.pages.page_parser import example
from leftopen.wire.http.pages.public_marks import why_published
from leftopen.wire.http.pages.row_samples import PIECE, cell_sample, object_sample
from leftopen.wire.http.pages.row_values import row_date

SENDER = frozenset({"from", "sender", "de", "von", "expéditeur", "absender", "mailfrom", "author"})
RECIPIENT = frozenset(
    {"to", "recipient", "recipients", "rcpt", "rcpts", "destinataire", "empfänger", "recip", "à", "an"}
)
SUBJECT = frozenset({"subject", "objet", "betreff", "asunto", "oggetto"})
WHEN = frozenset({"date", "received", "created", "time", "timestamp", "sent", "datum", "arrived", "when"})
ONE_LIST = "all mails go to one address, which is a list's"
_ARCHIVE = re.compile(
    r"\b(?:mailing[- ]list|list archives?|mail archives?|archives|hypermail|pipermail|mhonarc)\b",
    re.IGNORECASE,
)
_FIELD = re.compile(r"^([A-Za-z][A-Za-z-]{1,40}):[ \t]", re.MULTILINE)


def judge(answer: Answer) -> ShapeMatch | None:
    """A mail list or a mail, by its fields."""
    if answer.reply.status != 200:
        return None
    if answer.data is not None:
        return _from_json(like_objects(answer.data), answer.reply.cut)
    if answer.page is not None and not answer.page.password:
        return _from_page(answer, answer.page)
    return _raw(answer)


def _from_json(found: LikeObjects | None, cut: bool) -> ShapeMatch | None:
    if found is None:
        return None
    mails = [row for row in found.rows if _is_mail(row)]
    if not mails or len(mails) * 2 < len(found.rows):
        return None
    count = max(found.total or 0, len(mails))
    dates = [when for row in mails if (when := row_date(texts(value(row, WHEN)))) is not None]
    recipients = [texts(value(row, RECIPIENT)) for row in mails if value(row, RECIPIENT) is not None]
    archive = is_list(recipients, [texts(value(row, SUBJECT)) for row in mails])
    intent, why = _purpose(bool(recipients), ONE_LIST if archive else "")
    return ShapeMatch(
        kind=ExposureKind.DATA,
        said=format_count(count, "mail"),
        intent=intent,
        why=why,
        size=Size(
            records=count,
            at_least=cut or found.total is None,
            oldest=min(dates, default=None),
            newest=max(dates, default=None),
        ),
        sample=object_sample("mail", mails),
    )


def _is_mail(row: dict[str, Json]) -> bool:
    fields = {**row, **{k: v for inner in row.values() if isinstance(inner, dict) for k, v in inner.items()}}
    sender, subject = value(fields, SENDER), value(fields, SUBJECT)
    recipient = value(fields, RECIPIENT)
    if subject is None and not any(words(key) & SUBJECT for key in fields):
        return False
    addresses = ADDRESS.search(f"{texts(sender)} {texts(recipient)}")
    return (sender is not None or recipient is not None) and addresses is not None


def _from_page(answer: Answer, page: Page) -> ShapeMatch | None:
    for group in page.groups:
        cells = [row.cells for row in group.rows]
        rows = [row for row in cells if ADDRESS.search(" ".join(row))]
        named = _header(group)
        enough = len(rows) >= (1 if named >= 2 else 3)
        if not enough or len(rows) * 2 < len(cells):
            continue
        # Titles without a subject name something else, such as the addresses of a staff.
        if named >= 2 or _is_inbox(page, group, rows):
            return _listed(answer, page, group, rows)
    return None


def _is_inbox(page: Page, group: RowGroup, rows: list[tuple[str, ...]]) -> bool:
    """Are the rows mails by what they hold, or by the words of the page where they have no titles?"""
    dated = sum(row_date(" ".join(cells)) is not None for cells in rows)
    return are_mails(rows) or (dated * 2 >= len(rows) and not group.header and _mail_words(page))


def _listed(answer: Answer, page: Page, group: RowGroup, rows: list[tuple[str, ...]]) -> ShapeMatch:
    recipients = any(words(title) & RECIPIENT for title in group.header) or any(
        len(ADDRESS.findall(" ".join(cells))) >= 2 for cells in rows
    )
    published = ""
    if _ARCHIVE.search(f"{page.title} {page.text[:2000]}"):
        published = "the page says that it is a list archive"
    elif is_list([_last_address(cells) for cells in rows], [_phrase(cells) for cells in rows]):
        published = ONE_LIST
    intent, why = _purpose(recipients, published or ("" if recipients else why_published(answer)))
    dates = [when for cells in rows if (when := row_date(" ".join(cells))) is not None]
    return ShapeMatch(
        kind=ExposureKind.DATA,
        said=f"at least {format_count(len(rows), 'mail')}",
        intent=intent,
        why=why,
        size=Size(
            records=len(rows), at_least=True, oldest=min(dates, default=None), newest=max(dates, default=None)
        ),
        sample=cell_sample("mail", rows),
    )


def _phrase(cells: tuple[str, ...]) -> str:
    """The longest cell without an address: the subject."""
    return max(
        (cell for cell in cells if not ADDRESS.search(cell) and not row_date(cell)), key=len, default=""
    )


def _last_address(cells: tuple[str, ...]) -> str:
    """The recipient of a row that names the sender before."""
    found = ADDRESS.findall(" ".join(cells))
    return found[-1] if len(found) >= 2 else ""


def _purpose(recipients: bool, published: str) -> tuple[Intent, str]:
    if published:
        return Intent.PUBLISHED, published
    if recipients:
        return Intent.LEFT_OPEN, "mails with their recipients"
    return Intent.UNDETERMINED, "mails without recipients"


def _header(group: RowGroup) -> int:
    """How many of sender, recipient, subject and date the column titles name; 0 without a subject."""
    titles = [words(title) for title in group.header]
    if not any(title & SUBJECT for title in titles):
        return 0
    return sum(any(title & named for title in titles) for named in (SENDER, RECIPIENT, SUBJECT, WHEN))


def _mail_words(page: Page) -> bool:
    summary = words(page.title) | frozenset(word.lower() for word in page.text[:3000].split())
    return bool(
        summary
        & {"inbox", "mailbox", "mails", "mail", "messages", "message", "email", "emails", "posteingang"}
    )


def _raw(answer: Answer) -> ShapeMatch | None:
    head = answer.text[:8192].replace("\r\n", "\n").partition("\n\n")[0]
    names = {name.lower() for name in _FIELD.findall(head)}
    if not {"from", "date", "subject"} <= names or not (names & {"to", "received", "message-id"}):
        return None
    intent, why = Intent.UNDETERMINED, "a mail without its delivery fields"
    if is_list_archive(answer.text):
        intent, why = Intent.PUBLISHED, "a mailing list's own archive"
    elif "received" in names or "to" in names:
        intent, why = Intent.LEFT_OPEN, "a mail with its delivery fields"
    return ShapeMatch(
        kind=ExposureKind.DATA,
        said="a raw mail",
        intent=intent,
        why=why,
        size=Size(records=1, at_least=True),
        sample=Sample(("mail.eml", "message/rfc822", answer.reply.body[: 4 * PIECE])),
    )


shape = Shape(
    title="Mailbox readable without authentication",
    remedy=(
        "Close the port in the firewall immediately. Then require a login in front of the program, or bind"
        " it to loopback. Keep the access logs of the exposure period: they show who read the mail."
    ),
    severity=Severity.CRITICAL,
    references=("https://www.rfc-editor.org/rfc/rfc5322",),
    sized_by="the program's own total; else the mails on the page, a lower bound",
    judge=judge,
    hits=(
        example(
            '{"total":312,"items":[{"From":{"Address":"a@example.org"},"To":[{"Address":"b@example.org"}],'
            '"Subject":"x","Date":"2023-02-08T10:00:00Z"}]}',
            "application/json",
        ),
        example(
            "<html><body><h1>Inbox</h1><table><tr><th>From</th><th>To</th><th>Subject</th><th>"
            "Received</th></tr>"
            "<tr><td>a@example.org</td><td>b@example.org</td><td>x</td><td>2023-02-08</td></tr></table>"
            "</body></html>"
        ),
        example(
            "From: a@example.org\r\nTo: b@example.org\r\nSubject: x\r\nDate: today\r\n\r\nHi", "text/plain"
        ),
    ),
    misses=(
        example('[{"from":"Paris","to":"Rome","subject":"train"}]', "application/json"),
        example(
            "<html><body><h1>Our team</h1><table><tr><th>Name</th><th>Mail</th></tr>"
            "<tr><td>Ann</td><td>ann@example.org</td></tr></table></body></html>"
        ),
        example("From: the editor\nSubject: a letter\n\nHi", "text/plain"),
    ),
)
