"""What a format of logs declares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from leftopen.impact.logs.exports import Export
from leftopen.translate import Message

Expressions = tuple[tuple[str, str], ...]
"""Names and SQL expressions, each of which may use `line` and the names before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The common row of a format, as SQL over `line`. `understood` must be false for any line that the other
    columns could misread. `at` gives DateTime64(3, 'UTC') or NULL: then the line was not understood.

    `target` is path and query as the client sent them; `bytes` an Int64, -1 where the log does not say.
    `kind` gives 'get' for what returns an item, 'list' for what may return any, 'none' for what returns
    nothing, 'names' for what returns names of items and no item, '' to decide by the
    method. `server` is a name that the server gave itself, `host` one that the
    client chose.
    """

    steps: Expressions
    understood: str
    at: str
    client: str
    method: str
    target: str
    status: str
    bytes: str
    agent: str = "''"
    server: str = "''"
    host: str = "''"
    kind: str = "''"
    cut: str = "0"
    """1 where the log says that the answer was cut."""
    sample: str = "0"
    """1 where the line says itself that it stands for several requests."""
    shows: str = "1"
    """1 where such a line shows that reads are logged at all."""
    forwarded: str = "0"
    """1 where the client says that it passes on the request of another (X-Forwarded-For)."""
    user: str = "''"
    """Who logged in, or tried to, '' where the line does not say."""
    mailbox: str = "''"
    """Whose mailbox that user was in."""
    login: str = "''"
    """'ok' for a login, 'failed' for one that was refused, 'used' for what somebody did who had logged in."""
    protocol: str = "''"
    doubt: str = "0"
    """1 where the time may be an hour later."""


Lines = Sequence[str]


def any_line(matches: Callable[[str], object]) -> Callable[[Lines], bool]:
    """Recognises a file by any of its first lines."""
    return lambda lines: any(map(matches, lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFormat:
    """`recognises` sees the first lines of a file, without their ends. `columns` sees them too, and the name
    of the time zone for a format whose times have none ('' for the others)."""

    title: str
    recognises: Callable[[Lines], bool]
    columns: Callable[[Lines, str], Columns]
    zoned: bool = True
    """Do its times say their zone?"""
    directives: str = ""
    """Lines that begin so are no requests, and say which columns follow."""
    ignored: tuple[str, ...] = ()
    """Lines that begin so are no requests, unless a date, a time and more show that one is glued to it."""
    headings: tuple[str, ...] = ()
    """Lines that begin so name the columns, and are no requests. Four digits in a row show that another line
    is glued to it."""
    limits: tuple[Message, ...] = ()
    """Sentences about what such a log may lack."""
    unwrap: Callable[[Iterable[bytes], Export], Iterable[bytes]] | None = None
    """Makes lines of records, from the pieces of a file, where they are not lines already. What the file says
    of itself is put into the `Export`."""
    names_messages: bool = False
    """Its lines name messages by their Message-ID."""
    names_users: bool = False
    """Its lines say which user logged in."""
    merges: bool = False
    """Its files are pieces of one log, whatever their names; `server` tells logs apart."""
