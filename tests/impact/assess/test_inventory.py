from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.errors import LeftopenError
from leftopen.impact.assess.inventory import inventory, split_units
from leftopen.model.assessment import SourceFile, UnitKind

MAIL = b"From jane@example.org Tue Jan  1 10:11:12 2019\nSubject: x\n\nbody\n"


def test_files_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.txt").write_bytes(b"text")
    (tmp_path / "inbox").write_bytes(MAIL)
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "link").symlink_to("/etc/hostname")
    found = inventory([tmp_path])
    assert [file.path.rpartition(b"/")[2] for file in found.files] == [b"empty", b"inbox", b"a.txt"]
    assert [(unit.kind, unit.files) for unit in found.units] == [
        (UnitKind.MBOX, (1,)),
        (UnitKind.FILES, (0, 2)),
        (UnitKind.DIGEST, (0, 1, 2)),
    ]
    assert found.units[-1].mailboxes == (1,)
    assert found.skipped == ((str(tmp_path / "link"), "not a regular file"),)
    assert found.bytes == 4 + len(MAIL)


def test_what_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(LeftopenError, match="does not exist"):
        inventory([tmp_path / "nothing"])


@given(
    st.lists(st.tuples(st.integers(0, 1000), st.booleans()), max_size=30),
    st.integers(50, 400),
)
def test_units_cover_every_byte_once(sizes: list[tuple[int, bool]], size: int) -> None:
    files = [SourceFile(path=b"/%d" % at, size=held, changed=1) for at, (held, _) in enumerate(sizes)]
    kinds = [UnitKind.MBOX if mailbox else UnitKind.FILES for _, mailbox in sizes]
    units = list(split_units(files, kinds, size))
    assert [unit.number for unit in units] == list(range(len(units)))
    read = [unit for unit in units if unit.kind is not UnitKind.DIGEST]
    assert sum(unit.bytes for unit in read) == sum(file.size for file in files)
    digests = [at for unit in units if unit.kind is UnitKind.DIGEST for at in unit.files]
    assert digests == list(range(len(files)))
    for at, (held, mailbox) in enumerate(sizes):
        ranges = [
            (unit.start, unit.end) for unit in read if unit.files == (at,) and unit.kind is UnitKind.MBOX
        ]
        if mailbox:
            assert [end - start <= size for start, end in ranges] == [True] * len(ranges)
            assert sum(end - start for start, end in ranges) == held


def test_what_is_twice_or_can_not_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.txt").write_bytes(b"text")
    (tmp_path / "other").symlink_to(tmp_path / "deep")
    found = inventory([tmp_path, tmp_path / "deep"])
    assert len(found.files) == 1
    assert found.skipped == ((str(tmp_path / "other"), "a link"),)


def test_names_that_are_no_text(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    Path(os.fsdecode(name)).write_bytes(b"text")
    [file] = inventory([tmp_path]).files
    assert file.path == name
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(file), type=SourceFile) == file


def test_an_empty_mailbox_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "Drafts.mbox").write_bytes(b"")
    assert [unit.kind for unit in inventory([tmp_path]).units] == [UnitKind.FILES, UnitKind.DIGEST]


def test_large_plain_text_is_read_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("leftopen.impact.assess.inventory.PLAIN", 1000)
    (tmp_path / "people.csv").write_bytes(b"name,number\n" * 200)
    (tmp_path / "page.html").write_bytes(b"<html>" + b"text " * 400)
    (tmp_path / "small.csv").write_bytes(b"name,number\n")
    found = inventory([tmp_path])
    assert [
        (unit.kind, [found.files[at].path.rpartition(b"/")[2] for at in unit.files])
        for unit in found.units[:2]
    ] == [
        (UnitKind.RAW, [b"people.csv"]),
        (UnitKind.FILES, [b"page.html", b"small.csv"]),
    ]
