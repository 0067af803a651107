"""Tells files from other entries of a list, and sums them up."""

from __future__ import annotations

import re
from collections.abc import Sequence

from leftopen.formats.mail_files import LARGEST, File
from leftopen.model.size import Size
from leftopen.present.humanize import format_count

_ENDING = re.compile(r"[^.].*\.[A-Za-z0-9]{1,8}|\.[a-z].*", re.DOTALL)


def are_files(files: Sequence[File]) -> bool:
    """Does at least half of what is no folder have an ending, a size or a date, as files have? Pages of
    settings and topics of a manual, each linked by its name, have none; nor have their folders."""
    plain = [file for file in files if not file.path.endswith("/")]
    certain = sum(map(_is_certain, plain))
    return certain * 2 >= len(plain) and (certain > 0 or any(file.modified for file in files))


def _is_certain(file: File) -> bool:
    name = file.path.rpartition("/")[2]
    return file.size is not None or file.modified is not None or _ENDING.fullmatch(name) is not None


def listed_size(files: Sequence[File], *, at_least: bool) -> Size:
    """Number, bytes and dates of the listed files. `at_least`: files may be missing; it is also set where
    some sizes are. Impossible sizes are left out."""
    known = [file.size for file in files if file.size is not None and 0 <= file.size <= LARGEST]
    when = [file.modified for file in files if file.modified is not None]
    return Size(
        records=len(files),
        bytes=sum(known) if known else None,
        at_least=at_least or 0 < len(known) < len(files),
        oldest=min(when, default=None),
        newest=max(when, default=None),
    )


def listed_words(files: int, folders: int, *, more: bool) -> str:
    """ "5 files and 1 folder listed"; "at least …" where the list goes on."""
    words = f"{format_count(files, 'file')} and {format_count(folders, 'folder')} listed"
    return f"at least {words}" if more else words
