"""Sessions of Dovecot, as events: who logged in, and how many bytes a session gave.

Dovecot names no message that is fetched: the plugin mail_log tells of copies and deletions, not of fetches.
The last line of a POP3 session counts the messages that it gave. That of an IMAP session counts headers and
bodies, but neither envelopes nor previews, which are the first words of a message: so any that gave bytes may
have given something of any message, from its first hour to its last.

https://doc.dovecot.org/latest/core/summaries/settings.html
(`imap_logout_format`, `pop3_logout_format`) · https://doc.dovecot.org/latest/core/plugins/mail_log.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from leftopen.impact.logs.columns.events import UNKNOWN, event, session_of
from leftopen.impact.logs.columns.syslog_time import Head

OPEN = 1_000_000
"""Sessions that are kept at once; beyond that, what a session gave is not known."""
STEP, STEPS = timedelta(hours=1), 24 * 90
LINE = re.compile(
    r"(?:dovecot(?:\[\d+\])?: )?(?P<process>[a-z][a-z0-9-]*)(?:\(.*?\))?"
    r"(?:<\d+>)?(?:<(?P<session>[^<>]*)>)?: "
    r"(?:(?:Info|Warning|Error|Fatal|Panic|Debug): )?(?P<said>.*)",
    re.DOTALL,
)
SECOND = re.compile(r" (?:imap|pop3)(?:-login)?[(:<]")
"""Another line behind it, where the end of the first was lost."""
ADDRESS = re.compile(r", rip=([0-9A-Fa-f.:]+)")
USER = re.compile(r"\buser=<([^<>]*)>")
FAILED = re.compile(r"(?:Login aborted|Aborted login|Disconnected|Connection closed)\b.*\bauth")
SESSION = re.compile(r", session=<([^<>]+)>")
ENDS = re.compile(
    r"(?:Disconnected|Connection closed|Logged out|Server shutting down)\b|[^=<>]*\b(?:in|out|top|retr)=\d"
)
COUNT = re.compile(r"\b(out|hdr_bytes|body_bytes)=(\d{1,18})\b")
GIVEN = re.compile(r"\b(top|retr)=(\d{1,18})/(\d{1,18})\b")


class Session(NamedTuple):
    at: str
    client: str
    host: str
    user: str
    protocol: str
    target: str

    @property
    def more(self) -> dict[str, str]:
        """What is said of it beside its bytes."""
        return {"user": self.user, "mailbox": self.user, "login": "used", "protocol": self.protocol}


class Dovecot:
    """Takes the lines of one file in their order."""

    def __init__(self) -> None:
        self._open: dict[str, Session] = {}
        self._last = ""

    def events(self, head: Head) -> Iterator[bytes] | None:
        """None for a line that is not Dovecot's."""
        self._last = head.at
        found = LINE.match(head.rest)
        if not found or not (
            head.rest.startswith("dovecot") or found["process"].startswith(("imap", "pop3"))
        ):
            return None
        process, rest = found["process"], found["said"]
        if SECOND.search(rest):
            return iter((UNKNOWN,))
        if process.endswith("-login"):
            return self._login(head, process.removesuffix("-login"), rest)
        if process in ("imap", "pop3") and ENDS.match(rest):
            return self._logout(head, found["session"] or "", process, rest)
        return iter((event(head.at, "none", "", server=head.host),))

    def rest(self) -> Iterator[bytes]:
        """Of sessions whose end is not in the file."""
        for session in self._open.values():
            yield from _span(session, self._last, -1)
        self._open.clear()

    def _login(self, head: Head, protocol: str, rest: str) -> Iterator[bytes]:
        address = ADDRESS.findall(rest)
        client = address[-1] if address else ""
        named = USER.search(rest)
        user = named[1] if named else ""
        passed = rest.startswith(("Login: ", "Logged in: "))
        word = "ok" if passed or rest.startswith("proxy(") else "failed" if FAILED.match(rest) else ""
        more = {"user": user, "mailbox": user, "login": word, "protocol": protocol}
        if rest.startswith("proxy("):
            # Another server has the mail, and says how much went out.
            yield event(head.at, "list", client, server=head.host, size=-1, **more)
            yield UNKNOWN
            return
        yield event(head.at, "none", client, server=head.host, **more)
        if not passed:
            return
        names = SESSION.findall(rest)
        if not client or not names or len(self._open) >= OPEN:
            yield event(head.at, "list", client, server=head.host, size=-1)
            yield UNKNOWN
        else:
            self._open[names[-1]] = Session(
                head.at, client, head.host, user, protocol,
                "/" if "method=ANONYMOUS" in rest else session_of(protocol, user),
            )  # fmt: skip

    def _logout(self, head: Head, name: str, process: str, rest: str) -> Iterator[bytes]:
        session, size = self._open.pop(name, None), _given(process, rest)
        if size == 0:
            # Somebody was in all the same, perhaps since before the window.
            client, more = (session.client, session.more) if session else ("", {})
            yield event(head.at, "none", client, server=head.host, size=0, **more)
        elif session:
            yield from _span(session, head.at, size)
        else:
            # Since when it was open is not known.
            yield event(head.at, "list", "", server=head.host, size=size)
            yield UNKNOWN


def _given(process: str, rest: str) -> int:
    """Bytes that a session gave, 0 for none of any message, -1 where its last line does not say."""
    if process == "pop3":
        pairs = {name: (int(count), int(size)) for name, count, size in GIVEN.findall(rest)}
        if set(pairs) != {"top", "retr"}:
            return -1
        return sum(max(size, 1) for count, size in pairs.values() if count)
    counts = {name: int(value) for name, value in COUNT.findall(rest)}
    if "out" not in counts:
        return -1
    return max(counts["out"], counts.get("hdr_bytes", 0) + counts.get("body_bytes", 0))


def _span(session: Session, end: str, size: int) -> Iterator[bytes]:
    """A line for each hour in which the session may have given something; the last has the bytes."""
    moments = list(_hours(session.at, end))
    if not moments:
        yield UNKNOWN
        return
    rest = {"server": session.host, "target": session.target, **session.more}
    for number, at in enumerate(moments[:-1]):
        # Its begin has the line of the login.
        word = {"login": "used" if number else ""}
        yield event(at, "list", session.client, size=-1, **(rest | word))
    yield event(moments[-1], "list", session.client, size=size, **rest)


def _hours(start: str, end: str) -> Iterator[str]:
    """Times of the form of `start`; none for two that can't be compared, or are too far apart."""
    yearless = len(start) == len("01-31T00:00:00")
    try:
        first, last = (_clock(one, yearless) for one in (start, end))
    except ValueError:
        return
    if (first.tzinfo is None) != (last.tzinfo is None):
        return
    if last < first and yearless:
        last = last.replace(year=last.year + 1)
    if last < first or last - first > STEP * STEPS:
        return
    while first < last:
        yield _said(first, yearless)
        first += STEP
    yield _said(last, yearless)


def _clock(text: str, yearless: bool) -> datetime:
    # 2000 has a 29 February.
    return datetime.fromisoformat(f"2000-{text[:14]}" if yearless else text)


def _said(at: datetime, yearless: bool) -> str:
    return f"{at:%m-%dT%H:%M:%S}" if yearless else at.isoformat(timespec="seconds")
