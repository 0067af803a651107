"""Syslog messages by RFC 5424, framed for TCP and TLS by octet counting (RFC 6587, RFC 5425).

The time is in UTC; the host name is left out ('-'), because the receiver knows who is connected. The
structured data are `origin`, which needs no enterprise number.
"""

from __future__ import annotations

from datetime import UTC, datetime

FACILITY = 13
"""Log audit."""
LEVELS = {"critical": 2, "high": 3, "medium": 4, "low": 5, "info": 6}
"""Our severities as syslog's: critical, error, warning, notice, informational."""
LONGEST = 8192
"""Bytes; a receiver should take as many (RFC 5425, 4.3.1)."""
ROOM = LONGEST - 200
"""Bytes of the text of a message: what comes before it takes less than the rest."""


def frame(text: str, *, severity: str, at: datetime, kind: str) -> bytes:
    """One framed message. `kind` is its MSGID, printable ASCII; line ends and NUL in the text become spaces,
    half of a surrogate pair `?`. A text of more than ROOM bytes may be cut: a form must be made to fit
    before."""
    priority = FACILITY * 8 + LEVELS.get(severity, LEVELS["info"])
    time = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    head = f'<{priority}>1 {time} - leftopen - {kind} [origin software="leftopen"] '
    # The mark of UTF-8 is part of the message.
    message = (
        head.encode("ascii")
        + b"\xef\xbb\xbf"
        + " ".join(text.replace("\0", " ").split()).encode("utf-8", "replace")
    )
    cut = message[:LONGEST].decode("utf-8", "ignore").encode()
    return f"{len(cut)} ".encode() + cut
