"""Deliveries of Postfix, as events: which message went to which server.

A queue id ties lines together: `cleanup` says the Message-ID, a delivery agent the server that took it.
https://www.postfix.org/DEBUG_README.html#logging · https://www.postfix.org/postlogd.8.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import ip_address

from leftopen.impact.logs.columns.events import UNKNOWN, event, path_of
from leftopen.impact.logs.columns.syslog_time import Head

QUEUED = 1_000_000
"""Messages that are kept at once; of one beyond that, nobody knows which it is."""
LINE = re.compile(
    r"postfix[\w.-]*/(?:[\w-]+/)*(?P<daemon>[\w-]+)\[\d+\]: (?:(?P<queue>[0-9A-Za-z]{6,30}): )?(?P<said>.*)",
    re.DOTALL,
)
MESSAGE = re.compile(r"message-id=(?P<id>.*)", re.DOTALL)
RELAY = re.compile(r", relay=([^,]*)")
REMOTE = re.compile(r".*\[([0-9A-Fa-f:.]+)\]:\d+")
TAKEN = ("while sending message body", "while sending end of data", "in reply to end of DATA")
"""The other server had the message, or a part of it, although it did not take it."""


class Postfix:
    """Takes the lines of one file in their order."""

    def __init__(self) -> None:
        self._queue: dict[str, str] = {}

    def events(self, head: Head) -> Iterator[bytes] | None:
        """None for a line that is not Postfix's."""
        found = LINE.match(head.rest)
        if not found:
            return None
        queue, rest = found["queue"] or "", found["said"]
        if " status=" in rest and "to=<" in rest:
            return self._delivery(head, queue, rest)
        if found["daemon"] == "cleanup" and (named := MESSAGE.match(rest)) and len(self._queue) < QUEUED:
            self._queue[queue] = named["id"].strip()
        elif rest == "removed":
            self._queue.pop(queue, None)
        return iter((event(head.at, "none", "", server=head.host),))

    def _delivery(self, head: Head, queue: str, rest: str) -> Iterator[bytes]:
        relays = RELAY.findall(rest)
        if len(relays) != 1:
            # An address, or an answer of the other server, imitates a part of the line.
            yield UNKNOWN
            return
        remote = REMOTE.fullmatch(relays[0])
        sent = ", status=sent " in rest
        taken = any(words in rest for words in TAKEN)
        if not remote or not (sent or taken) or _loopback(remote[1]):
            yield event(head.at, "none", "", server=head.host)
            return
        name = self._queue.get(queue, "")
        kind, target = ("get", path_of(name)) if name.strip("<>") else ("list", "/")
        status = 200 if sent else 499
        yield event(head.at, kind, remote[1], server=head.host, target=target, size=-1, status=status)


def _loopback(address: str) -> bool:
    """A filter on the same machine, which hands the message back."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
