"""Damaged containers, to the message: what there is to expect is counted by other code than the reader's,
each of it has exactly one outcome, and what the damage spared is read."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import random
import re
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from leftopen import catalogue
from leftopen.contents import Contents
from leftopen.contents.digests import of_value
from leftopen.impact.assess.inventory import inventory
from leftopen.impact.assess.position import SharedPosition, new_memory
from leftopen.impact.assess.summary import AssessmentSummary
from leftopen.impact.assess.units.read_unit import UnitReader
from leftopen.model.assessment import Depth
from tests.documents.archives import zipped
from tests.documents.pst_files import Item, pst
from tests.documents.seven_zip_files import seven_zip
from tests.impact.assess.damage import KINDS, Damaged, cut_before, cut_behind, flips, mails_in, within, zeros
from tests.tier import tier

KEY = b"k" * 32
COUNT = 24
TIMES = tier(8, 250)
"""Files damaged in each way."""
FROM = "From jane@example.org Tue Jan  1 10:11:12 2019\n"
HEAD = re.escape(b"PK\3\4")
Damage = Callable[[random.Random, bytes], Damaged]


@pytest.fixture(scope="module")
def reader() -> Iterator[UnitReader]:
    handle = new_memory()
    position = SharedPosition(handle)
    yield UnitReader(Contents.build(catalogue.detectors(), catalogue.readers(), KEY), position)
    position.close()
    os.close(handle)


class Assessed(AssessmentSummary):
    """With the digests of all values."""

    def __init__(self) -> None:
        super().__init__()
        self.values: set[bytes] = set()

    def holds(self, number: int) -> bool:
        return bytes.fromhex(of_value(KEY, "us_ssn", ssn(number).replace("-", ""))[:32]) in self.values


def assessed(reader: UnitReader, folder: Path, meanwhile: Callable[[], None] = lambda: None) -> Assessed:
    found = inventory([folder])
    meanwhile()
    whole = Assessed()
    for unit in found.units:
        result = reader.read(unit, dict(enumerate(found.files)), Depth.DEEP)
        whole.add(result)
        whole.values |= {value.digest for one in result.found for value in one.values}
    assert sum(whole.outcomes.values()) == sum(whole.documents.values()) == whole.total
    return whole


def ssn(number: int) -> str:
    return f"741-22-{number + 1000:04}"


def text(rng: random.Random, number: int) -> str:
    """A mail that is like no other, and holds one number."""
    noise = "\n".join(f"{rng.getrandbits(120):x}" for _ in range(rng.randrange(20)))
    return f"From: jane.roe@one.example\nSubject: note\n\nSSN: {ssn(number)}\n{noise}\n"


def texts(rng: random.Random) -> dict[str, bytes]:
    return {f"{number}.eml": text(rng, number).encode() for number in range(COUNT)}


def one_file(folder: Path, name: str, data: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(data)
    return folder


def spared_are_read(found: Assessed, damaged: Damaged, places: list[tuple[int, int]]) -> None:
    missing = [at for at, place in enumerate(places) if damaged.spares(*place) and not found.holds(at)]
    assert missing == []


# --- mailboxes


def mailbox(rng: random.Random) -> tuple[bytes, list[tuple[int, int]]]:
    """And where each mail lies, its `From ` line and the next one's included: without that, the mail before
    it has no end."""
    whole, places = b"", []
    for number in range(COUNT):
        mail = f"{FROM}{text(rng, number)}\n".encode()
        places.append((len(whole), len(whole) + len(mail)))
        whole += mail
    return whole, places


@pytest.mark.parametrize("damage", KINDS)
def test_a_mailbox(reader: UnitReader, tmp_path: Path, damage: Damage) -> None:
    rng = random.Random(damage.__name__)
    for _ in range(TIMES):
        whole, places = mailbox(rng)
        damaged = damage(rng, whole)
        found = assessed(reader, one_file(tmp_path / "a", "a.mbox", damaged.data))
        assert found.total == mails_in(damaged.data)
        assert found.lost_mails(complete=True) == {}
        spared_are_read(found, damaged, places)


def test_a_maildir_while_somebody_cleans_up(reader: UnitReader, tmp_path: Path) -> None:
    """Files that are cut, empty, gone since the inventory, or written to since."""
    rng = random.Random("maildir")
    for turn in range(tier(3, 60)):
        folder = tmp_path / f"{turn}"
        for name in ("cur", "new", "tmp"):
            (folder / name).mkdir(parents=True)
        files = []
        for number in range(COUNT):
            files.append(folder / rng.choice(("cur", "new")) / f"{number}.host:2,S")
            files[-1].write_text(text(rng, number))
        cut, gone, changed = rng.sample(range(COUNT), 3)
        files[cut].write_bytes(files[cut].read_bytes()[: rng.randrange(60)])

        def meanwhile(gone: Path = files[gone], changed: Path = files[changed]) -> None:
            gone.unlink()
            changed.write_text("other")

        found = assessed(reader, folder, meanwhile)
        assert found.total == COUNT
        assert found.outcomes["failed"] == 2
        assert found.outcomes["read"] == COUNT - 2
        assert all(found.holds(at) for at in range(COUNT) if at not in (cut, gone, changed))


# --- archives


def zip_expected(whole: bytes, damaged: Damaged) -> set[int]:
    """What the directory names. Without it, the headers that are there, and one for what it may have named
    beside them. Damage to what does not matter leaves it as good as whole."""
    heads = sum(len(damaged.data) - at.start() >= 30 for at in re.finditer(HEAD, damaged.data))
    if damaged.spares(whole.index(b"PK\1\2"), len(whole)):
        return {COUNT}
    return {heads + 1, COUNT}


@pytest.mark.parametrize("piped", [False, True], ids=["file", "pipe"])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED], ids=["stored", "deflated"])
@pytest.mark.parametrize("damage", [cut_behind, cut_before, zeros, flips])
def test_a_zip(reader: UnitReader, tmp_path: Path, damage: Damage, method: int, piped: bool) -> None:
    rng = random.Random(f"{damage.__name__} {method} {piped}")
    for _ in range(TIMES):
        whole = zipped(texts(rng), method, piped)
        damaged = damage(rng, whole)
        if not damaged.data.startswith(b"PK\3\4"):
            # Found by its looks in the bytes of an unknown file: another document around it.
            continue
        found = assessed(reader, one_file(tmp_path / "a", "a.zip", damaged.data))
        assert found.total - 1 in zip_expected(whole, damaged)
        starts = [at.start() for at in re.finditer(HEAD, whole)]
        places = list(zip(starts, [*starts[1:], whole.index(b"PK\1\2")], strict=True))
        named = [at.start() for at in re.finditer(re.escape(b"PK\1\2"), whole)]
        records = zip(named, [*named[1:], whole.index(b"PK\5\6")], strict=True)
        pairs = zip(places, records, strict=True)
        spared = [place if damaged.spares(*record) else (0, len(whole)) for place, record in pairs]
        spared_are_read(found, damaged, spared)


def tarred(files: dict[str, bytes]) -> tuple[bytes, list[tuple[int, int]]]:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        places = []
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            start = out.tell()
            archive.addfile(entry, io.BytesIO(data))
            places.append((start, out.tell()))
    return out.getvalue(), places


def test_a_tar_with_damaged_contents(reader: UnitReader, tmp_path: Path) -> None:
    """It has no sums of contents: damage there is not seen, and loses no file."""
    rng = random.Random("tar contents")
    for _ in range(TIMES):
        whole, places = tarred(texts(rng))
        start, end = rng.choice(places)
        damaged = within(rng, whole, start + 512, end)
        found = assessed(reader, one_file(tmp_path / "a", "a.tar", damaged.data))
        assert found.total == 1 + COUNT
        spared_are_read(found, damaged, places)


def test_a_tar_with_a_damaged_header(reader: UnitReader, tmp_path: Path) -> None:
    rng = random.Random("tar header")
    for _ in range(TIMES):
        whole, places = tarred(texts(rng))
        start, _ = rng.choice(places[1:])
        damaged = within(rng, whole, start, start + 200)
        found = assessed(reader, one_file(tmp_path / "a", "a.tar", damaged.data))
        assert found.total == 1 + COUNT
        assert found.outcomes["failed"] == 1
        spared_are_read(found, damaged, places)


def test_a_tar_that_is_cut(reader: UnitReader, tmp_path: Path) -> None:
    """The files whose headers are there; one more for the end that is not, or the header that is cut."""
    rng = random.Random("tar cut")
    for _ in range(TIMES):
        whole, places = tarred(texts(rng))
        at = rng.randrange(512, places[-1][1])
        damaged = Damaged(data=whole[:at], gone=((at, len(whole)),))
        found = assessed(reader, one_file(tmp_path / "a", "a.tar", damaged.data))
        headers = sum(start + 512 <= at for start, _ in places)
        assert found.total == 1 + headers + 1
        spared_are_read(found, damaged, places)


def test_a_7z_with_damaged_contents(reader: UnitReader, tmp_path: Path) -> None:
    rng = random.Random("7z")
    for _ in range(TIMES):
        files = texts(rng)
        whole = seven_zip(files)
        packed = whole.index("0.eml".encode("utf-16-le")) // 2
        damaged = within(rng, whole, 32, packed)
        found = assessed(reader, one_file(tmp_path / "a", "a.7z", damaged.data))
        assert found.total == 1 + COUNT
        assert found.outcomes["read"] < 1 + COUNT


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_one_packed_mail(reader: UnitReader, tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    rng = random.Random(pack.__name__)
    for _ in range(TIMES):
        whole = pack(text(rng, 0).encode() * 50)
        at = rng.randrange(12, len(whole))
        found = assessed(reader, one_file(tmp_path / "a", "a.eml.x", whole[:at]))
        assert found.total == 2
        assert found.outcomes["carved"] + found.outcomes["failed"] >= 1


# --- Outlook


@pytest.mark.parametrize("damage", [cut_behind, zeros, flips])
def test_an_outlook_file(reader: UnitReader, tmp_path: Path, damage: Damage) -> None:
    """Its folders say how many items they have: each of them has an outcome, or the difference is named. What
    can't be opened is carved."""
    rng = random.Random(damage.__name__)
    opened = 0
    for _ in range(TIMES):
        items = [Item(properties={0x1000: f"SSN: {ssn(at)}", 0x0C1F: "x@one.example"}) for at in range(COUNT)]
        whole = pst({"Inbox": items[:15], "Sent": items[15:]})
        damaged = damage(rng, whole)
        if not damaged.data.startswith(b"!BDN"):
            continue
        found = assessed(reader, one_file(tmp_path / "a", "a.pst", damaged.data))
        counted = found.counted_mails.get("0")
        if counted is None:
            assert found.outcomes["carved"] >= 1
            continue
        opened += 1
        difference = found.lost_mails(complete=True)
        assert found.total == counted or difference
        assert found.total >= counted
    print(f"{damage.__name__}: {opened} of {TIMES} could be opened")
