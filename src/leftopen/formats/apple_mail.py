"""Mails as Apple Mail keeps them (`.emlx`): a line with the number of bytes, the mail, and a property list
with what the program knows of it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from leftopen.formats.charset import decode

COUNT = re.compile(rb"[ \t]{0,20}(\d{1,12})[ \t]{0,20}\r?\n(?=[A-Za-z][A-Za-z0-9-]{0,60}[ \t]{0,9}:|>?From )")
LIST = re.compile(rb"\s{0,20}(?:<\?xml[^>]{0,200}>\s{0,20})?<(?:!DOCTYPE[ \t]{1,9})?plist\b")
LIST_START, LIST_END = b"<?xml", b"</plist>"
STRING = re.compile(r"<string>([^<]{1,65536})</string>")
LIST_LIMIT = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class AppleMail:
    """`notes`: the texts of the property list, one a line. `cut`: bytes are missing of the mail, or
    more follow than a list, or than is read of one."""

    mail: bytes
    notes: str
    cut: bool


def apple_mail(data: bytes) -> AppleMail | None:
    """None where the first line is no number. Where the number does not fit, as in a mail of which contents
    were left out, the mail ends before the last property list, or where the bytes end. Never raises."""
    count = COUNT.match(data)
    if count is None:
        return None
    first = count.end()
    end = first + int(count.group(1))
    known = end <= len(data) and (not data[end:].strip() or LIST.match(data, end) is not None)
    if not known:
        at = data.rfind(LIST_START, first)
        listed = at >= 0 and LIST.match(data, at) is not None
        end, known = (at, True) if listed else (len(data), end <= len(data))
    raw = data[end:]
    beyond = raw.rpartition(LIST_END)[2].strip() if known else b""
    found = STRING.findall(decode(raw[:LIST_LIMIT]))
    notes = "\n".join(" ".join(html.unescape(one).split()) for one in found)
    return AppleMail(
        mail=data[first:end], notes=notes, cut=not known or bool(beyond) or len(raw) > LIST_LIMIT
    )
