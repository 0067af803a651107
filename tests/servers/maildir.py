"""The forty made-up mails of the tests as a Maildir with two folders, as a mail server would keep them."""

from __future__ import annotations

import os
from pathlib import Path

from tests.servers.mailbag import mails

DELIVERED = 1_600_000_000
NEW = 5


def make(folder: Path, *, count: int | None = None) -> int:
    """Fills INBOX, of which the last few are new, and `.Archive`; gives the bytes as a client counts them.

    `count` makes that many small ones instead of the forty.
    """
    if count is None:
        kept = [raw.replace(b"\r\n", b"\n") for raw in mails()[0]]
    else:
        kept = [b"From: a@unit.example\nSubject: made up %07d\n\nmade up\n" % n for n in range(count)]
    half = len(kept) // 2
    for part, inbox in ((kept[:half], folder / ".Archive"), (kept[half:], folder)):
        for name in ("cur", "new", "tmp"):
            (inbox / name).mkdir(parents=True, exist_ok=True)
        for number, raw in enumerate(part):
            fresh = inbox == folder and number >= len(part) - NEW
            _write(inbox, number, raw, fresh=fresh)
    return sum(len(raw) + raw.count(b"\n") for raw in kept)


def empty(folder: Path) -> None:
    """The same folders without a mail."""
    for inbox in (folder, folder / ".Archive"):
        for name in ("cur", "new", "tmp"):
            (inbox / name).mkdir(parents=True, exist_ok=True)


def state(folder: Path) -> str:
    """Names and sizes of every mail: a mail that was looked into is moved, or marked in its name."""
    found = [path for name in ("cur", "new") for path in folder.rglob(f"{name}/*")]
    return (
        "\n".join(f"{path.relative_to(folder)} {path.stat().st_size}" for path in sorted(found)) or "no mail"
    )


def _write(inbox: Path, number: int, raw: bytes, *, fresh: bool) -> None:
    """Dovecot takes the sizes from the name: on disk, and with the line ends of the protocol."""
    size, sent = len(raw), len(raw) + raw.count(b"\n")
    stem = f"{DELIVERED + number}.M{number}P1.unit.example,S={size},W={sent}"
    path = inbox / "new" / stem if fresh else inbox / "cur" / f"{stem}:2,"
    path.write_bytes(raw)
    os.utime(path, (DELIVERED + number, DELIVERED + number))
