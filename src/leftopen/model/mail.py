"""Mail in files of a share or a listing, by name and size; none of it was read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MailKind(StrEnum):
    """`maildir` one file a mail, in cur/ and new/ · `mbox` many mails in one file · `pst` Outlook's store
    (PST, OST) · `eml` single mails (EML, EMLX, MSG)."""

    MAILDIR = "maildir"
    MBOX = "mbox"
    PST = "pst"
    EML = "eml"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFiles:
    """All listed files of one kind. `bytes` is None when no size was listed; times are UTC: of the mail where
    the file's name has it (Maildir), else of the file."""

    kind: MailKind
    files: int
    bytes: int | None = None
    oldest: datetime | None = None
    newest: datetime | None = None
