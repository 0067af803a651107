"""Which files a process may open from now on, by Landlock: what is not named is refused, and so are all
sockets to addresses, and signals to processes outside.

A right that the kernel's version does not know is not handled; the filter of system calls refuses what could
use it.
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import struct
from collections.abc import Iterable
from pathlib import Path

from leftopen.contents.cage.system_calls import call

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
FIRST = 0x1FFF
LATER = {2: 0x2000, 3: 0x4000, 5: 0x8000}
"""By version: to move files between folders, to cut files, to talk to devices."""
NETWORK = 0x3
"""From version 4: to bind and to connect by TCP."""
SCOPED = 0x3
"""From version 6: sockets without a file, and signals, of processes outside."""
ASK_VERSION, BENEATH = 1, 1


def version() -> int:
    """Of this kernel; 0 where it has no Landlock, or where that is switched off."""
    try:
        return call("landlock_create_ruleset", None, 0, ASK_VERSION)
    except (OSError, KeyError):
        return 0


def restrict(abi: int, read: Iterable[Path], run: Iterable[Path], write: Iterable[Path]) -> None:
    """This thread and what it starts may read below `read`, read and run the files of `run`, read and write
    those of `write`, and nothing else. What is not there is passed over. Raises OSError."""
    files = FIRST | sum(right for since, right in LATER.items() if since <= abi)
    asked = struct.pack("=QQQ", files, NETWORK if abi >= 4 else 0, SCOPED if abi >= 6 else 0)
    ruleset = call("landlock_create_ruleset", ctypes.create_string_buffer(asked, len(asked)), len(asked), 0)
    try:
        for paths, rights in (
            (read, READ_FILE | READ_DIR),
            (run, READ_FILE | EXECUTE),
            (write, READ_FILE | WRITE_FILE),
        ):
            for path in paths:
                _add(ruleset, path, rights)
        call("landlock_restrict_self", ruleset, 0)
    finally:
        os.close(ruleset)


def _add(ruleset: int, path: Path, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.EACCES):
            return
        raise
    try:
        if not stat.S_ISDIR(os.fstat(place).st_mode):
            rights &= ~READ_DIR
        rule = struct.pack("=Qi", rights, place)
        call("landlock_add_rule", ruleset, BENEATH, ctypes.create_string_buffer(rule, len(rule)), 0)
    finally:
        os.close(place)
