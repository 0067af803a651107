"""Workers that die: the result is the one of an undisturbed run."""

from __future__ import annotations

import io
import os
import random
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from leftopen.impact.assess.coordinate import Coordinator
from leftopen.impact.assess.inventory import Inventory, inventory, split_units
from leftopen.impact.assess.worker_process import SKIPPED, WorkerProcess
from leftopen.model.assessment import Depth, UnitKind, UnitResult
from tests.documents.pdf_forms import SF86_FIELDS, SF86_PAGE, form
from tests.tier import tier

KEY = b"k" * 32
MAILS = tier(500, 1499)
MAIL = (
    "From jane@example.org Tue Jan  1 10:11:12 2019\nFrom: jane.roe@example.mil\n"
    "Date: Tue, 01 Jan 2019 10:00:00 +0000\nSubject: {number}\n\nSSN: 891-23-{number:04}\n\n"
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Inventory:
    folder = tmp_path_factory.mktemp("store")
    file = folder / "inbox.mbox"
    file.write_text("".join(MAIL.format(number=number) for number in range(1, MAILS + 1)))
    found = inventory([folder])
    return Inventory(
        files=found.files, units=tuple(split_units(found.files, [UnitKind.MBOX], 40_000)), skipped=()
    )


def read(
    store: Inventory,
    workers: int,
    make: Callable[[bytes], WorkerProcess] = WorkerProcess,
    depth: Depth = Depth.DEEP,
    begun: list[WorkerProcess] | None = None,
) -> dict[int, UnitResult]:
    """The results of all units, each with its pieces; `begun` takes the workers."""
    begun = begun if begun is not None else []

    def made(key: bytes) -> WorkerProcess:
        begun.append(make(key))
        return begun[-1]

    reading = Coordinator(KEY, dict(enumerate(store.files)), depth, workers, threading.Event(), made)
    results: dict[int, UnitResult] = {}
    pieces: dict[tuple[int, int], UnitResult] = {}
    for result in reading.results(store.units):
        if result is not None:
            pieces[result.number, result.piece] = result
            if not result.piece:
                results[result.number] = whole(pieces, result.number)
    return results


@dataclass(slots=True)
class Killer:
    """Kills workers in the middle of a unit, at random, until `left` of them are dead. None twice where it
    stands: on a busy machine, the one that stands in for it has read nothing yet."""

    left: int
    begun: list[WorkerProcess] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    killed: dict[int, int] = field(default_factory=dict)
    """How far each worker was, by its number in `begun`."""

    def run(self) -> None:
        while self.left and not self.over.wait(self.chance.uniform(0.005, 0.05)):
            busy = [
                (at, one.pid, one.done)
                for at, one in enumerate(self.begun)
                if one.pid and one.done not in (0, self.killed.get(at))
            ]
            if busy:
                at, pid, done = self.chance.choice(busy)
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    self.killed[at] = done
                    self.left -= 1
                self.over.wait(0.6)


def read_with_kills(
    store: Inventory,
    kills: int,
    make: Callable[[bytes], WorkerProcess] = WorkerProcess,
    depth: Depth = Depth.DEEP,
) -> Iterator[dict[int, UnitResult]]:
    """The results of two workers, again and again until so many were killed. In one run at most as many as
    one document may see: a document at which `SKIPPED` were killed is skipped."""
    while kills:
        most = min(kills, SKIPPED - 1)
        killer = Killer(most)
        thread = threading.Thread(target=killer.run)
        thread.start()
        try:
            yield read(store, 2, make, depth, killer.begun)
        finally:
            killer.over.set()
            thread.join()
        assert killer.left < most, "a run without a kill"
        kills -= most - killer.left


def whole(pieces: Mapping[tuple[int, int], UnitResult], number: int) -> UnitResult:
    last = pieces[number, 0]
    parts = [pieces[number, at].found for at in range(1, last.pieces + 1)]
    return replace(last, found=tuple(one for part in [*parts, last.found] for one in part), pieces=0)


def in_pieces(key: bytes) -> WorkerProcess:
    start = (
        "import leftopen.impact.assess.units.unit_tally as tally\n"
        "tally.PIECE = 20\n"
        "from leftopen.impact.assess.worker import serve; serve()"
    )
    return WorkerProcess(key, start=start)


@pytest.mark.slow
def test_any_number_of_workers_and_kills_give_the_same_result(store: Inventory) -> None:
    alone = read(store, 1)
    assert alone.keys() == {unit.number for unit in store.units}
    for workers in tier((2,), (2, 4)):
        assert read(store, workers) == alone
    for disturbed in read_with_kills(store, tier(4, 20)):
        assert disturbed == alone
    for disturbed in read_with_kills(store, 2, in_pieces):
        assert disturbed == alone
    mails = sum(count for result in alone.values() for count in result.mails.values() if not result.sha256)
    assert mails == MAILS


@pytest.mark.slow
@pytest.mark.parametrize(
    ("slow", "limits"),
    [
        ("time.sleep(60)", {"seconds": 60.0, "idle": tier(2.0, 5.0)}),
        ("hot()", {"seconds": 1.0, "idle": 60.0}),
    ],
    ids=["it hangs", "it computes"],
)
def test_a_document_that_takes_too_long_is_skipped_and_counted(
    tmp_path: Path, slow: str, limits: dict[str, float]
) -> None:
    (tmp_path / "a.txt").write_text("quick")
    (tmp_path / "b.txt").write_text("slow")
    found = inventory([tmp_path])
    start = (
        "import time, leftopen.impact.assess.units.read_unit as unit\n"
        "kept = unit.read_document\n"
        "def hot():\n"
        "    while True: pass\n"
        "def slow(part, readers, *others):\n"
        f"    if part.data == b'slow': {slow}\n"
        "    return kept(part, readers, *others)\n"
        "unit.read_document = slow\n"
        "from leftopen.impact.assess.worker import serve; serve()"
    )
    seconds, idle = limits["seconds"], limits["idle"]
    worker = WorkerProcess(KEY, start=start, seconds=seconds, idle=idle)
    pieces: list[UnitResult] = []
    result = worker.run(
        found.units[0], dict(enumerate(found.files)), Depth.DEEP, lambda: False, pieces.append
    )
    assert worker.done == 0
    worker.close()
    assert result is not None
    assert pieces == []
    assert result.outcomes == {"read": 1, "failed": 1}
    assert [one.place for one in result.failures] == ["1"]


def test_a_worker_that_died_between_two_units_is_replaced_and_leaves_nothing_open(store: Inventory) -> None:
    worker = WorkerProcess(KEY)
    sources, pieces = dict(enumerate(store.files)), list[UnitResult]()

    def run() -> int:
        assert worker.run(store.units[0], sources, Depth.DEEP, lambda: False, pieces.append)
        return len(os.listdir("/proc/self/fd"))

    opened = run()
    os.kill(worker.pid, signal.SIGKILL)
    os.waitid(os.P_PID, worker.pid, os.WEXITED | os.WNOWAIT)
    assert run() == opened
    worker.close()


ALONE = """
import sys
from pathlib import Path
from leftopen.impact.assess.inventory import inventory
from leftopen.impact.assess.worker_process import WorkerProcess
from leftopen.model.assessment import Depth

SLOW = (
    "import time, leftopen.impact.assess.units.read_unit as unit\\n"
    "unit.read_document = lambda *others: time.sleep(120)\\n"
    "from leftopen.impact.assess.worker import serve; serve()"
)
found = inventory([Path(sys.argv[1])])
worker = WorkerProcess(bytes(32), start=SLOW)

def stopped():
    if worker.pid and worker._position.read().since:
        print(worker.pid, flush=True)
    return False

worker.run(found.units[0], dict(enumerate(found.files)), Depth.DEEP, stopped, lambda piece: None)
"""


def test_a_worker_whose_parent_is_killed_ends_in_the_middle_of_a_document(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("slow")
    command = [sys.executable, "-c", ALONE, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()
    end = time.monotonic() + 15
    while Path(f"/proc/{pid}/status").exists() and time.monotonic() < end:
        time.sleep(0.1)
    assert not Path(f"/proc/{pid}/status").exists()


def test_it_stops_when_told(store: Inventory) -> None:
    worker = WorkerProcess(KEY)
    sources, pieces = dict(enumerate(store.files)), list[UnitResult]()
    assert worker.run(store.units[0], sources, Depth.DEEP, lambda: True, pieces.append) is None
    assert pieces == []
    worker.close()


def mixed(folder: Path) -> Inventory:
    """Mails with forms, tables, archives and what is damaged, in mailboxes and as files."""
    table = "Name,SSN\n" + "".join(f"Jane Roe,891-23-{number:04}\n" for number in range(1, 40))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("roster.csv", table)
        archive.writestr("photo.jpg", b"\xff\xd8\xff....")
    parts = [
        ("form.pdf", form(SF86_FIELDS, SF86_PAGE)),
        ("roster.csv", table.encode()),
        ("all.zip", packed.getvalue()),
        ("cut.zip", packed.getvalue()[:-40]),
        ("page.html", b"<table><tr><td>SSN</td><td>891-23-4567</td></tr></table>"),
        ("key.bin", b"Salted__12345678"),
    ]
    mails = []
    for number in range(36):
        made = EmailMessage()
        made["From"], made["To"] = f"jane.roe{number % 5}@s6.example.mil", "john.doe@example.org"
        made["Date"], made["Subject"] = f"Tue, 01 Jan {2015 + number % 4} 10:00:00 +0000", "list"
        made.set_content(f"SSN: 891-23-{number + 1:04}")
        for name, data in parts[number % 7 :][:3]:
            made.add_attachment(data, "application", "octet-stream", filename=name)
        mails.append(made.as_bytes())
    begin = b"From jane@example.org Tue Jan  1 10:11:12 2019\n"
    whole = b"".join(begin + mail + b"\n" for mail in mails)
    (folder / "inbox.mbox").write_bytes(whole)
    (folder / "cut.mbox").write_bytes(whole[: len(whole) // 3])
    for name, data in parts:
        (folder / name).write_bytes(data)
    found = inventory([folder])
    kinds = [UnitKind.MBOX if file.path.endswith(b".mbox") else UnitKind.FILES for file in found.files]
    return Inventory(files=found.files, units=tuple(split_units(found.files, kinds, 12_000)), skipped=())


@pytest.mark.slow
@pytest.mark.parametrize("depth", tier([Depth.DEEP], list(Depth)))
def test_a_mixed_store_gives_the_same_with_more_workers_and_kills(tmp_path: Path, depth: Depth) -> None:
    store = mixed(tmp_path)
    alone = read(store, 1, depth=depth)
    assert len(alone) == len(store.units) > 8
    for workers in (2, 4):
        assert read(store, workers, depth=depth) == alone
    for disturbed in read_with_kills(store, tier(2, 20), depth=depth):
        assert disturbed == alone
    outcomes = sum((Counter(one.outcomes) for one in alone.values()), Counter[str]())
    kinds = sum((Counter(one.documents) for one in alone.values()), Counter[str]())
    assert outcomes.total() == kinds.total()
    wanted = {"read", "unread"} if depth is Depth.TRIAGE else {"read", "unread", "failed", "encrypted"}
    assert wanted <= set(outcomes)
    begun, counted = Counter[str](), Counter[str]()
    for one in alone.values():
        (counted if one.sha256 else begun).update(one.mails)
    assert begun == counted
    assert 36 + 9 < begun.total() < 2 * 36
