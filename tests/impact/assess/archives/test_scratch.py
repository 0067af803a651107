"""Archives as containers: what is in them is read as if it lay beside them, and nothing of it remains."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import resource
import shutil
import signal
import subprocess
import sys
import tarfile
import threading
import zipfile
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import zstandard

from leftopen.impact.assess.archives.scratch import Scratch, unnamed_file
from leftopen.impact.assess.archives.unpack import BEHIND, FULL, UnpackLimits
from leftopen.impact.assess.coordinate import Coordinator
from leftopen.impact.assess.inventory import Inventory, inventory, split_units
from leftopen.impact.assess.summary import AssessmentSummary
from leftopen.impact.assess.worker_process import WorkerProcess
from leftopen.impact.review.read_place import read_place
from leftopen.model.assessment import Depth, UnitKind
from tests.documents.archives import docx, paragraph, without_directory
from tests.documents.seven_zip_files import seven_zip
from tests.impact.assess.test_worker_process import KEY, MAIL, read, read_with_kills
from tests.tier import FULL as FULL_TIER
from tests.tier import tier

MAILS = 40
MBOX = "".join(MAIL.format(number=number) for number in range(1, MAILS + 1)).encode()
SMALL = UnpackLimits(most=1_000_000, ratio=200, free=100_000, depth=5)


def zipped(method: int = zipfile.ZIP_DEFLATED, **members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return out.getvalue()


def tarred(mode: str = "w", **members: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


KINDS = {
    "deflated.zip": zipped(mbox=MBOX),
    "bzip2.zip": zipped(zipfile.ZIP_BZIP2, mbox=MBOX),
    "lzma.zip": zipped(zipfile.ZIP_LZMA, mbox=MBOX),
    "cut.zip": without_directory(zipped(mbox=MBOX)),
    "all.mbox.gz": gzip.compress(MBOX),
    "twice.mbox.gz": gzip.compress(MBOX[:1000]) + gzip.compress(MBOX[1000:]),
    "all.mbox.bz2": bz2.compress(MBOX),
    "all.mbox.xz": lzma.compress(MBOX),
    "all.mbox.zst": zstandard.compress(MBOX),
    "all.tar": tarred(mbox=MBOX),
    "all.tar.gz": tarred("w:gz", mbox=MBOX),
    "all.tar.xz": tarred("w:xz", mbox=MBOX),
    "all.7z": seven_zip({"mbox": MBOX}),
    "zip.tar.gz": tarred("w:gz", inner=zipped(mbox=MBOX)),
    "gz.zip": zipped(inner=gzip.compress(MBOX)),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of the scratch file."""
    path = tmp_path / "scratch"
    path.mkdir()
    return path


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store"
    path.mkdir()
    return path


def assessed(found: Inventory, scratch: Scratch) -> AssessmentSummary:
    whole = AssessmentSummary()
    make = partial(WorkerProcess, scratch=scratch.handle)
    reading = Coordinator(KEY, dict(enumerate(found.files)), Depth.DEEP, 1, threading.Event(), make)
    for result in reading.results(found.units):
        if result is not None:
            whole.add(result)
    return whole


def test_every_mail_of_every_kind_of_archive_is_read(store: Path, folder: Path) -> None:
    for name, data in KINDS.items():
        (store / name).write_bytes(data)
    scratch = Scratch(folder, SMALL)
    found = inventory([store], scratch)
    whole = assessed(found, scratch)
    boxes = [at for unit in found.units if unit.kind is UnitKind.MBOX for at in unit.files]
    assert {found.files[found.files[at].inside].path.rpartition(b"/")[2].decode() for at in boxes} == {*KINDS}
    assert whole.read_mails == whole.counted_mails == {str(at): MAILS for at in boxes}
    assert whole.labels["us_ssn"].documents == MAILS * len(KINDS)
    assert [(one.why, one.documents) for one in whole.lost()] == [
        ("the archive is damaged or cut: its other members cannot be listed", 1)
    ]
    assert whole.outcomes["read"] == whole.total - 1
    assert (len(found.own), found.bytes) == (len(KINDS), sum(map(len, KINDS.values())))
    # A document inside is read again by its place.
    at = boxes[0]
    text = read_place(f"{at}:0", found.units, dict(enumerate(found.files)), scratch=scratch.handle)
    assert "891-23-0001" in text.text


def losses(
    store: Path, folder: Path, limits: UnpackLimits = SMALL, reserve: int = 0
) -> list[tuple[str, str]]:
    found = inventory([store], Scratch(folder, limits, reserve))
    return [
        (one.path.removeprefix(os.fsencode(store) + b"/").decode(), one.why.partition(":")[0])
        for one in found.files
        if one.why
    ]


def test_what_is_no_mail_stops_and_is_named_and_the_rest_goes_on(store: Path, folder: Path) -> None:
    noise = os.urandom(600_000).hex().encode()
    (store / "a.zip").write_bytes(zipped(bomb=bytes(3_000_000), large=noise, small=b"read"))
    (store / "b.gz").write_bytes(gzip.compress(bytes(3_000_000)))
    (store / "c.tar.gz").write_bytes(tarred("w:gz", bomb=bytes(900_000), small=b"behind"))
    assert losses(store, folder) == [
        ("a.zip!bomb", "a bomb"),
        ("a.zip!large", "larger than 1,000,000 bytes unpacked, and no mailbox"),
        ("b.gz!b", "a bomb"),
        ("c.tar.gz!bomb", "a bomb"),
        ("c.tar.gz!?", BEHIND),
    ]


def test_a_mailbox_has_no_limit(store: Path, folder: Path) -> None:
    same = MAIL.format(number=1).encode() * 20_000
    (store / "a.zip").write_bytes(zipped(mbox=same))
    assert len(same) > max(SMALL.most, SMALL.ratio * (store / "a.zip").stat().st_size)
    found = inventory([store], Scratch(folder, SMALL))
    assert [(one.size, one.why) for one in found.files[1:]] == [(len(same), "")]


def test_what_only_begins_as_a_mailbox_stops(store: Path, folder: Path) -> None:
    """Behind the last mail there may be as much as a very large mail has."""
    (store / "a.gz").write_bytes(gzip.compress(MBOX + bytes(70 * 1024 * 1024)))
    assert losses(store, folder) == [("a.gz!a", "a bomb"), ("a.gz!a!?", "a bomb")]


def test_five_archives_inside_each_other_are_unpacked_and_a_sixth_is_read_too(
    store: Path, folder: Path
) -> None:
    data = MBOX
    for number in range(6):
        if number == 5:
            (store / "five.zip").write_bytes(data)
        data = zipped(zipfile.ZIP_STORED, inner=data)
    (store / "six.zip").write_bytes(data)
    assert losses(store, folder) == []


def test_what_can_not_be_unpacked_is_named(store: Path, folder: Path) -> None:
    raw = bytearray(zipped(a=b"hidden" * 30, b=b"shown" * 30))
    for at in (raw.index(b"PK\x01\x02") + 8, 6):
        raw[at] |= 1
    (store / "sealed.zip").write_bytes(raw)
    odd = zipped(a=b"packed" * 30, b=b"shown" * 30).replace(b"\x08\x00", b"\x62\x00", 1)
    at = odd.index(b"PK\x01\x02") + 10
    (store / "odd.zip").write_bytes(odd[:at] + b"\x62\x00" + odd[at + 2 :])
    broken = gzip.compress(os.urandom(2000).hex().encode())
    (store / "broken.gz").write_bytes(broken[:-500])
    (store / "cut.tar").write_bytes(tarred(a=os.urandom(3000), b=b"x")[:2000])
    scratch = Scratch(folder, SMALL)
    found = inventory([store], scratch)
    whole = assessed(found, scratch)
    named = {
        (found.files[one.file].path.rpartition(b"/")[2].decode(), one.outcome.value) for one in whole.lost()
    }
    assert named >= {
        ("sealed.zip!a", "encrypted"),
        ("odd.zip!a", "unread"),
        ("broken.gz!broken", "failed"),
        ("cut.tar!a", "failed"),
    }
    assert whole.outcomes["encrypted"] == whole.outcomes["unread"] == 1


def test_a_document_that_is_a_zip_stays_one_document(store: Path, folder: Path) -> None:
    (store / "a.docx").write_bytes(docx(paragraph("hello")))
    found = inventory([store], Scratch(folder, SMALL))
    assert [one.unpacked for one in found.files] == [""]


def test_a_full_disk_is_a_named_loss(store: Path, folder: Path) -> None:
    (store / "a.zip").write_bytes(zipped(first=b"small", mbox=MBOX * 40, last=b"small"))
    reserve = shutil.disk_usage(folder).free - 50_000
    named = losses(store, folder, reserve=max(0, reserve))
    assert ("a.zip!mbox", FULL.partition(":")[0]) in named


def test_a_child_that_hangs_or_dies_is_a_named_loss(store: Path, folder: Path) -> None:
    (store / "a.zip").write_bytes(zipped(mbox=MBOX))
    scratch = Scratch(folder, SMALL, stalled=0.0)
    found = inventory([store], scratch)
    assert [one.why.partition(":")[0] for one in found.files] == [
        "",
        "the archive's reader died or took too long",
    ]


def test_the_same_archives_give_the_same_inventory(store: Path, folder: Path) -> None:
    for name, data in KINDS.items():
        (store / name).write_bytes(data)
    assert inventory([store], Scratch(folder, SMALL)) == inventory([store], Scratch(folder, SMALL))


def test_the_file_has_no_name_and_nobody_else_may_read_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for flag in (os.O_TMPFILE, os.O_CREAT | os.O_EXCL):
        monkeypatch.setattr(os, "O_TMPFILE", flag)
        handle = unnamed_file(folder)
        try:
            found = os.fstat(handle)
            assert (found.st_mode & 0o777, found.st_nlink, os.listdir(folder)) == (0o600, 0, [])
        finally:
            os.close(handle)


def test_nothing_remains_after_a_kill(store: Path, folder: Path) -> None:
    (store / "a.zip").write_bytes(zipped(mbox=MBOX))
    script = (
        "import sys, time\nfrom pathlib import Path\n"
        "from leftopen.impact.assess.archives.scratch import Scratch\n"
        "from leftopen.impact.assess.inventory import inventory\n"
        "scratch = Scratch(Path(sys.argv[2]))\n"
        "found = inventory([Path(sys.argv[1])], scratch)\n"
        "print(len(found.files), flush=True)\ntime.sleep(60)\n"
    )
    words = [sys.executable, "-c", script, str(store), str(folder)]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"2\n"
        before = os.listdir(folder)
        child.send_signal(signal.SIGKILL)
    assert (before, os.listdir(folder)) == ([], [])


def test_workers_that_are_killed_read_a_member_again(store: Path, folder: Path) -> None:
    mails = "".join(MAIL.format(number=number) for number in range(1, 501)).encode()
    (store / "a.tar.gz").write_bytes(tarred("w:gz", mbox=mails))
    scratch = Scratch(folder, SMALL)
    found = inventory([store], scratch)
    kinds = [UnitKind.FILES, UnitKind.MBOX]
    found = replace(found, units=tuple(split_units(found.files, kinds, 20_000)))
    make = partial(WorkerProcess, scratch=scratch.handle)
    undisturbed = read(found, 1, make)
    for disturbed in read_with_kills(found, tier(2, 20), make):
        assert disturbed == undisturbed


def processor() -> float:
    """Seconds that this process and the children that ended took of it: as by the clock, where nothing else
    runs."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


@pytest.mark.skipif(not FULL_TIER, reason="only in the full tier: real sizes")
def test_a_packed_mailbox_of_real_size_takes_little_longer_than_a_plain_one(
    store: Path, folder: Path
) -> None:
    """2,000 mails of 60 kB. No process takes more than 1 GiB of memory."""
    mail = MAIL.format(number=7) + ("a line of text that is long enough to be one\n" * 1300) + "\n"
    (store / "all.mbox.gz").write_bytes(gzip.compress(mail.encode() * 2000, 1))
    (store / "all.mbox").write_bytes(mail.encode() * 2000)
    took = {}
    for name, at in (("all.mbox", "0"), ("all.mbox.gz", "1")):
        began = processor()
        scratch = Scratch(folder)
        whole = assessed(inventory([store / name], scratch), scratch)
        took[name] = processor() - began
        assert whole.read_mails == whole.counted_mails == {at: 2000}
        assert whole.lost() == []
    assert took["all.mbox.gz"] <= 1.3 * took["all.mbox"]
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 <= 1024**3


@pytest.mark.skipif(not FULL_TIER, reason="only in the full tier: real sizes")
@pytest.mark.parametrize("why", ["a bomb", "larger than 1,073,741,824 bytes"])
def test_a_bomb_of_real_size_is_named_within_ten_seconds(store: Path, folder: Path, why: str) -> None:
    """Two gigabytes that shrink to a thousandth, or to less than a two-hundredth."""
    noise = b"".join(os.urandom(500).hex().encode() * 80 for _ in range(800))
    piece = bytes(64 * 1024 * 1024) if why == "a bomb" else noise
    (store / "a.gz").write_bytes(gzip.compress(piece) * (2 * 1024**3 // len(piece)))
    began = processor()
    found = inventory([store], Scratch(folder))
    assert processor() - began < 10
    assert [one.why.startswith(why) for one in found.files[1:2]] == [True]
