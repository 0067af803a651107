"""Standard output cannot be written (full disk, closed terminal): one clear line on stderr."""

from __future__ import annotations

import errno
import fcntl
import os
import sys
from contextlib import suppress
from typing import NoReturn

UNWRITTEN = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO))
FAILED = 1


def end_program(error: OSError) -> NoReturn:
    """Prints one line and ends the program. Raises other errors again, and errors that name a file."""
    if error.errno not in UNWRITTEN or error.filename is not None:
        raise error
    with suppress(OSError):
        sys.stderr.write(f"leftopen: cannot write the output: {error.strerror}\n")
        sys.stderr.flush()
    # Python flushes stdout again at exit, and would report the same error again.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    sys.exit(FAILED)


def require_stdout() -> None:
    """Ends the program if standard output is closed: the first opened file would get its descriptor, and the
    output would go into that file. Without stderr, messages are discarded."""
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for as long as the program runs
    if sys.stdout is None or fcntl.fcntl(1, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
        sys.stderr.write("leftopen: cannot write to standard output: it is closed\n")
        sys.exit(FAILED)
