"""Nothing more can be written where the output goes: a full disk, a closed terminal. That is one clear line,
as every failure is."""

from __future__ import annotations

import errno
import fcntl
import os
import sys
from contextlib import suppress
from typing import NoReturn

_UNWRITTEN = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO))
FAILED = 1


def end_program(error: OSError) -> NoReturn:
    """Says so and ends the program; raises any other error again, and one that names its file."""
    if error.errno not in _UNWRITTEN or error.filename is not None:
        raise error
    with suppress(OSError):
        sys.stderr.write(f"leftopen: cannot write the output: {error.strerror}\n")
        sys.stderr.flush()
    # Python writes what is left once more when it ends, and would complain of that too.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    sys.exit(FAILED)


def require_stdout() -> None:
    """Ends the program where it was started without a standard output that takes anything: the first file
    that is opened would take its number, and what is printed would go into that file. Messages that nobody
    wants to see go nowhere."""
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for as long as the program runs
    if sys.stdout is None or fcntl.fcntl(1, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
        sys.stderr.write("leftopen: cannot write to standard output: it is closed\n")
        sys.exit(FAILED)
