"""Every act of `acts.py` is refused in each process that reads hostile documents, entered as it always is;
and most of them work without the cage, so that the list says something."""

from __future__ import annotations

import os
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from leftopen.contents.cage import cage, landlock
from leftopen.contents.cage.cage import NotCaged
from leftopen.contents.ocr import OcrProgram
from leftopen.contents.sandbox import Sandbox
from leftopen.impact.assess.inventory import inventory
from leftopen.impact.assess.worker_process import WorkerProcess
from leftopen.impact.review import read_place
from leftopen.model.assessment import Depth
from leftopen.model.reader import Document
from tests.contents import hostile_readers as hostile
from tests.contents.cage import acts
from tests.contents.cage.absent import without_cage
from tests.contents.cage.acts import Targets
from tests.contents.cage.programs import sleeping_program
from tests.formats.drawn_pages import drawn, saved

BEGIN = "import tests.contents.cage.acts as acts; acts.TARGETS = acts.{targets!r}; {kernel}; {patch}; "
VERSION = "import leftopen.contents.cage.landlock as l; l.version = lambda: {}"
KERNELS = {"as it is": "pass", "the first Landlock": VERSION.format(1), "no Landlock": VERSION.format(0)}
WORK = {
    "AF_INET SOCK_STREAM", "AF_UNIX SOCK_DGRAM", "socketpair", "connect to loopback", "create", "append",
    "cut", "cut by opening", "chmod", "link", "symlink", "mkdir", "rename", "unlink", "signal the parent",
    "limit the parent", "run a program", "read /etc/passwd", "connect", "mount", "memfd_create",
}  # fmt: skip
"""At least these, without the cage."""


@dataclass(frozen=True, slots=True)
class Place:
    """What there is to reach, and a store with one picture."""

    targets: Targets
    store: Path
    before: list[tuple[str, int, int, bytes]]

    def start(self, kernel: str, patch: str, module: str) -> str:
        answer = BEGIN.format(targets=self.targets, kernel=kernel, patch=patch)
        return f"{answer}from leftopen.{module} import serve; serve()"

    def untouched(self) -> bool:
        return contents(Path(self.targets.folder)) == self.before


def contents(folder: Path) -> list[tuple[str, int, int, bytes]]:
    return [
        (
            file.name,
            file.lstat().st_mode,
            file.lstat().st_mtime_ns,
            file.read_bytes() if file.is_file() else b"",
        )
        for file in sorted(folder.iterdir())
    ]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    folder, home, store, keys = (tmp_path / name for name in ("data", "home", "store", "keys"))
    for made in (folder, home, store, keys):
        made.mkdir(mode=0o700)
    (folder / "kept").write_bytes(b"kept")
    (home / "notes").write_bytes(b"notes")
    (keys / "proof.pem").write_bytes(b"key")
    (store / "a.png").write_bytes(saved(drawn()))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        targets = Targets(
            secret=str(keys / "proof.pem"), home=str(home / "notes"), folder=str(folder),
            port=listener.getsockname()[1], parent=os.getpid(),
        )  # fmt: skip
        yield Place(targets, store, contents(folder))


def in_the_sandbox(place: Place, kernel: str, *, uncaged: bool) -> list[str]:
    sandbox = Sandbox(start=place.start(kernel, "pass", "contents.sandbox_child"), uncaged=uncaged)
    try:
        document = sandbox.call(acts.read, b"", Document)
    finally:
        sandbox.close()
    assert document is not None
    return document.text.splitlines()


def in_a_worker(place: Place, kernel: str, *, uncaged: bool, ocr: OcrProgram | None = None) -> list[str]:
    """With the memory that it shares with its parent."""
    patch = "import leftopen.impact.assess.units.read_unit as unit; unit.read_document = acts.read_document"
    worker = WorkerProcess(bytes(32), uncaged=uncaged, ocr=ocr)
    lending = replace(place, targets=replace(place.targets, lent=worker._handle))
    worker._start = lending.start(kernel, patch, "impact.assess.worker")
    found = inventory([place.store])
    try:
        result = worker.run(
            found.units[0], dict(enumerate(found.files)), Depth.DEEP, lambda: False, lambda piece: None
        )
    finally:
        worker.close()
    assert result is not None
    [failure] = result.failures
    return failure.why.splitlines()


def in_the_ocr_program(place: Place, kernel: str, *, uncaged: bool) -> list[str]:
    """In its process, when it is what it will be but for its code."""
    patch = (
        "import leftopen.contents.ocr as o; acts.BEGIN = o._begin; o._begin = acts.in_place_of_the_program"
    )
    found = inventory([place.store])
    with pytest.MonkeyPatch.context() as context:
        context.setattr(read_place, "START", place.start(kernel, patch, "impact.review.read_place"))
        answer = read_place.read_place(
            "0", found.units, dict(enumerate(found.files)), ocr=sleeper(place.store.parent), uncaged=uncaged
        )
    assert not answer.why
    return answer.text.replace("~", " ").splitlines()[1:]


def with_the_ocr_program(place: Place, kernel: str, *, uncaged: bool) -> list[str]:
    """A worker that may run it."""
    return in_a_worker(place, kernel, uncaged=uncaged, ocr=sleeper(place.store.parent))


def sleeper(folder: Path) -> OcrProgram:
    return OcrProgram(program=str(sleeping_program(folder)), models="", languages=("eng",))


PROCESSES = (in_the_sandbox, in_a_worker, with_the_ocr_program, in_the_ocr_program)


@pytest.mark.parametrize("kernel", KERNELS)
@pytest.mark.parametrize("process", PROCESSES)
def test_every_act_is_refused(process: object, kernel: str, place: Place) -> None:
    assert callable(process)
    assert process(place, KERNELS[kernel], uncaged=False) == ["tried"]
    assert place.untouched()


@pytest.mark.parametrize("process", PROCESSES)
def test_without_the_cage_they_are_not(process: object, place: Place) -> None:
    assert callable(process)
    assert WORK - set(process(place, "pass", uncaged=True)) == set()
    assert not place.untouched()


def test_a_process_with_threads_is_not_caged_by_halves(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()
    thread = threading.Thread(target=over.wait)
    thread.start()
    try:
        with pytest.raises(NotCaged, match="more than one thread"):
            cage.enter()
    finally:
        over.set()
        thread.join()
    with socket.socket():
        """It still can."""


def test_where_there_is_none_a_child_is_not_started_unless_that_is_wanted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without_cage(monkeypatch)
    with pytest.raises(NotCaged, match=r"\(no Landlock, and Operation not permitted\).*--uncaged"):
        Sandbox().call(hostile.CHATS.read, b"", Document)
    sandbox = Sandbox(start=hostile.START, uncaged=True)
    assert sandbox.call(hostile.CHATS.read, b"read", Document) == Document(text="read")
    sandbox.close()


def test_a_child_that_finds_no_cage_reads_nothing(place: Place) -> None:
    """Where its parent thought that there is one."""
    broken = "import leftopen.contents.cage.seccomp as s; s.rules = lambda *a, **k: {}['no such rule']"
    sandbox = Sandbox(start=place.start(broken, "pass", "contents.sandbox_child"))
    assert sandbox.call(acts.read, b"", Document) is None
    sandbox.close()
    assert place.untouched()


def test_what_there_is_is_said_in_a_few_words(monkeypatch: pytest.MonkeyPatch) -> None:
    assert re.fullmatch(r"(Landlock ABI \d+|namespaces), seccomp", cage.available_cage())
    monkeypatch.setattr(landlock, "version", lambda: 0)
    monkeypatch.setattr(
        cage, "TRIAL", f"{KERNELS['no Landlock']}\nfrom leftopen.contents.cage.cage import tell; tell()"
    )
    assert cage.available_cage() == "namespaces, seccomp"
