"""The same without Landlock: a process in namespaces of its own, whose root has nothing but what is named, to
be read only, and whose network has no device.

Needs a kernel that lets every user make namespaces. It must be the process's only thread.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from leftopen.contents.cage.system_calls import call

SPACES = 0x10000000 | 0x20000 | 0x40000000 | 0x08000000
"""Of users, mounts, network, and messages between processes."""
READ_ONLY, NO_SUID, NO_DEVICES, NO_EXECUTION, REMOUNT, BIND, RECURSIVE, PRIVATE = (
    1, 2, 4, 8, 32, 4096, 16384, 1 << 18,
)  # fmt: skip
DETACH = 2
PLACES = ("/tmp", "/mnt", "/media", "/srv")  # noqa: S108 - mounted over, seen by this process alone


def restrict(read: Iterable[Path], write: Iterable[Path]) -> None:
    """This process and what it starts see only these. What is not there is passed over. Raises OSError."""
    wanted = [*((one, READ_ONLY) for one in read), *((one, 0) for one in write)]
    place = next(one for one in PLACES if Path(one).is_dir() and not _hides(one, wanted))
    user, group = os.geteuid(), os.getegid()
    call("unshare", SPACES)
    _write("setgroups", "deny")
    _write("uid_map", f"{user} {user} 1")
    _write("gid_map", f"{group} {group} 1")
    _mount(None, "/", None, PRIVATE | RECURSIVE)
    _mount("none", place, "tmpfs", NO_SUID | NO_DEVICES)
    for path, only in wanted:
        if path.exists():
            _bind(path, f"{place}{path}", only)
    os.chdir(place)
    call("pivot_root", b".", b".")
    call("umount2", b".", DETACH)
    os.chdir("/")
    _mount(None, "/", None, REMOUNT | READ_ONLY | NO_SUID | NO_DEVICES)


def _hides(place: str, wanted: Sequence[tuple[Path, int]]) -> bool:
    return any(path.is_relative_to(place) for path, _ in wanted)


def _bind(path: Path, target: str, only: int) -> None:
    """Flags that the place has must stay: they are not this process's to take away."""
    inside = Path(target)
    if path.is_dir():
        inside.mkdir(parents=True, exist_ok=True)
    elif not inside.exists():
        inside.parent.mkdir(parents=True, exist_ok=True)
        inside.touch()
    _mount(str(path), target, None, BIND)
    kept = os.statvfs(inside).f_flag & (READ_ONLY | NO_SUID | NO_DEVICES | NO_EXECUTION)
    _mount(None, target, None, BIND | REMOUNT | only | kept)


def _mount(source: str | None, target: str, kind: str | None, flags: int) -> None:
    words = [one.encode() if one is not None else None for one in (source, target, kind)]
    call("mount", *words, flags, None)


def _write(name: str, text: str) -> None:
    Path(f"/proc/self/{name}").write_text(text)
