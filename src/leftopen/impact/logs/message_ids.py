"""Which messages logs name, for a store that keeps no Message-ID itself, only keyed digests of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from urllib.parse import unquote

from leftopen.impact.logs.files.pieces import pieces
from leftopen.impact.logs.files.sources import Source
from leftopen.impact.logs.log_format import LogFormat

NAMED = re.compile(
    rb'"target": ?"(/(?:%3C[^"\\]{3,4000}%3E|[\w.~%-]{1,2000}%40[\w.~%-]{1,2000}))"', re.IGNORECASE
)
"""In a line of `columns.events`; logs leave out the angle brackets that a mail leaves out."""


def named_in(
    found: Sequence[Source],
    formats: Mapping[str, LogFormat],
    digest: Callable[[str], bytes],
    known: Mapping[bytes, object],
) -> dict[bytes, str]:
    """The Message-IDs of these logs that are `known` by their digest, each as the log first has it. Others
    are forgotten at once."""
    ids: dict[bytes, str] = {}
    for source in found:
        if source.format and formats[source.format].names_messages:
            for id in _ids(source, formats[source.format]):
                at = digest(id)
                if at in known:
                    ids.setdefault(at, id)
    return ids


def _ids(source: Source, format_: LogFormat) -> Iterator[str]:
    """Each once in a piece of the file."""
    for piece in pieces(source, format_, []):
        for target in dict.fromkeys(NAMED.findall(piece)):
            yield unquote(target.decode("ascii", "replace"))[1:]
