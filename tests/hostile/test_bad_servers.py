"""One scan of every bad server at once, and of a crowd that says the same to everything.

Each gives one stored record that says why; the open redis beside them is found; nothing that is printed could
repaint a terminal; the scan's memory stays under its bound.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.durability.runs import Folder
from tests.hostile.bad_servers import CASES, TALKS, polite
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis
from tests.pipeline.web import Web, page
from tests.servers.need import require
from tests.tier import tier

MEMORY_MB = 300
BAD, BESIDE = "127.31.5.77", "127.31.5.78"
FIRST = 20_000
CROWD = tier(1024, 4096)
FILES = 6000
# Peak memory as the kernel counts it for this very program: ru_maxrss would begin with the parent's.
PROGRAM = (
    "import sys\n"
    "from leftopen.cli import main\n"
    "try:\n    main()\n"
    "finally:\n"
    "    status = open('/proc/self/status').read()\n"
    "    open(sys.argv[-1] + '/peak', 'w').write(status.split('VmHWM:')[1].split()[0])\n"
)
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
PHASE = re.compile(r"\((\w+), phase (\w+)\)$")
LISTING = (
    b"<html><title>Index of /</title><h1>Index of /</h1><pre>"
    b'<a href="payroll.csv">payroll.csv</a> 1234</pre></html>'
)
Line = dict[str, Any]
LISTS = "endless_listing"
SILENT, STRANGE = ("timeout", "ask"), ("not_understood", "judge")
# Who says nothing that any probe understands: the reason and the phase that are told.
NOBODY = {
    "silent": SILENT,
    "drips": STRANGE,
    "garbage": STRANGE,
    "tls_garbage": ("tls_failed", "tls"),
    "tls_hangs": ("timeout", "tls"),
    "huge_reply": STRANGE,
    "endless_greeting": STRANGE,
    "ssh_lines": STRANGE,
    "ssh_tarpit": STRANGE,
    "redis_bulk": STRANGE,
    "redis_arrays": STRANGE,
    "redis_error": STRANGE,
    "echoes": STRANGE,
    "pretends_in_turn": STRANGE,
}
# Those that no check is asked of: they pass for no program that a check is for.
UNASKED = ("ssh_greeting", "escapes", "nuls")
# Who is named by what it says, but is no web server.
KNOWN = {"ssh_greeting": "ssh", "everything": "redis", "pretends": "redis"}


def cases(names: Iterable[str]) -> list[Any]:
    """Each bad server of these names, marked with the hostile cases that it is."""
    return [
        pytest.param(talk.__name__, marks=pytest.mark.hostile(*CASES[talk]))
        for talk in TALKS
        if talk.__name__ in names
    ]


@dataclass(frozen=True, kw_only=True)
class Scanned:
    """What one scan of them all printed, and what the folder holds."""

    folder: Folder
    ports: dict[str, int]
    beside: int
    lines: list[Line]
    printed: str
    said: str
    seconds: float
    peak_mb: float

    def seen(self) -> dict[int, Line]:
        return {
            line["port"]: line
            for line in self.lines
            if line["type"] == "observation" and line["ip_str"] == BAD
        }

    def asked(self, *words: str) -> str:
        """What another command prints about it afterwards."""
        command = [sys.executable, "-c", "from leftopen.cli import main; main()", *words]
        ran = subprocess.run(
            [*command, "--data", str(self.folder.data)],
            env=self.folder.environ(), capture_output=True, text=True, timeout=60, check=True,
        )  # fmt: skip
        return ran.stdout + ran.stderr


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scanned]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < FILES:
        require(f"only {hard} open files are allowed here, and {CROWD} servers need more")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, FILES), hard))
    root = tmp_path_factory.mktemp("bad")
    folder = Folder(root=root, settings={"deadline": 3, "banner_wait": 0.1})
    try:
        with Loopback() as loopback:
            crowd = Web(answer=lambda path: page(200, LISTING, content_type="text/html", server="nginx"))
            for port in range(FIRST, FIRST + CROWD):
                loopback.serve(crowd, host=BAD, port=port)
            numbers = range(FIRST + CROWD, FIRST + CROWD + len(TALKS))
            ports = {
                talk.__name__: loopback.serve(polite(talk), host=BAD, port=port)
                for talk, port in zip(TALKS, numbers, strict=True)
            }
            beside = loopback.serve(Redis(), host=BESIDE, port=numbers.stop)
            yield _scan(folder, ports, beside)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def _scan(folder: Folder, ports: dict[str, int], beside: int) -> Scanned:
    began = time.monotonic()
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, "scan", BAD, BESIDE, "--ports", f"{FIRST}-{beside}", "--json",
         "--data", str(folder.data)],
        env=folder.environ(), capture_output=True, timeout=170,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr.decode()
    return Scanned(
        folder=folder,
        ports=ports,
        beside=beside,
        lines=[json.loads(line) for line in ran.stdout.splitlines()],
        printed=ran.stdout.decode(),
        said=ran.stderr.decode(),
        seconds=time.monotonic() - began,
        peak_mb=int((folder.data / "peak").read_text()) / 1024,
    )


@pytest.mark.hostile("H25", "H27")
@pytest.mark.slow
def test_the_open_redis_beside_them_is_found_and_nothing_else_is_called_open(scanned: Scanned) -> None:
    findings = [(line["endpoint"], line["check"]) for line in scanned.lines if line["type"] == "finding"]
    assert (f"{BESIDE}:{scanned.beside}", "redis_open") in findings
    others = {endpoint for endpoint, _ in findings} - {f"{BESIDE}:{scanned.beside}"}
    # A server that really lists folders without end is open, whatever else it is.
    assert others <= {f"{BAD}:{scanned.ports['endless_listing']}"}


@pytest.mark.slow
def test_every_one_of_them_is_one_stored_record(scanned: Scanned) -> None:
    seen = Counter(
        line["port"] for line in scanned.lines if line["type"] == "observation" and line["ip_str"] == BAD
    )
    assert set(seen) == {*scanned.ports.values(), *range(FIRST, FIRST + CROWD)}
    assert set(seen.values()) == {1}
    stored = scanned.asked("host", BAD, "--json").splitlines()
    assert {json.loads(line)["port"] for line in stored} >= set(scanned.ports.values())
    summary = scanned.lines[-1]
    assert (summary["state"], summary["talked"]) == ("finished", CROWD + len(scanned.ports) + 1)


@pytest.mark.slow
@pytest.mark.parametrize("name", cases(NOBODY))
def test_who_says_nothing_that_can_be_understood_has_a_reason_and_a_phase(
    scanned: Scanned, name: str
) -> None:
    line = scanned.seen()[scanned.ports[name]]
    assert line["_shodan"]["module"] in ("unknown", "tls")
    assert line["product"] is None
    answer = PHASE.search(line["info"])
    assert answer is not None, line["info"]
    assert answer.groups() == NOBODY[name]


@pytest.mark.slow
@pytest.mark.parametrize("name", cases({talk.__name__ for talk in TALKS} - NOBODY.keys() - {LISTS}))
def test_who_speaks_a_protocol_is_seen_and_never_called_open(scanned: Scanned, name: str) -> None:
    port = scanned.ports[name]
    line = scanned.seen()[port]
    assert line["_shodan"]["module"] == KNOWN.get(name, "http"), line["info"]
    verdicts = [line for line in scanned.lines if line["type"] == "verdict" and line["port"] == port]
    assert verdicts or name in UNASKED
    assert all(line["phase"] and line["reason"] for line in verdicts)
    assert "open" not in {line["verdict"] for line in verdicts}


@pytest.mark.hostile("H25")
@pytest.mark.slow
def test_a_crowd_that_says_the_same_to_everything_proves_nothing(scanned: Scanned) -> None:
    verdicts = Counter(
        (line["verdict"], line["reason"])
        for line in scanned.lines
        if line["type"] == "verdict" and FIRST <= line["port"] < FIRST + CROWD and line["ip_str"] == BAD
    )
    assert set(verdicts) == {("unknown", "answers_everything")}
    # Who was not even understood, because this machine had other work, was asked nothing.
    assert verdicts.total() >= 0.9 * CROWD


@pytest.mark.hostile("H12", "H13")
@pytest.mark.slow
def test_no_control_character_reaches_a_terminal(scanned: Scanned) -> None:
    answer = (
        scanned.asked("search", "") + scanned.asked("host", BAD) + scanned.asked("cases", "list", "--all")
    )
    for text in (scanned.printed, scanned.said, answer):
        found = CONTROL.search(text)
        assert found is None, text[max(0, found.start() - 80) : found.end() + 20] if found else ""
    assert "red" in scanned.seen()[scanned.ports["escapes"]]["data"], "the header itself is kept"


@pytest.mark.hostile("H4", "H5", "H6", "H7", "H17", "H20")
@pytest.mark.slow
def test_memory_and_time_are_bounded(scanned: Scanned) -> None:
    print(f"\n{CROWD + len(TALKS) + 1} bad servers: peak {scanned.peak_mb:.0f} MB, {scanned.seconds:.1f} s")
    assert scanned.peak_mb < MEMORY_MB
    assert scanned.seconds < 120
    assert "Traceback" not in scanned.said
