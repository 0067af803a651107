"""The cage that a process enters before it meets the first hostile byte, for good.

It may read the interpreter's libraries, this package and what the dynamic loader needs; nothing of the data
folder, the configuration, a home. It writes to descriptors that its parent lent and to nothing else, makes no
socket, and can neither trace nor signal another process. The only program that it may run is the one that it
is named. Files by Landlock, else by namespaces; system calls by a filter.
"""

from __future__ import annotations

import ctypes
import os
import struct
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from leftopen.contents.cage import landlock, namespaces, seccomp
from leftopen.contents.cage.system_calls import call
from leftopen.errors import LeftopenError

SYSTEM = (
    "/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache", "/etc/localtime",
    "/usr/share/zoneinfo", "/usr/share/locale", "/usr/local/share/locale",
)  # fmt: skip
"""What the dynamic loader, the C library and the interpreter open."""
MODELS = ("/usr/share/tesseract-ocr", "/usr/share/tessdata", "/usr/local/share/tessdata")
LOADERS = (
    "/lib64/ld-linux-x86-64.so.2",
    "/lib/ld-linux-aarch64.so.1",
    "/lib/ld-musl-x86_64.so.1",
    "/lib/ld-musl-aarch64.so.1",
)
"""The kernel runs them when it runs another program."""
NULL = Path("/dev/null")
SEARCH_ALL = 1 << 2
"""The capability to read what others own: where root runs this, its own files may be another user's."""
CAPABILITIES_3 = 0x20080522
TRIAL = "from leftopen.contents.cage.cage import tell; tell()"
TRIAL_S = 30.0
NEEDED = (
    "this machine cannot read documents in a cage ({}); to read them without a cage, set `uncaged` to yes "
    "(leftopen assess --uncaged): then a hostile document may access everything that leftopen can"
)


class NotCaged(LeftopenError):
    """This machine has no cage for hostile documents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunProgram:
    """The one program that a caged process may run. `models`: a folder that it reads, '' for its own
    choice."""

    program: str
    models: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cage:
    """What this process is in. `landlock`: its version, 0 where namespaces take its place."""

    landlock: int

    def __str__(self) -> str:
        return f"{f'Landlock ABI {self.landlock}' if self.landlock else 'namespaces'}, seccomp"

    def narrow(self, run: RunProgram) -> None:
        """For a child of this process, before it becomes that program: it loses the interpreter's files, and
        may signal nothing but itself. Raises OSError."""
        if self.landlock:
            landlock.restrict(self.landlock, [*_paths(SYSTEM), *_beside(run)], _runs(run), [NULL])
        seccomp.install(os.getpid(), programs=True, group=False)


def enter(run: RunProgram | None = None) -> Cage:
    """The present process must have one thread, and lead its group, which it may end. Raises NotCaged."""
    if len(os.listdir("/proc/self/task")) != 1:
        raise NotCaged("a process with more than one thread cannot enter a cage")
    version, had = landlock.version(), _capabilities()
    read = [*_paths(SYSTEM), *_python(), *(_beside(run) if run else ())]
    try:
        if version:
            call("prctl", seccomp.NO_NEW_PRIVILEGES, 1, 0, 0, 0)
            landlock.restrict(version, read, _runs(run) if run else (), [NULL])
        else:
            namespaces.restrict([*read, *(_runs(run) if run else ())], [NULL])
        # Where there is nothing to drop, as in a service, the call may be forbidden.
        if had & ~SEARCH_ALL or not version:
            _keep_capabilities(had & SEARCH_ALL)
        seccomp.install(os.getpid(), programs=run is not None, group=True)
    except (OSError, KeyError) as error:
        without = "" if version else "no Landlock, and "
        raise NotCaged(f"{without}{error.strerror if isinstance(error, OSError) else error}") from None
    return Cage(landlock=version)


def available_cage() -> str:
    """What a process of this machine can be caged by; where that is not certain, one was. Raises NotCaged."""
    if (version := landlock.version()) and seccomp.is_available():
        return str(Cage(landlock=version))
    words = [sys.executable, "-B", "-P", "-c", TRIAL]
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "LC_ALL": "C.UTF-8"}
    try:
        ran = subprocess.run(
            words, env=environment, capture_output=True, text=True, timeout=TRIAL_S, check=False
        )
    except subprocess.TimeoutExpired:
        raise NotCaged(f"none within {TRIAL_S:.0f} seconds") from None
    if ran.returncode:
        raise NotCaged(ran.stdout.strip() or "a process that enters it ends")
    return ran.stdout.strip()


def require(*, uncaged: bool) -> None:
    """Raises NotCaged where documents are to be read in a cage, and this machine has none."""
    if uncaged:
        return
    try:
        available_cage()
    except NotCaged as error:
        raise NotCaged(NEEDED.format(error)) from None


def tell() -> None:
    """In a process of its own: enters the cage, and prints which, or why there is none."""
    try:
        sys.stdout.write(str(enter()))
    except NotCaged as error:
        sys.stdout.write(str(error))
        sys.exit(1)


def _paths(names: tuple[str, ...]) -> list[Path]:
    return [Path(name) for name in names]


def _python() -> Iterator[Path]:
    """The standard library, folders with installed packages, and this package. Not every entry of the path:
    one may be a folder of somebody's own files."""
    for name in ("stdlib", "platstdlib"):
        yield Path(sysconfig.get_path(name))
    yield Path(sys.base_prefix, "lib")
    for entry in map(Path, filter(None, sys.path)):
        if any(entry.glob("*.dist-info")):
            yield entry
    yield Path(__file__).parents[2]


def _beside(run: RunProgram) -> list[Path]:
    return [Path(run.models)] if run.models else _paths(MODELS)


def _runs(run: RunProgram) -> list[Path]:
    return [Path(run.program), *_paths(LOADERS)]


def _capabilities() -> int:
    status = Path("/proc/self/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("CapPrm")).split()[1], 16)


def _keep_capabilities(kept: int) -> None:
    """Root in a cage could raise its limits again."""
    head = struct.pack("=Ii", CAPABILITIES_3, 0)
    sets = struct.pack("=6I", kept, kept, 0, 0, 0, 0)
    call("capset", ctypes.create_string_buffer(head, len(head)), ctypes.create_string_buffer(sets, len(sets)))
