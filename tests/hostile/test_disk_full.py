"""The disk fills up: one clear line, nothing that was printed is lost, and with space again all goes on."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.durability.runs import Folder, Line, Run, done
from tests.durability.stored import assert_nothing_lost, kept
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis
from tests.servers.need import require

# No reserve: what happens at the last byte is the matter here.
QUICK = {"banner_wait": 0.05, "disk_reserve_mb": 0}
BALLAST = "ballast"


@contextmanager
def small_disk(at: Path, megabytes: int) -> Iterator[Path]:
    at.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0700", "tmpfs", str(at)]
    reason = "" if os.geteuid() == 0 and shutil.which("mount") else "a small disk needs root and mount"
    require(reason or _failed(mount))
    try:
        yield at
    finally:
        # Lazily: an engine child may still be there for a moment.
        subprocess.run(["umount", "-l", str(at)], check=True)


def _failed(command: list[str]) -> str:
    ran = subprocess.run(command, capture_output=True, text=True)
    return f"no small disk can be mounted here: {ran.stderr.strip()}" if ran.returncode else ""


def fill(disk: Path, leave: int = 0) -> None:
    """All of it but `leave` bytes."""
    with (disk / BALLAST).open("ab", buffering=0) as ballast:
        space = os.statvfs(disk)
        os.posix_fallocate(ballast.fileno(), 0, max(4096, space.f_bavail * space.f_bsize - leave))


def free(disk: Path) -> None:
    (disk / BALLAST).unlink()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(root=tmp_path / "it", settings=QUICK)


@contextmanager
def disks(folder: Folder, *, records: int, engine: int) -> Iterator[tuple[Path, Path]]:
    """The data folder on one small disk and the engine's files on another."""
    with ExitStack() as mounted:
        folder.root.mkdir(exist_ok=True)
        first = mounted.enter_context(small_disk(folder.data, records))
        second = mounted.enter_context(small_disk(folder.data / "engine", engine))
        yield first, second
        leave(folder)


def leave(folder: Folder) -> None:
    """The engine child goes when its socket is gone."""
    (folder.data / "engine.sock").unlink(missing_ok=True)


def refused(run: Run) -> list[Line]:
    """It ends with 1 and one clear line; what it had printed by then."""
    assert run.wait() == 1, run.said()
    answer = run.said().splitlines()
    assert len(answer) == 1, run.said()
    assert answer[0].startswith("leftopen: ")
    assert "the disk is full" in answer[0] or "No space left" in answer[0]
    return run.lines()


def scan_of(ports: list[int]) -> tuple[str, ...]:
    return ("scan", "127.0.0.1", "--ports", ",".join(map(str, ports)), "--json", "--quiet")


def add(folder: Folder, target: str) -> Run:
    return Run(
        folder, "scope", "add", target, "--authorised-by", "A. Owner", "--until", "2099-01-01", "--json"
    )


def test_the_records_disk_is_full(folder: Folder) -> None:
    with disks(folder, records=8, engine=256) as (records, _):
        assert add(folder, "198.18.0.0/24").wait() == 0
        fill(records)
        assert refused(add(folder, "198.18.1.0/24")) == []
        assert refused(Run(folder, "scope", "list", "--json")) == []
        free(records)
        assert [line["target"] for line in done(folder, "scope", "list", "--json")] == ["198.18.0.0/24"]
        assert add(folder, "198.18.2.0/24").wait() == 0
        targets = {line["target"] for line in done(folder, "scope", "list", "--json")}
        assert targets == {"198.18.0.0/24", "198.18.2.0/24"}
        assert all(line["ok"] is not False for line in done(folder, "doctor", "--json"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "running",
    [
        pytest.param(True, id="the engine runs"),
        pytest.param(False, id="the engine must start", marks=pytest.mark.full),
    ],
)
def test_the_engines_disk_is_full(folder: Folder, running: bool) -> None:
    with Loopback() as loopback, disks(folder, records=8, engine=64) as (_, engine):
        first, second = loopback.serve(Redis()), loopback.serve(Redis())
        before = done(folder, *scan_of([first]))
        if not running:
            leave(folder)
        fill(engine)
        failed = refused(Run(folder, *scan_of([second])))
        assert not [line for line in failed if line["type"] in ("observation", "finding", "case")]
        free(engine)
        after = done(folder, *scan_of([second]))
        assert {line["port"] for line in after if line["type"] == "finding"} == {second}
        assert_nothing_lost(kept(folder), [*before, *failed, *after])


@pytest.mark.slow
@pytest.mark.parametrize(
    "left",
    [
        pytest.param(64 << 10, id="64 KB"),
        pytest.param(256 << 10, id="256 KB", marks=pytest.mark.full),
        pytest.param(1 << 20, id="1 MB", marks=pytest.mark.full),
    ],
)
def test_it_fills_up_in_the_middle_of_a_scan(folder: Folder, left: int) -> None:
    """One disk for everything; whichever store hits the end first, what was printed is there."""
    with Loopback() as loopback, small_disk(folder.data, 64) as disk:
        first = done(folder, *scan_of([loopback.serve(Redis())]))
        ports = [loopback.serve(Redis()) for _ in range(150)]
        fill(disk, leave=left)
        run = Run(folder, *scan_of(ports))
        code = run.wait()
        printed = run.lines()
        if code:
            assert code == 1
            assert len(run.said().splitlines()) == 1, run.said()
        else:
            assert left > 64 << 10, "so many services don't fit into so little"
            assert printed[-1]["state"] == "finished"
        free(disk)
        again = done(folder, *scan_of(ports))
        assert again[-1]["state"] == "finished"
        everything = kept(folder)
        assert_nothing_lost(everything, [*first, *printed, *again])
        assert len(everything.cases) == 1 + len(ports)
        leave(folder)


def test_a_notice_a_proof_and_a_report_that_find_no_room_are_one_clear_line(folder: Folder) -> None:
    with Loopback() as loopback, small_disk(folder.root / "full", 1) as full:
        case = next(
            line for line in done(folder, *scan_of([loopback.serve(Redis())])) if line["type"] == "case"
        )
        fill(full)
        out = Run(folder, "report", case["id"], "--out", str(full / "case.html"))
        refused(out)
        assert done(folder, "report", case["id"], "--out", str(folder.root / "case.html"), "--json")
        leave(folder)
