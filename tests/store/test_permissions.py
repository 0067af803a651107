"""Who else could write to our files: what is refused, by which sentence, and what is not."""

from __future__ import annotations

import grp
import os
import pwd
import shlex
import stat
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from leftopen.errors import UnsafeFolder
from leftopen.store import permissions
from leftopen.store.permissions import Member, check, problems, wrong, wrong_on_the_way

ME, STRANGER = Member(uid=4711, unmapped=-1), 4712
ROOT = os.geteuid() == 0


def facts(mode: int, uid: int = 4711, gid: int = 4242) -> os.stat_result:
    return os.stat_result((mode, 0, 0, 1, uid, gid, 0, 0, 0, 0))


@pytest.mark.parametrize(
    ("mode", "uid", "said"),
    [
        (stat.S_IFDIR | 0o700, 4711, ""),
        (stat.S_IFDIR | 0o755, 4711, ""),
        (stat.S_IFREG | 0o600, 0, ""),
        (stat.S_IFREG | 0o602, 4711, "write"),
        (stat.S_IFREG | 0o620, 4711, "write"),
        (stat.S_IFDIR | 0o1777, 4711, "write"),
        (stat.S_IFSOCK | 0o666, 4711, "write"),
        (stat.S_IFREG | 0o600, STRANGER, "owner"),
    ],
)
def test_ours_is_what_only_we_and_root_may_write(mode: int, uid: int, said: str) -> None:
    assert wrong(facts(mode, uid), ME) == said


def test_root_trusts_nobody_else() -> None:
    root = Member(uid=0, unmapped=-1)
    assert wrong(facts(stat.S_IFREG | 0o600, 4711), root) == "owner"
    assert wrong_on_the_way(facts(stat.S_IFDIR | 0o755, 4711), root) == "owner"


@pytest.mark.parametrize(
    ("mode", "uid", "said"),
    [
        (stat.S_IFDIR | 0o755, 0, ""),
        (stat.S_IFDIR | 0o1777, 0, ""),
        (stat.S_IFLNK | 0o777, 4711, ""),
        (stat.S_IFDIR | 0o777, 0, "write"),
        (stat.S_IFDIR | 0o775, 0, "write"),
        (stat.S_IFDIR | 0o755, STRANGER, "owner"),
        (stat.S_IFLNK | 0o777, STRANGER, "owner"),
    ],
)
def test_on_the_way_nobody_else_may_put_another_folder(mode: int, uid: int, said: str) -> None:
    assert wrong_on_the_way(facts(mode, uid), ME) == said


def test_an_owner_whom_a_user_namespace_does_not_know_may_stand_above() -> None:
    inside = Member(uid=4711, unmapped=65534)
    assert wrong_on_the_way(facts(stat.S_IFDIR | 0o755, 65534), inside) == ""
    assert wrong(facts(stat.S_IFDIR | 0o755, 65534), inside) == "owner"


def test_a_group_of_one_s_own_is_nobody_else(tmp_path: Path) -> None:
    """Root's is such a group on every system; a group that the system does not know is not."""
    own = facts(stat.S_IFREG | 0o660, 0, 0)
    assert wrong(own, ME) == ""
    assert wrong(facts(stat.S_IFREG | 0o660, 0, 4242), ME) == "write"


def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in between" / "data"
    made.mkdir(mode=0o700, parents=True)
    (made / "records.sqlite").touch(mode=0o600)
    (made / "engine").mkdir(mode=0o700)
    return made


WAYS: dict[str, Callable[[Path], Path]] = {
    "the folder": lambda data: data,
    "the records": lambda data: data / "records.sqlite",
    "the engine's folder": lambda data: data / "engine",
    "the folder above": lambda data: data.parent,
}


@pytest.mark.parametrize("what", WAYS)
def test_the_command_that_is_named_mends_it(tmp_path: Path, what: str) -> None:
    data = folder(tmp_path)
    path = WAYS[what](data)
    path.chmod(path.stat().st_mode | 0o002)
    with pytest.raises(UnsafeFolder) as refused:
        check("the data folder", data)
    assert "\n" not in str(refused.value)
    assert str(path) in str(refused.value)
    command = shlex.split(str(refused.value).rpartition("then: ")[2])
    assert command[0] == "chmod"
    subprocess.run(command, check=True)
    check("the data folder", data)


def test_a_sticky_folder_may_stand_above_and_not_be_the_data_folder(tmp_path: Path) -> None:
    data = folder(tmp_path)
    data.parent.chmod(0o1777)
    check("the data folder", data)
    data.chmod(0o1777)
    with pytest.raises(UnsafeFolder):
        check("the data folder", data)


def test_a_link_is_followed_and_all_of_its_way_is_looked_at(tmp_path: Path) -> None:
    data = folder(tmp_path)
    (tmp_path / "short").mkdir()
    link = tmp_path / "short" / "cut"
    link.symlink_to(Path("..") / "in between" / "data")
    check("the data folder", link)
    for open_one in (tmp_path / "short", data.parent, data):
        before = open_one.stat().st_mode
        open_one.chmod(0o777)
        with pytest.raises(UnsafeFolder) as refused:
            check("the data folder", link)
        assert shlex.quote(str(open_one)) in str(refused.value)
        open_one.chmod(before)
    link.unlink()
    link.symlink_to(link)
    with pytest.raises(Exception, match="cannot check the data folder"):
        check("the data folder", link)


def test_a_link_within_is_followed_too(tmp_path: Path) -> None:
    data, elsewhere = folder(tmp_path), tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "places").mkdir()
    (data / "places").symlink_to(elsewhere / "places")
    check("the data folder", data)
    elsewhere.chmod(0o777)
    with pytest.raises(UnsafeFolder, match="elsewhere"):
        check("the data folder", data)


def test_what_is_not_there_is_no_fault(tmp_path: Path) -> None:
    check("the data folder", tmp_path / "none" / "at all")


@pytest.mark.skipif(not ROOT, reason="only root can give files away")
def test_what_a_stranger_put_there_is_named_with_both(tmp_path: Path) -> None:
    data = folder(tmp_path)
    os.chown(data / "records.sqlite", STRANGER, STRANGER)
    [answer] = problems("the data folder", data, Member())
    assert "records.sqlite" in answer
    assert str(STRANGER) in answer
    assert "remove it if it is not yours" in answer
    os.chown(data, STRANGER, STRANGER)
    first, *_ = problems("the data folder", data, Member())
    command = shlex.split(first.rpartition("otherwise: ")[2])
    assert command[:2] == ["chown", "-R"]
    subprocess.run(command, check=True)
    check("the data folder", data)


def test_an_acl_is_nobody_s_own_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permissions, "_has_acl", lambda path: path is not None)
    own = facts(stat.S_IFREG | 0o660, 0, 0)
    assert wrong(own, ME, tmp_path) == "write"


@pytest.mark.skipif(not ROOT, reason="root's own group is on every system")
def test_an_acl_on_a_folder_above_is_nobody_s_own_group(tmp_path: Path) -> None:
    """What it gives to somebody shows as the group's right; root's group is its own."""
    data = folder(tmp_path)
    everybody = 0xFFFF_FFFF
    entries = [(1, 7, everybody), (2, 7, STRANGER), (4, 5, everybody), (16, 7, everybody), (32, 0, everybody)]
    acl = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)
    os.chown(data.parent, 0, 0)
    check("the data folder", data)
    try:
        os.setxattr(data.parent, "system.posix_acl_access", acl)
    except OSError as error:
        pytest.skip(f"no ACLs here: {error.strerror}")
    with pytest.raises(UnsafeFolder, match="a parent folder"):
        check("the data folder", data)


def user(name: str, uid: int, gid: int) -> pwd.struct_passwd:
    return pwd.struct_passwd((name, "x", uid, gid, "", "/", "/bin/sh"))


def test_a_group_is_not_one_s_own_when_it_is_the_first_group_of_somebody_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The list of a group's members does not name those whose first group it is."""
    own = facts(stat.S_IFDIR | 0o770, 4711, 4242)
    ann, bob = user("ann", 4711, 4242), user("bob", STRANGER, 4242)
    ours = grp.struct_group(("ann", "x", 4242, []))
    monkeypatch.setattr(pwd, "getpwuid", lambda uid: ann)
    monkeypatch.setattr(grp, "getgrgid", lambda gid: ours)
    for users, groups, answer in (
        ([ann], [ours], ""),
        ([ann, bob], [ours], "write"),
        ([ann], [ours, grp.struct_group(("team", "x", 4242, ["bob"]))], "write"),
    ):
        monkeypatch.setattr(pwd, "getpwall", lambda users=users: users)
        monkeypatch.setattr(grp, "getgrall", lambda groups=groups: groups)
        assert wrong(own, ME) == answer
        assert wrong_on_the_way(own, ME) == answer
