"""Rewrites an INSERT so that chDB reads its rows from a file in memory, three times faster than from a
statement's text.

Measured with 50,000 rows of 1.9 kB in JSONEachRow: 21 µs of CPU a row behind `FORMAT`, 7 µs from a file. By
columns (`store.observations.arrow`), rows of 2.3 kB: 2 µs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from leftopen.store.engine import memfd

INSERT = re.compile(
    r"(INSERT INTO (?:\w+|`\w+`)(?: \([\w*(), ]+\))?) "
    r"(SETTINGS [^\"\n]+ )?FORMAT (JSONEachRow|ArrowStream|Native)"
)


@contextmanager
def spool_rows(sql: str, body: bytes, descriptor: int) -> Iterator[str | None]:
    """The statement that reads its rows from a file in memory: `descriptor`, or one of `body` for the length
    of the `with`; None when `sql` is no INSERT of rows."""
    insert = INSERT.fullmatch(sql)
    if insert is None or (not body and descriptor < 0):
        yield None
    elif descriptor >= 0:
        yield _statement(insert, descriptor)
    else:
        with memfd.in_memory([body]) as file:
            yield _statement(insert, file)


def _statement(insert: re.Match[str], descriptor: int) -> str:
    into, settings, form = insert.groups(default="")
    path = f"/proc/self/fd/{descriptor}"
    return f"{into} FROM INFILE '{path}' COMPRESSION 'none' {settings}FORMAT {form}"
