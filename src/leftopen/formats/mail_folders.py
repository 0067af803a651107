"""Chooses the next folder of a listing or a share to open: mail folders first, then the nearest."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.formats.url_quote import decoded

DEEPEST = 3
DEEPEST_MAIL = 6
"""Levels down; a Maildir is often below a home folder below a backup."""

_MAIL = frozenset(
    {
        *(
            "mail",
            "mails",
            "email",
            "emails",
            "e-mail",
            "mailbox",
            "mailboxes",
            "mbox",
            "maildir",
            ".maildir",
        ),
        *("imap", "inbox", "vmail", "vhosts", "dovecot", "cyrus", "outlook", "exchange", "pst", "eml"),
        *("thunderbird", ".thunderbird", "imapmail", "postfix", "courier"),
    }
)
_DELIVERED = frozenset({"cur", "new"})


def nearest_mail(waiting: Sequence[str]) -> str:
    """The one to open next, of at least one path with or without a final slash."""
    return min(waiting, key=lambda path: (_rank(path), path.strip("/").count("/")))


def is_mail(name: str) -> bool:
    """Is a folder or a share of that name likely to hold mail?"""
    return _rank(name) < 2


def within(path: str) -> bool:
    """Is it worth opening, or too deep?"""
    return len(_steps(path)) <= (DEEPEST if _rank(path) > 1 else DEEPEST_MAIL)


def _rank(path: str) -> int:
    """0 folder of delivered mails · 1 a mail-like name, or directly below one · 2 any other · 3 Maildir's own
    temporary and deleted files."""
    steps = _steps(path)
    last, above = (steps or [""])[-1], [*steps[-3:-1], ""]
    if last in _DELIVERED:
        return 0
    if last == "tmp":
        return 3
    return 1 if last in _MAIL or bool(_MAIL & set(above)) else 2


def _steps(path: str) -> list[str]:
    return [step for step in decoded(path).lower().split("/") if step]
