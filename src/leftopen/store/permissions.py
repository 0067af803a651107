"""Checks that no other user can write to our files.

The user who runs this program is trusted, and root, who can do anything anyway. A file of ours is refused
when another user owns it or may write to it. A folder on the path to it is refused when another user could
put another folder in its place: one that others may write to without the sticky bit, or one of another owner.
"""

from __future__ import annotations

import grp
import os
import pwd
import shlex
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from leftopen.errors import StoreFailed, UnsafeFolder

OTHERS_WRITE, GROUP_WRITE = 0o002, 0o020
OTHERS_READ = 0o077
ROOT = 0
MOST_LINKS = 40
_ACL = "system.posix_acl_access"
_UID_MAP, _OVERFLOW = Path("/proc/self/uid_map"), Path("/proc/sys/kernel/overflowuid")
_WHOLE_MAP = "0 0 4294967295"


def _unmapped() -> int:
    try:
        if " ".join(_UID_MAP.read_text().split()) == _WHOLE_MAP:
            return -1
        return int(_OVERFLOW.read_text())
    except (OSError, ValueError):
        return -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """The user who runs this program. `unmapped`: the number that stands for every owner whom this user
    namespace does not know; -1 where it knows all."""

    uid: int = field(default_factory=os.geteuid)
    unmapped: int = field(default_factory=_unmapped)

    def trusts(self, uid: int) -> bool:
        return uid in (self.uid, ROOT)

    @property
    def name(self) -> str:
        return _name(self.uid)


def check(what: str, path: Path, *, within: bool = True) -> None:
    """Raises UnsafeFolder with the first problem and the command that fixes it; StoreFailed where the path
    can't be read. `what` describes the path to the user. A missing path is no problem."""
    problem = next(problems(what, path, Member(), within=within), "")
    if problem:
        raise UnsafeFolder(problem)


def problems(what: str, path: Path, me: Member, *, within: bool = True) -> Iterator[str]:
    """One sentence for each problem of the path, of the folders on its way, and of its contents where it is a
    folder and `within` is set. Raises StoreFailed."""
    try:
        way, found = _followed(path)
        for step in way:
            yield from _said(
                f"a parent folder of {what}", step, wrong_on_the_way(os.lstat(step), me, step), me
            )
        if found is None:
            return
        own = os.lstat(found)
        yield from _said(what, found, wrong(own, me, found), me)
        if within and stat.S_ISDIR(own.st_mode):
            yield from _within(what, found, me)
    except FileNotFoundError:
        # It vanished meanwhile, as files of an ended engine do.
        return
    except OSError as error:
        raise StoreFailed(f"cannot check {what} {path}: {error.strerror}") from None


def readable_by_others(folder: Path) -> bool:
    """Can anybody but its owner list or enter it? Raises OSError."""
    return bool(folder.stat().st_mode & OTHERS_READ)


def wrong(own: os.stat_result, me: Member, path: Path | None = None) -> str:
    """`owner`, `write` or '': what is wrong with a file or folder of ours."""
    if not me.trusts(own.st_uid):
        return "owner"
    return "write" if _others_may_write(own, path) else ""


def wrong_on_the_way(own: os.stat_result, me: Member, path: Path | None = None) -> str:
    """The same of a folder above ours, or of a link that leads to it. In a sticky folder, such as /tmp,
    nobody can move what belongs to somebody else."""
    if not me.trusts(own.st_uid) and own.st_uid != me.unmapped:
        return "owner"
    if stat.S_ISLNK(own.st_mode) or own.st_mode & stat.S_ISVTX:
        return ""
    return "write" if _others_may_write(own, path) else ""


def _others_may_write(own: os.stat_result, path: Path | None) -> bool:
    if own.st_mode & OTHERS_WRITE:
        return True
    return bool(own.st_mode & GROUP_WRITE) and not (_is_private_group(own) and not _has_acl(path))


def _is_private_group(own: os.stat_result) -> bool:
    """Is the group the owner's private one, of the same name and without other members? On systems where
    every user has one, new files are group-writable."""
    try:
        owner, group = pwd.getpwuid(own.st_uid), grp.getgrgid(own.st_gid)
    except KeyError:
        return False
    own_one = owner.pw_gid == group.gr_gid and owner.pw_name == group.gr_name
    return own_one and not _others_in(group.gr_gid, owner)


def _others_in(gid: int, owner: pwd.struct_passwd) -> bool:
    """Also by another name of that number, and those whose first group it is, whom no group names. Root's is
    the first one of accounts of the system in which nobody signs in (`halt`, `sync`)."""
    members = {name for group in grp.getgrall() if group.gr_gid == gid for name in group.gr_mem}
    first = {user.pw_uid for user in pwd.getpwall() if user.pw_gid == gid} if gid else set()
    return bool(members - {owner.pw_name}) or bool(first - {owner.pw_uid})


def _has_acl(path: Path | None) -> bool:
    """With an ACL, the group bits may apply to any user."""
    if path is None:
        return False
    try:
        return bool(os.getxattr(path, _ACL, follow_symlinks=False))
    except OSError:
        return False


def _followed(path: Path) -> tuple[list[Path], Path | None]:
    """Every folder and link on the path, and the final target, None where there is nothing. Raises
    OSError."""
    way, here, left, links = [Path("/")], Path("/"), list(path.absolute().parts[1:]), 0
    while left:
        part = left.pop(0)
        if part == "..":
            here = here.parent
            continue
        there = here / part
        try:
            own = os.lstat(there)
        except (FileNotFoundError, NotADirectoryError):
            return way, None
        if stat.S_ISLNK(own.st_mode):
            links += 1
            if links > MOST_LINKS:
                raise OSError(40, "Too many levels of symbolic links")
            way.append(there)
            target = Path(os.readlink(there))
            here = Path("/") if target.is_absolute() else here
            left = [*(target.parts[1:] if target.is_absolute() else target.parts), *left]
            continue
        here = there
        if left:
            way.append(there)
    return way, here


def _within(what: str, folder: Path, me: Member) -> Iterator[str]:
    """The contents of a folder of ours. Deeper folders can be reached only through these."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            try:
                own = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue
            if stat.S_ISLNK(own.st_mode):
                yield from problems(what, Path(entry.path), me)
            else:
                path = Path(entry.path)
                yield from _said(f"a file in {what}", path, wrong(own, me, path), me)


def _said(what: str, path: Path, kind: str, me: Member) -> Iterator[str]:
    """A line for the user, with the command."""
    if not kind:
        return
    own = os.lstat(path)
    quoted = shlex.quote(str(path))
    if kind == "owner":
        recursive = "-R " if stat.S_ISDIR(own.st_mode) and "parent folder" not in what else ""
        yield (
            f"{what}, {path}, is owned by {_name(own.st_uid)}, not by {me.name}: remove it if it is not "
            f"yours; otherwise: chown {recursive}{shlex.quote(me.name)} {quoted}"
        )
    else:
        mode = "700" if stat.S_ISDIR(own.st_mode) and "parent folder" not in what else "go-w"
        yield (
            f"{what}, {path}, is writable by other users, who could become administrators: check that its "
            f"contents are yours, then: chmod {mode} {quoted}"
        )


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
