"""A backup through a pipe, one that is only checked, and rotation."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from leftopen.errors import LeftopenError, StoreFailed
from leftopen.service.backup import archive
from leftopen.service.backup.make import BackupProgress, BackupSummary, ProgressCallback, back_up
from leftopen.service.backup.restore import check
from leftopen.service.backup.rotate import rotate
from leftopen.service.workspace import keys
from leftopen.service.workspace.workspace import Workspace
from tests.cli.program import all_ran, ran
from tests.durability.runs import MAIN, Folder
from tests.service.backup.test_backup import changed_member
from tests.service.office import office

PROGRAM = shlex.join([sys.executable, "-c", MAIN])


def ignored(progress: BackupProgress) -> None:
    """For tests that don't look at it."""


def piped(folder: Folder, command: str) -> subprocess.CompletedProcess[str]:
    environ = folder.environ() | {"LEFTOPEN_DATA": str(folder.data)}
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=folder.root,
        env=environ,
        text=True,
        capture_output=True,
    )


@pytest.mark.full
def test_a_backup_goes_through_a_pipe_is_checked_there_and_restores(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path / "it", settings={})
    ran(folder, "scope", "add", "127.0.0.0/8", "--until", "2099-01-01")
    through = piped(folder, f"{PROGRAM} backup - | tee copy | {PROGRAM} backup check -")
    assert through.returncode == 0, through.stderr
    assert through.stdout.startswith("-: whole, of "), "standard output has the answer of the check alone"
    assert through.stdout.endswith(f"; signed by {folder.root}/config/keys/proof.pub\n")
    assert "standard output: " in through.stderr
    assert not (folder.data / "records.sqlite.backup").exists(), "no copy of the records is left"
    new = Folder(root=tmp_path / "new", settings={})
    assert ran(new, "restore", str(folder.root / "copy"), "--quiet").code == 0
    assert ran(new, "scope", "list").out == ran(folder, "scope", "list").out
    for words in ("--json", "--keep 2"):
        assert piped(folder, f"{PROGRAM} backup run - {words} | wc -c").stdout == "0\n", words


def test_a_check_names_the_part_that_is_wrong_and_who_signed(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        back_up(workspace, tmp_path / "good", ignored)
        public = keys.public_file(workspace.config)
    whole = (tmp_path / "good").read_bytes()
    (tmp_path / "cut").write_bytes(whole[: len(whole) * 2 // 3])
    (tmp_path / "foreign").write_bytes(b"no backup at all")
    changed_member(tmp_path / "good", tmp_path / "changed")
    wrong = {
        "cut": "records.sqlite",
        "foreign": "its beginning",
        "changed": "records.sqlite differs",
        "absent": "No such",
    }
    for name, answer in wrong.items():
        with pytest.raises(LeftopenError, match=answer):
            check(tmp_path / name)
    folder = Folder(root=tmp_path, settings={})
    (tmp_path / "other.pub").write_bytes(b"k" * 32)
    signed, other, none, unsigned = all_ran(folder, [
        ("backup", "check", "good"), ("backup", "check", "good", "--key", "other.pub"),
        ("backup", "check", "good", "--key", "absent.pub"), ("backup", "check", str(stripped(tmp_path))),
    ])  # fmt: skip
    assert (signed.code, f"signed by {public}" in signed.out) == (0, True), signed.err
    assert (other.code, "NOT signed by other.pub" in other.out) == (4, True)
    assert (none.code, "signer not verified" in none.out) == (4, True)
    assert (unsigned.code, unsigned.out.endswith("; not signed\n")) == (4, True)
    rotated, before = all_ran(folder, [("keys", "rotate", "proof"), ("backup", "check", "good")])
    assert rotated.code == 0, rotated.err
    [replaced] = public.parent.glob("proof-*.pub")
    assert (before.code, f"NOT signed by {public}, but by {replaced}" in before.out) == (4, True)
    [named] = all_ran(folder, [("backup", "check", "good", "--key", str(replaced))])
    assert (named.code, f"signed by {replaced}" in named.out) == (0, True)


def stripped(folder: Path) -> Path:
    """The same backup with a manifest that nobody signed."""
    good = check(folder / "good").manifest
    held = {name: content.read() for name, content in archive.members(folder / "good")}
    with (folder / "unsigned").open("wb") as out, archive.writing(out, 0) as writer:
        for name in good.members:
            writer.add(name, held[name])
        writer.end(good)
    return folder / "unsigned"


def test_rotation_removes_only_what_it_made_and_only_when_the_new_one_is_whole(tmp_path: Path) -> None:
    now = [datetime(2026, 12, 1, 3, 0, tzinfo=UTC)]
    folder = tmp_path / "backups"
    folder.mkdir()
    with office(tmp_path, lambda: now[0], disk_reserve_mb=100_000_000) as workspace:
        own = keys.folder_id(workspace.data)[:8]
        foreign = {
            f"leftopen-{own}-20200101T000000Z.backup.old", "leftopen-00000000-20200101T000000Z.backup",
            "before-the-update.backup", "notes.txt",
        }  # fmt: skip
        for name in foreign:
            (folder / name).touch()
        (folder / f"leftopen-{own}-20200101T000000Z.backup").symlink_to(folder / "notes.txt")
        links = {f"leftopen-{own}-20200101T000000Z.backup"}
        made = []
        for _ in range(4):
            done = rotate(workspace, folder, 2, ignored)
            made.append(done.made.file.name)
            now[0] += timedelta(days=1)
        assert set(os.listdir(folder)) == {*foreign, *links, *made[-2:]}
        assert done.same_disk
        # The clock was wrong: the newest by its making is the oldest by its name.
        now[0] = datetime(2020, 1, 2, tzinfo=UTC)
        early = rotate(workspace, folder, 3, ignored)
        assert (early.made.file.exists(), early.removed) == (True, ())
        now[0] += timedelta(seconds=1)
        assert rotate(workspace, folder, 9, ignored).removed == (), "fewer are there than are kept"
        there = set(os.listdir(folder))
        now[0] += timedelta(days=2_900)
        with pytest.raises(LeftopenError, match="enough"):
            rotate(workspace, folder, 1, broken)
        assert set(os.listdir(folder)) == there
        with pytest.raises(LeftopenError, match="is not a folder"):
            rotate(workspace, folder / "absent", 1, ignored)
        with pytest.raises(StoreFailed, match="disk_reserve_mb"):
            back_up(workspace, archive.STANDARD, ignored)


def test_a_new_one_that_cannot_be_read_back_removes_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that loses what was written says nothing of it."""
    now = [datetime(2026, 12, 1, 3, 0, tzinfo=UTC)]

    def lost(
        workspace: Workspace, file: Path, progress: ProgressCallback, *, with_keys: bool
    ) -> BackupSummary:
        made = back_up(workspace, file, progress, with_keys=with_keys)
        os.truncate(file, file.stat().st_size // 2)
        return made

    with office(tmp_path, lambda: now[0]) as workspace:
        (folder := tmp_path / "backups").mkdir()
        good = rotate(workspace, folder, 1, ignored).made.file
        now[0] += timedelta(days=1)
        monkeypatch.setattr("leftopen.service.backup.rotate.back_up", lost)
        with pytest.raises(LeftopenError):
            rotate(workspace, folder, 1, ignored)
    assert check(good).manifest.members


def broken(progress: BackupProgress) -> None:
    raise LeftopenError("enough")


def test_restoring_from_standard_input_is_refused_since_it_is_read_twice(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path, settings={})
    [refused] = all_ran(folder, [("restore", "-", "--data", str(tmp_path / "new"))])
    assert (refused.code, "a backup is read twice: name a file" in refused.err) == (2, True), refused.err
    assert not (tmp_path / "new").exists()
