"""Files as units of whole lines: compressed or not, damaged or not, in bounded pieces."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from leftopen.errors import BadImport
from leftopen.formats.numbered_lines import GONE
from leftopen.formats.utf8_blocks import MARK
from leftopen.imports import zmap
from leftopen.service.ingest import reader
from leftopen.service.ingest.reader import CHANGED, CUT, DAMAGED, GREW, SWOLLEN, ChunkReader

LINES = [b"line %d of it" % number for number in range(1, 2001)]
RAW = b"\n".join(LINES) + b"\n"
PACKED = {
    "plain": RAW,
    "gzip": gzip.compress(RAW),
    "two members": gzip.compress(RAW[:5000]) + gzip.compress(RAW[5000:]) + bytes(512),
    "zstd": zstandard.compress(RAW),
    "two frames": zstandard.compress(RAW[:5000]) + zstandard.compress(RAW[5000:]),
}


def feed(folder: Path, raw: bytes) -> ChunkReader:
    file = folder / "it"
    file.write_bytes(raw)
    return ChunkReader(file)


def records(one: ChunkReader, skip: int = 0) -> dict[int, bytes]:
    """Each record by its number; counts must fit."""
    found: dict[int, bytes] = {}
    for unit in one.units(None, skip):
        lines = unit.data.split(b"\n")
        lines = lines if lines[-1] else lines[:-1]
        assert len(lines) == unit.count
        found |= dict(enumerate(lines, unit.first))
    return found


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Units of a few lines, as a file of a hundred gigabytes has them."""
    monkeypatch.setattr(reader, "UNIT", 400)
    monkeypatch.setattr(reader, "BLOCK", 128)
    monkeypatch.setattr(reader, "LONGEST", 600)


@pytest.mark.parametrize("kind", PACKED)
@pytest.mark.parametrize("skip", [0, 1, 37, 1999, 2000, 5000])
@pytest.mark.usefixtures("small")
def test_every_record_comes_once_from_where_it_is_asked_for(tmp_path: Path, kind: str, skip: int) -> None:
    one = feed(tmp_path, PACKED[kind])
    assert records(one, skip) == dict(list(enumerate(LINES, 1))[skip:])
    assert one.broken == ""
    assert one.read == len(PACKED[kind])


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress])
@pytest.mark.parametrize("block", [1, 2, 3, 4096])
def test_the_mark_that_windows_writes_before_a_text_is_no_part_of_its_first_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Callable[[bytes], bytes], block: int
) -> None:
    monkeypatch.setattr(reader, "BLOCK", block)
    one = feed(tmp_path, pack(MARK + MARK + b"a\n\xef\n" + MARK))
    assert one.head().startswith(MARK + b"a\n")
    assert records(one) == {1: MARK + b"a", 2: b"\xef", 3: MARK}
    assert records(feed(tmp_path, pack(b"\xef\xbb")), 0) == {1: b"\xef\xbb"}
    assert records(feed(tmp_path, pack(MARK))) == {}


@pytest.mark.parametrize("kind", ["gzip", "zstd"])
def test_a_file_that_was_cut_gives_what_came_before(tmp_path: Path, kind: str) -> None:
    one = feed(tmp_path, PACKED[kind][:-20])
    found = records(one)
    assert one.broken == CUT
    assert all(LINES[number - 1].startswith(line) for number, line in found.items())


@pytest.mark.parametrize("kind", ["gzip", "zstd"])
def test_damage_ends_the_reading(tmp_path: Path, kind: str) -> None:
    raw = bytearray(PACKED[kind] + PACKED[kind])
    raw[len(PACKED[kind]) + 4 :] = b"\xff" * 40
    one = feed(tmp_path, bytes(raw))
    assert len(records(one)) >= len(LINES)
    assert one.broken in (DAMAGED, CUT)


@pytest.mark.parametrize("damage", [-8, -4000])
def test_all_lines_before_the_damage_of_a_gzip_are_read(tmp_path: Path, damage: int) -> None:
    """Of a wrong checksum at its end these are all."""
    answer = [b"line %d %s" % (n, os.urandom(40).hex().encode()) for n in range(4000)]
    raw = bytearray(gzip.compress(b"\n".join(answer) + b"\n"))
    raw[damage : damage + 4] = b"\xff" * 4
    one = feed(tmp_path, bytes(raw))
    found = records(one)
    assert one.broken in (DAMAGED, CUT)
    assert len(found) >= (4000 if damage == -8 else 3800)
    assert [found[n] for n in range(1, 3800)] == answer[:3799]


@pytest.mark.usefixtures("small")
def test_a_line_that_is_too_long_is_replaced_and_the_numbers_stay(tmp_path: Path) -> None:
    raw = b"a\n" + b"b" * 5000 + b"\nc\n" + b"d" * 3000
    assert records(feed(tmp_path, raw)) == {1: b"a", 2: GONE, 3: b"c", 4: GONE}


def test_a_documents_lines_are_counted_too(tmp_path: Path) -> None:
    one = feed(tmp_path, b"saddr,sport\n192.0.2.1,80\n192.0.2.2,80\n")
    units = list(one.units(zmap.lines, 1))
    assert [(unit.first, unit.count) for unit in units] == [(2, 1)]
    assert units[0].data.startswith(b"3 ")


@pytest.mark.parametrize("kind", PACKED)
def test_what_is_written_behind_its_end_meanwhile_is_not_read_and_said(tmp_path: Path, kind: str) -> None:
    one = feed(tmp_path, PACKED[kind])
    with one.file.open("ab") as more:
        more.write(b"a line that came later\n")
    assert records(one) == dict(enumerate(LINES, 1))
    assert (one.broken, one.read) == (GREW, len(PACKED[kind]))


def test_a_file_that_is_changed_meanwhile_is_said_to_be(tmp_path: Path) -> None:
    one = feed(tmp_path, RAW)
    one.file.write_bytes(RAW[:4000])
    os.utime(one.file, (1, 1))
    assert len(records(one)) < len(LINES)
    assert one.broken == CHANGED


def test_what_is_no_file_is_one_clear_line_and_nobody_waits(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "shut").write_bytes(RAW)
    for path, why in (
        (tmp_path / "none", "cannot read .*: No such file"),
        (tmp_path / "pipe", "is not a regular file"),
        (Path("/dev/zero"), "is not a regular file"),
        (tmp_path, "is a folder"),
    ):
        with pytest.raises(BadImport, match=why):
            ChunkReader(path)


def test_a_file_that_may_not_be_read_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = feed(tmp_path, RAW)

    def refused(*asked: object, **more: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refused)
    for read in (one.digest, one.head, lambda: list(one.units(None))):
        with pytest.raises(BadImport, match=r"cannot read .*: Permission denied"):
            read()


def test_what_was_made_to_swell_stays_small(tmp_path: Path) -> None:
    one = feed(tmp_path, zstandard.compress(bytes(300_000_000)))
    assert max(map(len, one.blocks())) <= 4 * 256 * 1024
    one = feed(tmp_path, gzip.compress(bytes(50_000_000)))
    assert max(map(len, one.blocks())) <= 4 * 256 * 1024


def test_a_bomb_is_read_to_two_hundred_times_its_size_and_named(tmp_path: Path) -> None:
    for data in (gzip.compress(bytes(50_000_000)), zstandard.compress(bytes(50_000_000))):
        (tmp_path / "bomb").write_bytes(data)
        one = ChunkReader(tmp_path / "bomb", free=1_000_000)
        assert sum(map(len, one.blocks())) <= max(1_000_000, 200 * len(data))
        assert one.broken == SWOLLEN
