"""Which system calls a process may make from now on: a list of what reading needs, and nothing else.

Where a call can do both, its argument decides: `kill` of itself, `clone` of a thread. Calls that are newer
than the list seem not to exist, so that a library takes the older way; all others are refused with EPERM.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import platform
import struct
import termios
from collections.abc import Mapping
from dataclasses import dataclass

from leftopen.contents.cage.system_calls import MACHINES, OWN, call, numbers

LOAD, EQUAL, ABOVE, AND, GIVE = 0x20, 0x15, 0x35, 0x54, 0x06
"""Instructions of the kernel's filter language: load a word, compare, mask, return."""
NUMBER, MACHINE, ARGUMENTS = 0, 4, 16
"""Where a filter finds the call's number, the machine's and the arguments, in bytes."""
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050000, 0x80000000
NEWER = 424
"""From here on the numbers of all machines are the same: they are given in the order of their making."""
NO_NEW_PRIVILEGES, SET_FILTER, ASK_ACTION, ALL_THREADS = 38, 1, 2, 1
THREAD, SPACES = 0x10000, 0x7E020000
"""`clone`: flags of a thread, and of every new namespace."""
TRUNCATE = 0o1000
PROGRAMS = frozenset(("execve", "fork", "vfork"))
"""Only where another program may be run, in its own cage."""
PRCTL = (1, 2, 3, 4, 15, 16, 21, 22, 38, 39, 0x53564D41)
"""Its own name, its death with its parent, core files, filters: nothing of another process."""
FCNTL = (fcntl.F_DUPFD, fcntl.F_GETFD, fcntl.F_SETFD, fcntl.F_GETFL, fcntl.F_SETFL, fcntl.F_DUPFD_CLOEXEC)
IOCTL = (termios.TCGETS, termios.FIONREAD, termios.FIOCLEX, termios.FIONCLEX, termios.TIOCGWINSZ)


@dataclass(frozen=True, slots=True, kw_only=True)
class ArgumentRule:
    """The call is allowed if this argument, by the mask, is one of the values."""

    argument: int
    values: tuple[int, ...]
    mask: int = 0xFFFFFFFF


def rules(pid: int, *, programs: bool, group: bool) -> Mapping[str, ArgumentRule]:
    """For the process with that number. `group`: it may end all processes of its group at once."""
    itself = ArgumentRule(argument=0, values=(pid,))
    thread = ArgumentRule(argument=0, mask=THREAD | SPACES, values=(THREAD,))
    process = ArgumentRule(argument=0, mask=SPACES, values=(0,))
    return {
        "kill": ArgumentRule(argument=0, values=(pid, 0) if group else (pid,)),
        "tgkill": itself,
        "prlimit64": ArgumentRule(argument=0, values=(0, pid)),
        "clone": process if programs else thread,
        # Old kernels let a file be cut that is opened for reading.
        "open": ArgumentRule(argument=1, mask=TRUNCATE, values=(0,)),
        "openat": ArgumentRule(argument=2, mask=TRUNCATE, values=(0,)),
        "fcntl": ArgumentRule(argument=1, values=FCNTL),
        "ioctl": ArgumentRule(argument=1, values=IOCTL),
        "prctl": ArgumentRule(argument=0, values=PRCTL),
    }


def program(machine: str, checked: Mapping[str, ArgumentRule], *, programs: bool) -> bytes:
    """The filter as the kernel takes it. KeyError for an unknown machine."""
    lines = [
        _line(LOAD, MACHINE),
        _line(EQUAL, MACHINES[machine][1], 1),
        _line(GIVE, KILL),
        _line(LOAD, NUMBER),
    ]
    hidden = {*OWN.split(), "clone3", *(() if programs else PROGRAMS)}
    for name, number in numbers(machine).items():
        if name in hidden:
            continue
        body = _checks(checked[name]) if name in checked else [_line(GIVE, ALLOW)]
        lines += [_line(EQUAL, number, 0, len(body)), *body]
    lines += [
        _line(ABOVE, NEWER, 0, 1),
        _line(GIVE, REFUSE | errno.ENOSYS),
        _line(GIVE, REFUSE | errno.EPERM),
    ]
    return b"".join(lines)


def _checks(rule: ArgumentRule) -> list[bytes]:
    lines = [_line(LOAD, ARGUMENTS + 8 * rule.argument), _line(AND, rule.mask)]
    for value in rule.values:
        lines += [_line(EQUAL, value, 0, 1), _line(GIVE, ALLOW)]
    return [*lines, _line(GIVE, REFUSE | errno.EPERM)]


def _line(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("=HBBI", code, then, otherwise, value & 0xFFFFFFFF)


def is_available() -> bool:
    """Does this kernel take filters, on a machine of the table?"""
    refuse = ctypes.create_string_buffer(struct.pack("=I", REFUSE), 4)
    try:
        return call("seccomp", ASK_ACTION, 0, refuse) == 0
    except (OSError, KeyError):
        return False


def install(pid: int, *, programs: bool, group: bool) -> None:
    """For all threads of this process, and what it starts. Raises OSError, KeyError for an unknown
    machine."""
    lines = program(platform.machine(), rules(pid, programs=programs, group=group), programs=programs)
    held = ctypes.create_string_buffer(lines, len(lines))
    about = struct.pack("@HP", len(lines) // 8, ctypes.addressof(held))
    call("prctl", NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    call("seccomp", SET_FILTER, ALL_THREADS, ctypes.create_string_buffer(about, len(about)))
