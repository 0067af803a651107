"""Sums up listed files."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.formats.mail_files import LARGEST, File
from leftopen.model.size import Size


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
