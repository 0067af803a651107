"""Mail as files, as it lies in a share: a Maildir, an mbox, an Outlook store, single mails; all made up."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from leftopen.model.mail import MailFiles, MailKind

OLD = datetime(2015, 3, 4, 5, 6, tzinfo=UTC)
NEW = datetime(2022, 10, 11, 12, 13, tzinfo=UTC)
FIRST = datetime(2019, 1, 1, tzinfo=UTC)
LAST = datetime(2021, 1, 1, tzinfo=UTC)
PST = 3_000_000
"""Bytes of the store; a hole, not written."""

TRUTH = (
    MailFiles(kind=MailKind.MAILDIR, files=3, bytes=61, oldest=FIRST, newest=LAST),
    MailFiles(kind=MailKind.MBOX, files=1, bytes=300, oldest=OLD, newest=OLD),
    MailFiles(kind=MailKind.PST, files=1, bytes=PST, oldest=NEW, newest=NEW),
    MailFiles(kind=MailKind.EML, files=2, bytes=70, oldest=OLD, newest=NEW),
)
"""What every server that lists the folder must be found to hold."""


def fill(folder: Path) -> None:
    """Writes it into an existing folder. The size in a delivered mail's name is the one that counts."""
    for name in ("cur", "new", "tmp"):
        (folder / "Maildir" / name).mkdir(parents=True)
    for second, where, size in (
        (FIRST, "cur", 20),
        (datetime(2020, 6, 1, tzinfo=UTC), "cur", 20),
        (LAST, "new", 21),
    ):
        name = f"{int(second.timestamp())}.M1P1.unit,S={size}" + (":2,S" if where == "cur" else "")
        _write(folder / "Maildir" / where / name, size, OLD)
    _write(folder / "old mail.mbox", 300, OLD)
    _write(folder / "Archive.pst", PST, NEW)
    _write(folder / "one.eml", 30, OLD)
    _write(folder / "two.eml", 40, NEW)
    _write(folder / "readme.txt", 5, NEW)


def _write(path: Path, size: int, at: datetime) -> None:
    path.touch()
    os.truncate(path, size)
    os.utime(path, (at.timestamp(), at.timestamp()))
