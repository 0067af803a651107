"""Hundreds of made-up stores: what there is to expect is the sum of the outcomes, and every loss is named
with its file."""

from __future__ import annotations

import mailbox
import os
import shutil
import subprocess
import tarfile
import threading
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pypff
import pytest

from leftopen.contents.digests import of_value
from leftopen.impact.assess.archives.scratch import Scratch
from leftopen.impact.assess.archives.unpack import UnpackLimits
from leftopen.impact.assess.buckets.bucket_inventory import bucket_inventory
from leftopen.impact.assess.coordinate import Coordinator
from leftopen.impact.assess.inventory import Inventory, inventory
from leftopen.impact.assess.summary import AssessmentSummary
from leftopen.impact.assess.worker_process import WorkerProcess
from leftopen.model.assessment import Depth, Outcome
from leftopen.model.bucket import ListedObject
from tests.impact.assess.buckets.test_bucket_file import PLACE
from tests.impact.assess.made_up_files import BROKEN, PICTURE, SEALED, UNKNOWN, Maker, ssn
from tests.impact.assess.made_up_stores import APART, Store, made_up
from tests.tier import tier

KEY = b"k" * 32
STORES = tier(12, 500)
LIMITS = UnpackLimits(most=1_000_000, ratio=200, free=100_000)
WHY = {
    Outcome.ENCRYPTED: SEALED,
    Outcome.UNREAD: UNKNOWN,
    Outcome.FAILED: BROKEN,
    Outcome.CARVED: BROKEN,
}


class LastingWorker(WorkerProcess):
    """Reads one store after another: to start takes longer than to read."""

    def close(self) -> None:
        pass

    def end(self) -> None:
        super().close()


@dataclass(frozen=True, kw_only=True)
class Reading:
    """Of one store. `lost` by the path of the file."""

    summary: AssessmentSummary
    lost: dict[str, Counter[str]]
    held: set[bytes]


@dataclass
class Assessor:
    """`objects` of the bucket that is read."""

    scratch: Scratch
    objects: dict[bytes, bytes] = field(default_factory=dict)
    _worker: LastingWorker | None = None

    def inventory(self, folder: Path) -> Inventory:
        return inventory([folder], self.scratch)

    def bucket(self, folder: Path, store: Store) -> Inventory:
        self.objects = {PLACE.path(path): made.data for path, made in store.files.items()}
        listed = [
            ListedObject(key=path, size=len(made.data), changed=1, etag="e")
            for path, made in store.files.items()
        ]
        return bucket_inventory(PLACE, listed, self._range)

    def _range(self, path: bytes, start: int, length: int, etag: str) -> bytes:
        return self.objects[path][start : start + length]

    def read(self, folder: Path, found: Inventory) -> Reading:
        summary, held = AssessmentSummary(), set[bytes]()
        reading = Coordinator(
            KEY, dict(enumerate(found.files)), Depth.DEEP, 1, threading.Event(), self._lasting
        )
        for result in reading.results(found.units):
            if result is not None:
                summary.add(result)
                held |= {value.digest for one in result.found for value in one.values}
        lost = defaultdict[str, Counter[str]](Counter)
        for loss in summary.lost():
            file = found.files[loss.file]
            path = file.path if file.inside < 0 else found.files[file.inside].path
            shown = os.fsdecode(path).removeprefix(f"{folder}/").removeprefix(f"{PLACE.url}/")
            lost[shown][WHY[loss.outcome]] += loss.documents
        return Reading(summary=summary, lost=lost, held=held)

    def _lasting(self, key: bytes) -> LastingWorker:
        self._worker = self._worker or LastingWorker(key, scratch=self.scratch.handle, read=self._range)
        return self._worker

    def end(self) -> None:
        if self._worker is not None:
            self._worker.end()


@pytest.fixture(scope="module")
def assessor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assessor]:
    folder = tmp_path_factory.mktemp("scratch")
    made = Assessor(Scratch(folder, LIMITS, 0))
    # The file is there from the first archive on, and a worker is lent it when it starts.
    (folder / "first.zip").write_bytes(Maker(0).zip().data)
    made.inventory(folder)
    yield made
    made.end()


def holds(reading: Reading, number: int) -> bool:
    return bytes.fromhex(of_value(KEY, "us_ssn", ssn(number).replace("-", ""))[:32]) in reading.held


@pytest.mark.parametrize("seed", range(STORES))
def test_everything_in_a_store_has_one_outcome_and_every_loss_has_its_file(
    assessor: Assessor, tmp_path: Path, seed: int
) -> None:
    store = made_up(seed, tmp_path)
    found = assessor.inventory(tmp_path)
    reading = assessor.read(tmp_path, found)
    whole = reading.summary
    kinds = {path: made.kind for path, made in store.files.items()}
    assert reading.lost == store.losses, kinds
    assert whole.total == store.documents, kinds
    assert sum(whole.outcomes.values()) == sum(whole.documents.values())
    assert whole.outcomes["read"] == whole.total - sum(made.lost.total() for made in store.files.values())
    assert whole.pictures == sum(made.lost[PICTURE] for made in store.files.values())
    assert whole.lost_mails(complete=True) == {}
    assert {Path(path).name for path, _ in found.skipped} == store.skipped
    assert [number for number in store.values if not holds(reading, number)] == []


@pytest.mark.parametrize("seed", range(tier(4, 100)))
def test_in_a_bucket_every_loss_has_its_object(assessor: Assessor, tmp_path: Path, seed: int) -> None:
    """There archives and small files of Outlook are read as those in mails are, with other limits."""
    store = made_up(seed, tmp_path, (*APART, Maker.empty))
    reading = assessor.read(tmp_path, assessor.bucket(tmp_path, store))
    kinds = {path: made.kind for path, made in store.files.items()}
    assert reading.lost == store.losses_attached, kinds
    assert reading.summary.total == sum(
        one.documents if path.endswith(".mbox") else one.attached for path, one in store.files.items()
    ), kinds
    assert [number for number in store.values if not holds(reading, number)] == []


@pytest.mark.parametrize("seed", range(tier(3, 40)))
def test_other_programs_count_the_same(tmp_path: Path, seed: int) -> None:
    """Python's mailbox, unzip, tar and libpff."""
    maker = Maker(seed)
    box, outlook, members = maker.mailbox(), maker.outlook(), maker.leaves()
    (tmp_path / "a.mbox").write_bytes(box.data)
    (tmp_path / "a.pst").write_bytes(outlook.data)
    (tmp_path / "a.zip").write_bytes(maker.zip(*members).data)
    (tmp_path / "a.tar").write_bytes(maker.tar(*members).data)
    with closing(mailbox.mbox(tmp_path / "a.mbox")) as opened:
        assert len(opened) == box.documents
    assert _items(tmp_path / "a.pst") == outlook.documents
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        assert len(packed.infolist()) == len(members)
    if unzip := shutil.which("unzip"):
        listed = subprocess.run([unzip, "-Z1", "a.zip"], cwd=tmp_path, capture_output=True, check=True).stdout
        assert len(listed.splitlines()) == len(members)
    with tarfile.open(tmp_path / "a.tar") as archive:
        assert len(archive.getmembers()) == len(members)


def _items(path: Path) -> int:
    file = pypff.file()
    file.open(str(path))
    try:
        waiting, count = [file.get_root_folder()], 0
        while waiting:
            one = waiting.pop()
            count += one.number_of_sub_messages
            waiting += [one.get_sub_folder(at) for at in range(one.number_of_sub_folders)]
        return count
    finally:
        file.close()
