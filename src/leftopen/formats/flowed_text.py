"""Joins the lines of `format=flowed` text that a mail program broke for its width. Source: RFC 3676."""

from __future__ import annotations

import re

FLOWED = re.compile(r"format\s{0,9}=\s{0,9}\"?flowed", re.IGNORECASE)
DELSP = re.compile(r"delsp\s{0,9}=\s{0,9}\"?yes", re.IGNORECASE)
SIGNATURE = "-- "


def unflowed(text: str, content_type: str) -> str:
    """`content_type`: the header's value. Other text is unchanged. With `delsp=yes` the blank before a break
    belongs to the break, as in scripts without blanks and in long addresses."""
    if not FLOWED.search(content_type):
        return text
    delsp = DELSP.search(content_type) is not None
    pieces: list[str] = []
    quoted = -1
    """The depth of quotation of a line that goes on in the next; -1 where none does."""
    for line in text.splitlines():
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")
        if depth != quoted or content == SIGNATURE:
            pieces.append("\n" * bool(pieces) + ">" * depth + " " * bool(depth))
        flows = content.endswith(" ") and content != SIGNATURE
        pieces.append(content[:-1] if flows and delsp else content)
        quoted = depth if flows else -1
    return "".join(pieces)
