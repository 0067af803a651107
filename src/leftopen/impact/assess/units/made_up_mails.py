"""A mailbox of made-up mails, held in memory: what a machine reads in a second is measured on it, where
nothing of the store itself may be read for that."""

from __future__ import annotations

import random
from base64 import encodebytes

from leftopen.impact.assess.inventory import Inventory, split_units
from leftopen.model.assessment import SourceFile, UnitKind
from leftopen.model.bucket import ObjectChanged

PATH = b"s3://made-up/inbox.mbox"
SIZE = 2 * 1024 * 1024
TIMES = 12
"""The same mails so often: making them takes longer than reading them."""
LINES, ATTACHED = 60, 400
"""Of a body, and of the text that is attached to every third mail."""
TEXT = (
    "the report of the second group was sent to the office on Monday and nobody has answered since then,"
    " please look at the attached list before noon, we need a new date for the meeting about the building"
)
HEAD = (
    "From sender@example.org Tue Jan  1 10:11:12 2019\nFrom: sender@example.org\nTo: office@example.org\n"
    "Date: Tue, 01 Jan 2019 10:00:00 +0000\nMessage-ID: <{number}@example.org>\nSubject: note {number}\n"
)
PARTS = (
    "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=part\n\n"
    "--part\nContent-Type: text/plain\n\n{body}\n"
    '--part\nContent-Type: text/plain; name="notes.txt"\nContent-Transfer-Encoding: base64\n\n{attached}'
    "--part--\n\n"
)


class MadeUpMails:
    """The same bytes each time."""

    def __init__(self) -> None:
        chance = random.Random(2019)  # noqa: S311 - made-up text, the same each time
        mails: list[str] = []
        held = 0
        while held < SIZE:
            mails.append(_mail(chance, len(mails)))
            held += len(mails[-1])
        self._data = "".join(mails).encode() * TIMES

    def inventory(self) -> Inventory:
        file = SourceFile(path=PATH, size=len(self._data), changed=0, etag="made-up")
        return Inventory(files=(file,), units=tuple(split_units([file], [UnitKind.MBOX])), skipped=())

    def read(self, path: bytes, start: int, length: int, etag: str) -> bytes:
        """See `ReadRange`."""
        if path != PATH:
            raise ObjectChanged
        return self._data[start : start + length]


def _mail(chance: random.Random, number: int) -> str:
    line = f"Call +1 202 555 01{number % 100:02}.\n" if number % 10 == 0 else ""
    head, body = HEAD.format(number=number), line + _text(chance, LINES)
    if number % 3:
        return f"{head}\n{body}\n\n"
    attached = encodebytes(_text(chance, ATTACHED).encode()).decode()
    return head + PARTS.format(body=body, attached=attached)


def _text(chance: random.Random, lines: int) -> str:
    words = TEXT.split()
    return "\n".join(" ".join(chance.choices(words, k=12)) for _ in range(lines))
