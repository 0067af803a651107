"""The mail log of Dovecot and Postfix, through syslog or Dovecot's own file: one file often has both.

https://doc.dovecot.org/latest/core/admin/logging.html · https://www.postfix.org/DEBUG_README.html#logging
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from leftopen.impact.logs.columns import events, syslog_time
from leftopen.impact.logs.columns.dovecot import Dovecot
from leftopen.impact.logs.columns.postfix import Postfix
from leftopen.impact.logs.exports import Export
from leftopen.impact.logs.log_format import LogFormat
from leftopen.translate import N_

PROGRAMS = re.compile(
    r"dovecot(?:\[\d+\])?: |(?:imap|pop3)(?:-login)?[(:<]|postfix[\w.-]*/[\w/-]+\[\d+\]: |master: .*Dovecot v"
)
PROGRAM = re.compile(r" (?:dovecot(?:\[\d+\])?|postfix[\w.-]*/[\w/-]+\[\d+\]): ")
"""In the middle of what a line says: a second line behind it, whose begin was lost."""
OTHERS = re.compile(r"(?:exim|cyrus|courier|sendmail|sm-mta|imapd|pop3d|ipop3d|uw-)", re.IGNORECASE)
"""Servers of mail that leftopen does not read."""
LONGEST = 1024 * 1024
"""Bytes of a line that is read; of a longer one nothing is known."""


def _recognises(lines: Sequence[str]) -> bool:
    heads = (syslog_time.head(line) for line in lines)
    return any(head is not None and PROGRAMS.match(head.rest) for head in heads)


def unwrap(blocks: Iterable[bytes], export: Export) -> Iterator[bytes]:
    dovecot, postfix = Dovecot(), Postfix()
    for line in _lines(blocks):
        head = syslog_time.head(line) if len(line) <= LONGEST else None
        if head is None or OTHERS.match(head.rest) or PROGRAM.search(head.rest):
            yield events.UNKNOWN
            continue
        parsed = dovecot.events(head) or postfix.events(head)
        yield from parsed if parsed is not None else (events.event(head.at, "none", ""),)
    yield from dovecot.rest()


def _lines(blocks: Iterable[bytes]) -> Iterator[str]:
    rest = b""
    for block in blocks:
        *whole, rest = (rest + block).split(b"\n")
        for line in whole:
            if line.strip():
                yield line.rstrip(b"\r").decode("utf-8", "replace")
        rest = rest[: LONGEST + 1]
    if rest.strip():
        yield rest.rstrip(b"\r").decode("utf-8", "replace")


log_format = LogFormat(
    title="Dovecot and Postfix",
    recognises=_recognises,
    columns=events.columns,
    unwrap=unwrap,
    names_messages=True,
    names_users=True,
    limits=(
        N_(
            "Dovecot logs the number of bytes of a session, not its messages. An IMAP session of an "
            "outsider may have shown any message, or its first words."
        ),
        N_(
            "Times in a mail log that lack a year are estimates. Times that lack a zone are estimates too, "
            "unless --time-zone gives one. Lines with estimated times prove nothing."
        ),
    ),
)
