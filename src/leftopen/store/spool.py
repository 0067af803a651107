"""Rows on their way into chDB: as a file in memory, read three times faster than a statement's text.

Measured with 50,000 rows of 1.9 kB in JSONEachRow: 21 µs of CPU a row behind `FORMAT`, 7 µs from a file. By
columns (`store.arrow`), rows of 2.3 kB: 2 µs.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

INSERT = re.compile(
    r"(INSERT INTO \w+(?: \([\w*(), ]+\))?) (SETTINGS [^\"\n]+ )?FORMAT (JSONEachRow|ArrowStream)"
)


@contextmanager
def spooled(sql: str, body: bytes) -> Iterator[str | None]:
    """The statement that reads `body` from a file that lives as long as this; None when `sql` is no INSERT
    of rows."""
    insert = INSERT.fullmatch(sql)
    if insert is None or not body:
        yield None
        return
    # Without a name in any folder: a killed process leaves nothing behind.
    with os.fdopen(os.memfd_create("rows"), "wb") as file:
        file.write(body)
        file.flush()
        into, settings, form = insert.groups(default="")
        path = f"/proc/{os.getpid()}/fd/{file.fileno()}"
        yield f"{into} FROM INFILE '{path}' COMPRESSION 'none' {settings}FORMAT {form}"
