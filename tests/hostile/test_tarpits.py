"""Five thousand targets of which four thousand are tarpits: the time is bounded, and memory is flat."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from leftopen import catalogue
from leftopen.pipeline.run_checks import LOOKS
from tests.durability.runs import Folder
from tests.hostile import tarpits
from tests.hostile.bad_http import dripping_head
from tests.hostile.bad_servers import polite
from tests.hostile.walked import walked
from tests.pipeline.loopback import Loopback
from tests.pipeline.walking import contents
from tests.servers import namespaces
from tests.servers.need import program, require

PORT = 7000
DEADLINE, WORKERS = 2.0, 400
# Starting the program and its engine, and the last of the talks. The scan's own work comes on top: with as
# few processors as a machine may have, it is not all done while it waits.
OVERHEAD_S = 10.0
# What is remembered has a bound: 9,000 targets took 7 MB more than 5,000.
GROWTH_MB = 48
MEMORY_MB = 300
PROGRAM = (
    "import sys, time\n"
    "from leftopen.cli import main\n"
    "try:\n    main()\n"
    "finally:\n"
    "    status = open('/proc/self/status').read()\n"
    "    peak = status.split('VmHWM:')[1].split()[0]\n"
    "    waited = int(open('/proc/self/schedstat').read().split()[1]) / 1e9\n"
    "    open(sys.argv[-1] + '/cost', 'w').write(f'{peak} {time.process_time()} {waited}')\n"
)
# 4,000 and 1,000 addresses; 800 and 200 of them.
TARPITS = ("127.50.0.0/21", "127.50.8.0/22", "127.50.12.0/23", "127.50.14.0/24", "127.50.15.0/25",
           "127.50.15.128/27")  # fmt: skip
GOOD = ("127.60.0.0/23", "127.60.2.0/24", "127.60.3.0/25", "127.60.3.128/26", "127.60.3.192/27",
        "127.60.3.224/29")  # fmt: skip
FEWER = (
    "127.50.0.0/23",
    "127.50.2.0/24",
    "127.50.3.0/27",
    "127.60.0.0/25",
    "127.60.0.128/26",
    "127.60.0.192/29",
)


@dataclass(frozen=True, kw_only=True)
class Scanned:
    """`work` and `waited` are seconds that it had a processor, and that it wanted one and had none."""

    lines: list[dict[str, Any]]
    seconds: float
    work: float
    waited: float
    peak_mb: float

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [line for line in self.lines if line["type"] == kind]


@contextmanager
def alone() -> Iterator[list[str]]:
    """A namespace with its own loopback and nothing else: the words that run a command inside."""
    require(namespaces.lacking())
    name = f"leftopen-{secrets.token_hex(4)}"
    subprocess.run([program("ip"), "netns", "add", name], check=True)
    try:
        subprocess.run([program("ip"), "-n", name, "link", "set", "lo", "up"], check=True)
        inside = [program("ip"), "netns", "exec", name]
        # A sweep knocks on thousands of doors at once, and all of them are one listener here.
        queue = f"echo {tarpits.QUEUE} > /proc/sys/net/core/somaxconn"
        subprocess.run([*inside, "sh", "-c", queue], check=True)
        yield inside
    finally:
        subprocess.run([program("ip"), "netns", "del", name], check=True)


@pytest.fixture(scope="module")
def inside() -> Iterator[list[str]]:
    """With the tarpits listening there."""
    with alone() as words:
        server = subprocess.Popen(
            [*words, sys.executable, tarpits.__file__, str(PORT)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        try:
            assert server.stdout is not None
            assert server.stdout.readline() == b"ready\n"
            yield words
        finally:
            server.kill()
            server.communicate()


def scan(inside: list[str], root: Path, *targets: str) -> Scanned:
    settings = {"deadline": DEADLINE, "workers": WORKERS, "banner_wait": 0.2}
    folder = Folder(root=root, settings=settings)
    began = time.monotonic()
    ran = subprocess.run(
        [*inside, sys.executable, "-c", PROGRAM, "scan", *targets, "--ports", str(PORT), "--json",
         "--data", str(folder.data)],
        env=folder.environ(), capture_output=True, timeout=120,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr.decode()
    peak, work, waited = map(float, (folder.data / "cost").read_text().split())
    return Scanned(
        lines=[json.loads(line) for line in ran.stdout.splitlines()],
        seconds=time.monotonic() - began,
        work=work,
        waited=waited,
        peak_mb=peak / 1024,
    )


@pytest.mark.netns
@pytest.mark.slow
@pytest.mark.full
@pytest.mark.hostile("H32", "H1", "H2", "H3")
def test_four_thousand_tarpits_hold_a_scan_up_no_longer_than_their_deadlines(
    inside: list[str], tmp_path: Path
) -> None:
    few = scan(inside, tmp_path / "few", *FEWER)
    many = scan(inside, tmp_path / "many", *TARPITS, *GOOD)
    bound = DEADLINE * 5000 / WORKERS
    for scanned in (few, many):
        print(
            f"\n{len(scanned.of('observation'))} targets: {scanned.seconds:.1f} s, of them "
            f"{scanned.work:.1f} s of work and {scanned.waited:.1f} s without a processor, "
            f"{scanned.peak_mb:.0f} MB"
        )
    print(f"deadline x targets / workers = {bound:.0f} s; memory grew by {many.peak_mb - few.peak_mb:.0f} MB")
    seen = many.of("observation")
    assert len({line["ip_str"] for line in seen}) == len(seen) == 5000
    assert len(few.of("observation")) == 1000
    named = Counter(line["_shodan"]["module"] for line in seen if line["ip_str"].startswith(tarpits.GOOD))
    assert set(named) <= {"redis", "http", "unknown"}
    # Without a processor for most of the time, the scan itself comes too late for some of them.
    assert named["redis"] + named["http"] >= 990 or many.waited > many.seconds / 3
    assert many.of("finding") == []
    silent = [line for line in seen if "(timeout, phase ask)" in (line["info"] or "")]
    assert len(silent) >= 1400 or many.waited > many.seconds / 3
    assert many.seconds < bound + many.work + many.waited + OVERHEAD_S
    assert many.peak_mb < MEMORY_MB
    assert many.peak_mb - few.peak_mb < GROWTH_MB


@pytest.mark.hostile("H32")
def test_a_service_with_many_checks_is_left_after_two_deadlines() -> None:
    listing = catalogue.checks()["directory_listing_open"]
    check = replace(listing, applies=lambda observation: True)
    contents()
    with Loopback() as loopback:
        port = loopback.serve(polite(dripping_head))
        done = walked(port, deadline=0.5, checks={f"check{number}_open": check for number in range(20)})
    assert len(done.outcomes) == 20
    assert {verdict.reason.value for verdict in done.verdicts.values()} == {"timeout"}
    assert done.seconds - done.identified < (LOOKS + 2) * 0.5 + 1
