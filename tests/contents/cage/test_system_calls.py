"""The table is the kernel's own, and a filter lets through nothing that is not in it."""

from __future__ import annotations

import errno
import re
import struct
from pathlib import Path

import pytest

from leftopen.contents.cage import seccomp
from leftopen.contents.cage.system_calls import MACHINES, OWN, numbers

HEADERS = {
    "x86_64": ("/usr/include/x86_64-linux-gnu/asm/unistd_64.h", r"#define __NR_(\w+) (\d+)"),
    "aarch64": ("/usr/include/asm-generic/unistd.h", r"#define __NR(?:3264)?_(\w+) (\d+)"),
}
RENAMED = {"fstatat": "newfstatat"}
"""The generic header has the 32-bit name; a 64-bit kernel's is the other."""
PID = 4711


@pytest.mark.parametrize("machine", MACHINES)
def test_the_numbers_are_those_of_the_kernels_headers(machine: str) -> None:
    file, pattern = HEADERS[machine]
    if not Path(file).exists():
        pytest.skip("the kernel's headers are not installed")
    answer = {
        RENAMED.get(name, name): int(number) for name, number in re.findall(pattern, Path(file).read_text())
    }
    assert {name: answer.get(name) for name in numbers(machine)} == numbers(machine)


def judged(machine: str, call: int, *arguments: int, programs: bool = False, of: str = "") -> int:
    """What the filter gives for a call, as the kernel would run it."""
    rules = seccomp.rules(PID, programs=programs, group=programs)
    code = seccomp.program(machine, rules, programs=programs)
    given = [*arguments, *(0,) * (6 - len(arguments))]
    data = struct.pack("<IIQ6Q", call, MACHINES[of or machine][1], 0, *given)
    at, held = 0, 0
    while True:
        kind, then, otherwise, value = struct.unpack_from("=HBBI", code, 8 * at)
        at += 1
        if kind == seccomp.LOAD:
            held = struct.unpack_from("<I", data, value)[0]
        elif kind == seccomp.AND:
            held &= value
        elif kind == seccomp.EQUAL:
            at += then if held == value else otherwise
        elif kind == seccomp.ABOVE:
            at += then if held >= value else otherwise
        else:
            assert kind == seccomp.GIVE
            return int(value)


REFUSED = seccomp.REFUSE | errno.EPERM
MISSING = seccomp.REFUSE | errno.ENOSYS


@pytest.mark.parametrize("machine", MACHINES)
def test_every_number_is_judged_by_the_table(machine: str) -> None:
    known = numbers(machine)
    checked = seccomp.rules(PID, programs=False, group=False)
    plain = {
        known[name] for name in known if name not in {*checked, *OWN.split(), *seccomp.PROGRAMS, "clone3"}
    }
    for number in range(600):
        if number in {known[name] for name in checked if name in known}:
            continue
        wanted = seccomp.ALLOW if number in plain else REFUSED if number < seccomp.NEWER else MISSING
        assert judged(machine, number) == wanted, number


@pytest.mark.parametrize("machine", MACHINES)
def test_an_argument_decides(machine: str) -> None:
    call = numbers(machine)
    assert judged(machine, call["kill"], PID, 9) == seccomp.ALLOW
    assert judged(machine, call["kill"], 0, 9) == REFUSED
    assert judged(machine, call["kill"], 0, 9, programs=True) == seccomp.ALLOW
    assert judged(machine, call["kill"], 2**32 - 1, 9, programs=True) == REFUSED
    assert judged(machine, call["clone"], seccomp.THREAD) == seccomp.ALLOW
    assert judged(machine, call["clone"], 17) == REFUSED
    assert judged(machine, call["clone"], 17, programs=True) == seccomp.ALLOW
    assert judged(machine, call["clone"], 0x10000000 | 17, programs=True) == REFUSED
    assert judged(machine, call["execve"], programs=True) == seccomp.ALLOW
    assert judged(machine, call["execve"]) == REFUSED
    assert judged(machine, call["openat"], 0, 0, 0) == seccomp.ALLOW
    assert judged(machine, call["openat"], 0, 0, 0o1000) == REFUSED
    assert judged(machine, call["prlimit64"], 1) == REFUSED


def test_a_call_of_another_machine_ends_the_process() -> None:
    assert judged("x86_64", 0, of="aarch64") == seccomp.KILL
