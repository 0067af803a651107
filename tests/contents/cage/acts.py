"""What a document that took its reader over would try, each act on its own; runs inside the process."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import platform
import resource
import signal
import socket
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from leftopen.contents.ocr import OcrProgram
from leftopen.impact.assess.read_document import Reading
from leftopen.model.assessment import Outcome
from leftopen.model.reader import Document, Part

REFUSALS = (errno.EPERM, errno.EACCES, errno.ENOSYS, errno.ENOENT, errno.EFBIG, errno.EROFS)
RAW = {
    "connect": (42, 203), "bind": (49, 200), "ptrace": (101, 117), "process_vm_readv": (310, 270),
    "pidfd_open": (434, 434), "mount": (165, 40), "umount2": (166, 39), "unshare": (272, 97),
    "setns": (308, 268), "chroot": (161, 51), "io_uring_setup": (425, 425), "bpf": (321, 280),
    "keyctl": (250, 219), "add_key": (248, 217), "userfaultfd": (323, 282), "perf_event_open": (298, 241),
    "memfd_create": (319, 279), "open_by_handle_at": (304, 265), "init_module": (175, 105),
    "kexec_load": (246, 104), "reboot": (169, 142), "setuid": (105, 146), "personality": (135, 92),
    "inotify_init1": (294, 26), "fanotify_init": (300, 262), "shmget": (29, 194), "mq_open": (240, 180),
    "sched_setaffinity": (203, 122), "clone3": (435, 435), "execveat": (322, 281), "openat2": (437, 437),
    "acct": (163, 89), "swapon": (167, 224),
}  # fmt: skip
"""Numbers on x86-64 and on ARM; all arguments are nonsense: none does anything where it is allowed."""
SEIZE = 0x4206
"""Of ptrace: it does not stop the other process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """`secret`, `home`: files that the parent can read; `folder`: one that it can write, with the file `kept`
    in it. `lent`: a descriptor of a file, -1 for none."""

    secret: str
    home: str
    folder: str
    port: int
    parent: int
    lent: int = -1


def done(targets: Targets) -> list[str]:
    """The acts that were not refused."""
    return [name for name, act in acts(targets) if _worked(act)]


def _worked(act: Callable[[], object]) -> bool:
    try:
        act()
    except OSError as error:
        return error.errno not in REFUSALS
    return True


def acts(targets: Targets) -> Iterator[tuple[str, Callable[[], object]]]:
    yield from _sockets(targets)
    yield from _files(targets)
    yield from _writing(targets)
    yield from _processes(targets)
    column = 0 if platform.machine() == "x86_64" else 1
    for name, numbers in RAW.items():
        yield name, partial(_raw, numbers[column], -1, -1, -1, -1, -1, -1)


def _sockets(targets: Targets) -> Iterator[tuple[str, Callable[[], object]]]:
    internet = [
        (family, kind)
        for family in (socket.AF_INET, socket.AF_INET6)
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW)
    ]
    others = (
        (socket.AF_UNIX, socket.SOCK_STREAM), (socket.AF_UNIX, socket.SOCK_DGRAM),
        (socket.AF_NETLINK, socket.SOCK_RAW), (socket.AF_PACKET, socket.SOCK_RAW),
    )  # fmt: skip
    for family, kind in (*internet, *others):
        yield f"{family.name} {kind.name}", partial(_socket, family, kind)
    yield "socketpair", socket.socketpair
    yield "connect to loopback", lambda: socket.create_connection(("127.0.0.1", targets.port), 2).close()


def _socket(family: int, kind: int) -> None:
    socket.socket(family, kind).close()


def _open(name: str) -> None:
    Path(name).open("rb").close()


def _files(targets: Targets) -> Iterator[tuple[str, Callable[[], object]]]:
    for name in (targets.secret, targets.home, "/etc/passwd", "/etc/shadow", f"/proc/{targets.parent}/mem",
                 f"/proc/{targets.parent}/environ", "/proc/self/environ", "/proc/self/mem"):  # fmt: skip
        yield f"read {name}", partial(_open, name)
    for name in (targets.folder, str(Path(targets.home).parent), f"/proc/{targets.parent}/fd"):
        yield f"list {name}", partial(os.listdir, name)


def _writing(targets: Targets) -> Iterator[tuple[str, Callable[[], object]]]:
    folder, kept = Path(targets.folder), Path(targets.folder, "kept")
    yield "create", lambda: (folder / "new").open("xb").close()
    yield "append", lambda: kept.open("ab").close()
    yield "cut", lambda: os.truncate(kept, 1)
    yield "cut by opening", lambda: os.close(os.open(kept, os.O_RDONLY | os.O_TRUNC))
    yield "chmod", partial(kept.chmod, stat.S_IRWXU)
    yield "utime", partial(os.utime, kept)
    yield "link", lambda: os.link(kept, folder / "linked")
    yield "symlink", lambda: (folder / "pointed").symlink_to(kept)
    yield "mkdir", (folder / "made").mkdir
    yield "mkfifo", lambda: os.mkfifo(folder / "pipe")
    yield "rename", lambda: kept.rename(folder / "other")
    yield "unlink", (folder / "other").unlink
    yield "a file without a name", lambda: os.close(os.open("/tmp", os.O_TMPFILE | os.O_RDWR))
    if targets.lent >= 0:
        yield "write to what was lent beyond its size", lambda: os.pwrite(targets.lent, b"x", 4096)
        yield "cut what was lent", lambda: os.ftruncate(targets.lent, 1)
        yield "raise the limit on files", _raise_limit


def _raise_limit() -> None:
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
    except ValueError:
        raise OSError(errno.EPERM, "not allowed") from None


def _processes(targets: Targets) -> Iterator[tuple[str, Callable[[], object]]]:
    yield "signal the parent", lambda: os.kill(targets.parent, 0)
    yield "signal process 1", lambda: os.kill(1, 0)
    yield "signal all", lambda: os.kill(-1, 0)
    yield "limit the parent", lambda: resource.prlimit(targets.parent, resource.RLIMIT_CORE)
    yield "own the signals of a pipe", lambda: fcntl.fcntl(0, fcntl.F_SETOWN, targets.parent)
    yield (
        "trace the parent",
        lambda: _raw(RAW["ptrace"][platform.machine() != "x86_64"], SEIZE, targets.parent, 0, 0),
    )
    yield "run a program", _runs
    yield "signal the parent by its pidfd", lambda: signal.pidfd_send_signal(os.pidfd_open(targets.parent), 0)


def _runs() -> None:
    """Without a fork where there is none: it is only tried whether the kernel would look at the file."""
    library = ctypes.CDLL(None, use_errno=True)
    words = (ctypes.c_char_p * 2)(b"true", None)
    pid = library.fork()
    if pid == 0:
        library.execv(b"/bin/true", words)
        os._exit(ctypes.get_errno())
    if pid < 0:
        raise OSError(ctypes.get_errno(), "fork")
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if code:
        raise OSError(code, "execve")


def _raw(number: int, *arguments: int) -> None:
    library = ctypes.CDLL(None, use_errno=True)
    if library.syscall(ctypes.c_long(number), *(ctypes.c_long(one) for one in arguments)) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


TARGETS: Targets | None = None
"""Set by the code that starts the process."""


def _told() -> str:
    assert TARGETS is not None
    return "\n".join(["tried", *done(TARGETS)])


def read(data: bytes) -> Document:
    """As a reader in the sandbox."""
    return Document(text=_told())


def read_document(part: Part, *others: object) -> Reading:
    """In a worker."""
    return Reading(kind="other", outcome=Outcome.FAILED, why=_told())


def in_place_of_the_program(program: OcrProgram, seconds: int, wall: float, cage: object) -> None:
    """In the process of the OCR program, when it has done all that comes before."""
    BEGIN(program, seconds, wall, cage)
    row = "5\t1\t1\t1\t{0}\t1\t1\t1\t9\t9\t99\t{1}\n"
    answer = _told().replace(" ", "~").splitlines()
    os.write(1, "".join(row.format(at, line) for at, line in enumerate(answer)).encode())
    os._exit(0)


BEGIN: Callable[..., None] = print
