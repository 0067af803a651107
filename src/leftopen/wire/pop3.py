"""POP3 (RFC 1939, 2449, 2595): a greeting and what CAPA announces. Bounded, never raises."""

from __future__ import annotations

import re

from leftopen.model.channel import Channel

LONGEST_LINE = 512
MOST_LINES = 100
CAPA = b"CAPA\r\n"
STLS = b"STLS\r\n"
QUIT = b"QUIT\r\n"

_WORD = re.compile(r"[A-Z0-9_-]{1,40}")


async def read_reply(channel: Channel, *, several: bool = False) -> bytes:
    """One line; with `several` the lines after a `+OK` up to the single full stop."""
    heard = b""
    for _ in range(MOST_LINES):
        line = await channel.read_until(b"\n", LONGEST_LINE)
        heard += line
        over = line.rstrip(b"\r\n") == b"." or (heard == line and not positive(line))
        if not several or over or not line.endswith(b"\n"):
            break
    return heard


def positive(answer: bytes) -> bool:
    """`+OK` as a word of its own."""
    return answer.startswith(b"+OK") and answer[3:4] in (b" ", b"\r", b"\n")


def capabilities(raw: bytes) -> dict[str, str]:
    """Of greeting and CAPA's response together: names in capitals to their parameters. At most 50."""
    found: dict[str, str] = {}
    lines = raw[: LONGEST_LINE * MOST_LINES].split(b"\n")[:MOST_LINES]
    if len(lines) < 2 or not positive(lines[1] + b"\n"):
        return found
    for line in lines[2:]:
        word, _, parameters = line.rstrip(b"\r").decode("utf-8", "replace").partition(" ")
        if word == "." or len(found) >= 50:
            break
        if _WORD.fullmatch(word.upper()):
            found.setdefault(word.upper(), parameters.strip()[:200])
    return found
