"""Recognises mail among the files of a listing or a share, by names and sizes alone.

Maildir (https://cr.yp.to/proto/maildir.html): files in `cur` and `new` whose names begin with the second they
were delivered; Dovecot adds `,S=bytes`. mbox: a file of that suffix or name, or one with Thunderbird's `.msf`
beside it. PST, OST: Outlook's stores. EML, EMLX, MSG: single mails.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from leftopen.formats.url_quote import decoded
from leftopen.model.mail import MailFiles, MailKind

LONGEST = 2000
LARGEST = 2**60

_DELIVERED = re.compile(r"(\d{9,10})\.[!-~]{1,200}")
_SIZE = re.compile(r",S=(\d{1,15})")
_SUFFIXES = {
    "mbox": MailKind.MBOX,
    "mbx": MailKind.MBOX,
    "pst": MailKind.PST,
    "ost": MailKind.PST,
    "eml": MailKind.EML,
    "emlx": MailKind.EML,
    "msg": MailKind.EML,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """`path` as listed, with slashes, percent-decoded or not; `size` in bytes; `modified` UTC."""

    path: str
    size: int | None = None
    modified: datetime | None = None


def mail_files(files: Iterable[File]) -> tuple[MailFiles, ...]:
    """The mail among them, one record a kind, in the order of `MailKind`; () when there is none."""
    listed = [(decoded(each.path), each) for each in files if len(each.path) <= LONGEST]
    indexed = {path.removesuffix(".msf") for path, _ in listed if path.endswith(".msf")}
    kinds: dict[MailKind, list[tuple[int | None, datetime | None]]] = {}
    for path, each in listed:
        kind = _kind(path, indexed)
        if kind is not None:
            kinds.setdefault(kind, []).append(_measured(kind, path, each))
    return tuple(_summed(kind, kinds[kind]) for kind in MailKind if kind in kinds)


def _kind(path: str, indexed: set[str]) -> MailKind | None:
    folder, _, name = path.rpartition("/")
    if folder.rpartition("/")[2] in ("cur", "new") and _DELIVERED.fullmatch(name):
        return MailKind.MAILDIR
    if path in indexed or name == "mbox":
        return MailKind.MBOX
    stem, dot, suffix = name.rpartition(".")
    return _SUFFIXES.get(suffix.lower()) if stem and dot else None


def _measured(kind: MailKind, path: str, each: File) -> tuple[int | None, datetime | None]:
    if kind is not MailKind.MAILDIR:
        return _sane(each.size), each.modified
    name = path.rpartition("/")[2]
    size, delivered = _SIZE.search(name), _DELIVERED.fullmatch(name)
    at = datetime.fromtimestamp(int(delivered[1]), UTC) if delivered else each.modified
    return _sane(int(size[1]) if size else each.size), at


def _sane(size: int | None) -> int | None:
    return size if size is not None and 0 <= size <= LARGEST else None


def _summed(kind: MailKind, found: list[tuple[int | None, datetime | None]]) -> MailFiles:
    sizes = [size for size, _ in found if size is not None]
    moments = [at for _, at in found if at is not None]
    return MailFiles(
        kind=kind,
        files=len(found),
        bytes=sum(sizes) if sizes else None,
        oldest=min(moments, default=None),
        newest=max(moments, default=None),
    )
