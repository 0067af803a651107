"""Reads new mails of one folder of the mailbox that the settings name, by IMAP over TLS. Never of a target.

Nothing is deleted or moved, and only what the caller says it used is marked as seen. Blocking: it runs in a
thread.
"""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

SECONDS = 20.0
MOST = 500
"""Mails of one round; the next round goes on with the rest."""
LONGEST_LITERAL = 1024 * 1024
_URL = re.compile(
    r"(imaps?)://([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::([0-9]{1,5}))?(?:/([!-~]{1,200}))?"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UID = re.compile(rb"\bUID ([0-9]{1,10})\b")
_DATE = re.compile(rb'INTERNALDATE "([^"]{1,40})"')
_REPORT = re.compile(rb"content-type:\s*multipart/report\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """`tls` from the first byte; otherwise STARTTLS is required."""

    host: str
    port: int
    tls: bool
    folder: str
    user: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """How far a folder was read: the next UID, which means nothing once the UIDVALIDITY is another one."""

    validity: int
    next: int


Judge = Callable[[bytes, datetime], bool]
"""Gets a report of a mail server, at most so long as asked for, and when it came into the mailbox; says
whether it was used."""


def mailbox(url: str, user: str, password: str) -> Mailbox:
    """Reads `imaps://imap.example.org/Bounces`. Raises ValueError."""
    found = _URL.fullmatch(url)
    tls = found is not None and found[1] == "imaps"
    port = int(found[3] or (993 if tls else 143)) if found else 0
    if found is None or not 0 < port < 65_536:
        raise ValueError(f"{url[:80]!r} is not valid; write imaps://HOST/FOLDER")
    folder = unquote(found[4] or "INBOX")
    if not folder.isascii() or not folder.isprintable() or '"' in folder or "\\" in folder:
        raise ValueError(f"the folder {folder[:80]!r} is not valid")
    return Mailbox(host=found[2].strip("[]"), port=port, tls=tls, folder=folder, user=user, password=password)


def read_reports(box: Mailbox, cursor: Cursor | None, since: datetime, largest: int, judge: Judge) -> Cursor:
    """Gives `judge` each report that is new after the cursor; without one, or when the folder was made anew,
    all that came after `since`. Of other mails only the type is read. Raises ConnectionError in one line."""
    try:
        with _selected(box) as (imap, validity):
            known = cursor if cursor is not None and cursor.validity == validity else None
            uids = _new(imap, known, since)[:MOST]
            for uid in _reports(imap, uids):
                raw, at = _mail(imap, uid, largest)
                if judge(raw, at):
                    _answer(imap.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)"))
            after = max(uids) + 1 if uids else (known.next if known else 1)
            return Cursor(validity=validity, next=after)
    except (imaplib.IMAP4.error, OSError, ValueError) as error:
        message = " ".join(str(error).split())[:200] or type(error).__name__
        raise ConnectionError(f"{box.host}:{box.port}: {message}") from None


class _Limited(imaplib.IMAP4):
    """A server says itself how long what it sends is."""

    def read(self, size: int) -> bytes:
        if size > LONGEST_LITERAL:
            raise self.abort("the server sends more than it was asked for")
        return super().read(size)


class _LimitedTls(imaplib.IMAP4_SSL):
    def read(self, size: int) -> bytes:
        if size > LONGEST_LITERAL:
            raise self.abort("the server sends more than it was asked for")
        return super().read(size)


@contextmanager
def _selected(box: Mailbox) -> Iterator[tuple[imaplib.IMAP4, int]]:
    """A connection with the folder open, and the folder's UIDVALIDITY."""
    trust = ssl.create_default_context()
    imap: imaplib.IMAP4
    if box.tls:
        imap = _LimitedTls(box.host, box.port, ssl_context=trust, timeout=SECONDS)
    else:
        imap = _Limited(box.host, box.port, timeout=SECONDS)
    try:
        if not box.tls:
            _answer(imap.starttls(trust))
        _answer(imap.login(box.user, box.password))
        _answer(imap.select(f'"{box.folder}"'))
        response = imap.response("UIDVALIDITY")[1]
        yield imap, int(response[0]) if response and response[0] else 0
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            imap.logout()


def _answer(reply: tuple[str, Sequence[object]]) -> Sequence[object]:
    """Raises imaplib's error when the server says no."""
    if reply[0] != "OK":
        raise imaplib.IMAP4.error(f"the server refused: {str(reply[1][:1])[:120]}")
    return reply[1]


def _new(imap: imaplib.IMAP4, known: Cursor | None, since: datetime) -> list[int]:
    """The UIDs to look at, oldest first. `*` in a range stands for the newest, which may be older."""
    day = (since - timedelta(days=1)).astimezone(UTC)
    month = _MONTHS[day.month - 1]
    wanted = f"UID {known.next}:*" if known else f"SINCE {day.day:02}-{month}-{day.year}"
    found = _answer(imap.uid("SEARCH", None, wanted))  # type: ignore[arg-type]
    uids = sorted({int(word) for line in found if isinstance(line, bytes) for word in line.split()})
    return [uid for uid in uids if known is None or uid >= known.next]


def _reports(imap: imaplib.IMAP4, uids: list[int]) -> list[int]:
    """Those whose type says that they are reports of mail servers."""
    if not uids:
        return []
    listed = ",".join(map(str, uids))
    found = _answer(imap.uid("FETCH", listed, "(UID BODY.PEEK[HEADER.FIELDS (CONTENT-TYPE)])"))
    reports = []
    for item in found:
        if isinstance(item, tuple) and _REPORT.search(b" ".join(item[1].split())):
            uid = _UID.search(item[0])
            if uid is not None and int(uid[1]) in uids:
                reports.append(int(uid[1]))
    return sorted(reports)


def _mail(imap: imaplib.IMAP4, uid: int, largest: int) -> tuple[bytes, datetime]:
    found = _answer(imap.uid("FETCH", str(uid), f"(INTERNALDATE BODY.PEEK[]<0.{largest}>)"))
    for item in found:
        if isinstance(item, tuple):
            at = _DATE.search(item[0])
            text = at[1].decode("ascii", "replace").strip() if at else ""
            moment = datetime.strptime(text, "%d-%b-%Y %H:%M:%S %z") if text else datetime.now(UTC)
            return item[1][:largest], moment.astimezone(UTC)
    # It was deleted meanwhile.
    return b"", datetime.now(UTC)
