"""A mailbox of made-up mails, held in memory: what a machine reads in a second is measured on it, where
nothing of the store itself may be read for that."""

from __future__ import annotations

import random

from leftopen.impact.assess.inventory import Inventory, cut
from leftopen.model.assessment import SourceFile, UnitKind
from leftopen.model.bucket import ObjectChanged

PATH = b"s3://made-up/inbox.mbox"
SIZE = 4 * 1024 * 1024
LINES = 60
TEXT = (
    "the report of the second group was sent to the office on Monday and nobody has answered since then,"
    " please look at the attached list before noon, we need a new date for the meeting about the building"
)
HEAD = (
    "From sender@example.org Tue Jan  1 10:11:12 2019\nFrom: sender@example.org\nTo: office@example.org\n"
    "Date: Tue, 01 Jan 2019 10:00:00 +0000\nMessage-ID: <{number}@example.org>\nSubject: note {number}\n\n"
)


class MadeUpMails:
    """The same bytes each time."""

    def __init__(self) -> None:
        chance = random.Random(2019)  # noqa: S311 - made-up text, the same each time
        words = TEXT.split()
        mails: list[bytes] = []
        held = 0
        while held < SIZE:
            lines = (" ".join(chance.choices(words, k=12)) for _ in range(LINES))
            number = len(mails)
            told = f"Call +1 202 555 01{number % 100:02}.\n" if number % 10 == 0 else ""
            mails.append((HEAD.format(number=number) + told + "\n".join(lines) + "\n\n").encode())
            held += len(mails[-1])
        self._data = b"".join(mails)

    def inventory(self) -> Inventory:
        file = SourceFile(path=PATH, size=len(self._data), changed=0, etag="made-up")
        return Inventory(files=(file,), units=tuple(cut([file], [UnitKind.MBOX])), skipped=())

    def read(self, path: bytes, start: int, length: int, etag: str) -> bytes:
        """See `ReadRange`."""
        if path != PATH:
            raise ObjectChanged
        return self._data[start : start + length]
