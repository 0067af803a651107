"""What a listing, FTP and rsync say of 10, 10,000 and 1,000,000 files: the truth, or a lower bound of it.

No look may read more than its 64 KiB, however large the folder.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from leftopen.model.size import Size
from leftopen.model.verdict import State
from leftopen.store.records.entities.cases.findings import Findings
from tests.servers.book import Wire
from tests.servers.looking import looking_desk, of, scanned
from tests.servers.need import require
from tests.servers.programs import lighttpd, nginx, pyftpdlib, rsync, vsftpd
from tests.servers.real import RealServer, Running, Spot

Place = Callable[[RealServer], Spot]
Serve = Callable[[Spot, Path], Running]
BYTES = 7
CAP = 64 * 1024
MEMORY = Path("/dev/shm")


def module(spot: Spot, folder: Path) -> Running:
    return rsync.serve(spot, folder, f"[files]\npath = {folder}\n")


SERVED: list[tuple[RealServer, Serve]] = [
    (nginx.server, nginx.of_folder),
    (lighttpd.server, lighttpd.of_folder),
    (pyftpdlib.server, pyftpdlib.serve),
    (vsftpd.server, vsftpd.serve),
    (rsync.server, module),
]


@pytest.fixture(scope="module")
def million() -> Iterator[Path]:
    """Made once, in memory where the system has a folder for that, and emptied: it is left to nobody."""
    path = Path(tempfile.mkdtemp(prefix="million-", dir=MEMORY if MEMORY.is_dir() else None))
    path.chmod(0o755)
    fill(path, 1_000_000)
    yield path
    shutil.rmtree(path)


def fill(folder: Path, count: int) -> None:
    """Files of seven bytes: links to one where there are very many, which lists show as files."""
    first = folder / "contracts-0000000.txt"
    first.write_bytes(b"made up")
    for number in range(1, count):
        # A file system lets one file have only so many names.
        if number % 30_000 == 0:
            first = folder / f"contracts-{number:07d}.txt"
            first.write_bytes(b"made up")
        else:
            os.link(first, folder / f"contracts-{number:07d}.txt")


def judged(desk_folder: Path, port: int, wire: Wire, check: str) -> tuple[State, Size]:
    """The verdict's state, and the size that was found."""
    with looking_desk(desk_folder) as workspace, wire.relay(port) as relay:
        lines = scanned(workspace, relay.port)
        (verdict,) = of(lines, "verdict", check=check)
        findings = of(lines, "finding", check=check)
        finding = Findings(workspace.store.records).newest(str(findings[0]["id"])) if findings else None
    if finding is None:
        return State(str(verdict["verdict"])), Size()
    assert sum(each.length for each in finding.judged.transcript if not each.sent) <= CAP
    return State.OPEN, finding.size


@pytest.mark.real
@pytest.mark.parametrize("count", [10, 10_000])
@pytest.mark.parametrize(("server", "serve"), SERVED, ids=[server.name for server, _ in SERVED])
def test_a_size_is_the_truth_or_a_lower_bound(
    server: RealServer, serve: Serve, count: int, place: Place, tmp_path: Path, wire: Wire
) -> None:
    require(server.missing())
    spot = place(server)
    folder = spot.inside("many")
    fill(folder, count)
    running = serve(spot, folder)
    try:
        _, size = judged(tmp_path, spot.port, wire, server.check)
    finally:
        running.stop()
        shutil.rmtree(folder)
    if count == 10:
        assert (size.records, size.bytes, size.at_least) == (10, 10 * BYTES, False)
    else:
        assert_lower_bound(size, count)


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.full
@pytest.mark.parametrize(("server", "serve"), SERVED[2:], ids=[server.name for server, _ in SERVED[2:]])
def test_of_a_million_files_it_says_how_many_there_are_at_least(
    server: RealServer, serve: Serve, million: Path, place: Place, tmp_path: Path, wire: Wire
) -> None:
    """vsftpd makes its list whole before it sends any of it, and gives up or takes longer than a talk may:
    then no number is said, and nothing is called closed. nginx and lighttpd do the same, only slower."""
    require(server.missing())
    spot = place(server)
    running = serve(spot, million)
    try:
        state, size = judged(tmp_path, spot.port, wire, server.check)
    finally:
        running.stop()
    assert state is not State.CLOSED
    if server.name in ("pyftpdlib", "rsync") or size.records is not None:
        assert_lower_bound(size, 1_000_000)


def assert_lower_bound(size: Size, count: int) -> None:
    assert size.at_least
    assert size.records is not None
    assert 50 < size.records < count
    assert size.bytes == size.records * BYTES
