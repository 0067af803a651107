"""From "open" to "found", to "told", and from "secured" to "proof": the story of the demonstration, timed.

Real servers (Sendria with its mails, a file server, redis-server where installed) on loopback, and the
program as a person calls it, one command after the other in a fresh data folder: `scan`, `notify`, `verify`,
`proof`. Every start of the program and of its engine is in the figures. What is not in them: how long until
somebody scans at all, and a wide sweep; the scan is of the servers' own ports (`sweep.py` says how fast the
rest of a range goes by).

The clock starts when every server accepts connections without a password and the mailbox holds its mails. The
steps are of the mailbox, and in each run they add up to `open_to_found_s` (their medians need not): `start_s`
until the scan's record is made, `sweep_s` until its port was found (the detectors are made ready in it),
`identify_s`, `check_s` (every check that applies), and `store_s` until the finding is stored and printed (the
sample is read, the engine starts, and others that are to be stored along are waited for, half a second long).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench._report import Figure, medians, show
from leftopen.demo.servers import redis_program
from leftopen.demo.smtp_sink import SmtpSink
from leftopen.demo.stage import Stage
from leftopen.demo.story import CHECK_OF, flags
from leftopen.store.records import Records
from leftopen.store.records.entities.scans import Scans

RUNS = 3
LONGEST_S = 60
MAIN = "from leftopen.cli import main; main()"
GOALS = {"open_to_found_s": "<= 10", "open_to_notice_s": "<= 15", "closed_to_proof_s": "<= 10"}
WORK = (
    "the demonstration's servers on loopback, a fresh data folder, the median of three runs; scan, notify "
    "(sent by SMTP), verify and proof as commands, their starts included; the scan is of the servers' own"
    " ports"
)
Line = dict[str, Any]


class NotMeasured(Exception):
    """A step did not happen, so there is nothing to time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The lines of one command with the moment at which each could be read."""

    lines: list[tuple[Line, datetime]]
    ended: datetime

    def first(self, kind: str, **wanted: object) -> tuple[Line, datetime]:
        for line, at in self.lines:
            if line["type"] == kind and all(line[name] == value for name, value in wanted.items()):
                return line, at
        raise NotMeasured(f"no {kind} with {wanted}")


def now() -> datetime:
    return datetime.now(UTC)


def command(environ: Mapping[str, str], *words: str) -> Told:
    """Runs it to a good end within a minute. Raises NotMeasured."""
    process = subprocess.Popen(
        ["timeout", str(LONGEST_S), sys.executable, "-c", MAIN, *words],
        stdout=subprocess.PIPE,
        env=environ,
    )
    assert process.stdout is not None
    with process.stdout:
        lines = [(json.loads(raw), now()) for raw in process.stdout]
    if process.wait() != 0:
        raise NotMeasured(f"`leftopen {' '.join(words[:2])}` ended with {process.returncode}")
    return Told(lines=lines, ended=now())


def environment(folder: Path, sink: SmtpSink) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LEFTOPEN_")}
    given = {f"LEFTOPEN_{name.upper()}": str(value) for name, value in flags(sink).items()}
    places = {"LEFTOPEN_DATA": str(folder / "data"), "LEFTOPEN_CONFIG": str(folder / "config")}
    return {**kept, **given, **places}


def one_run() -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="leftopen-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "servers").mkdir()
        with Stage(folder / "servers") as stage, SmtpSink() as sink:
            return timed(stage, sink, environment(folder, sink))


def timed(stage: Stage, sink: SmtpSink, environ: Mapping[str, str]) -> dict[str, float]:
    ports = ",".join(str(port) for _, port in stage.endpoints.values())
    opened = now()
    scan = command(environ, "scan", "127.0.0.1", "--ports", ports, "--json", "--quiet")
    steps = scan_steps(scan, stage, opened, Path(environ["LEFTOPEN_DATA"]))
    case = scan.first("case", check=CHECK_OF["mailbox"])[0]["id"]
    notice = command(environ, "notify", case, "--to", f"mailto:soc@{stage.truth.domain}", "--json", "--quiet")
    if notice.first("notice")[0]["delivery"] != "accepted" or not sink.wait(1, 5):
        raise NotMeasured("the notice did not arrive")
    stage.secure()
    secured = now()
    verify = command(environ, "verify", case, "--json")
    verify.first("case", state="closed")
    proof = command(environ, "proof", case, "--json", "--quiet")
    return {
        **steps,
        "scan_s": since(opened, scan.ended),
        "notice_s": since(scan.ended, notice.ended),
        "open_to_notice_s": since(opened, notice.ended),
        "verify_s": since(secured, verify.ended),
        "proof_s": since(verify.ended, proof.ended),
        "closed_to_proof_s": since(secured, proof.ended),
    }


def scan_steps(scan: Told, stage: Stage, opened: datetime, data: Path) -> dict[str, float]:
    """By the records themselves: when the talk ended and how long it took, when each check judged."""
    port = stage.endpoints["mailbox"][1]
    seen = scan.first("observation", port=port)[0]
    heard = datetime.fromisoformat(seen["timestamp"]).replace(tzinfo=UTC)
    judged = max(
        datetime.fromisoformat(line["at"])
        for line, _ in scan.lines
        if line["type"] == "verdict" and line["port"] == port
    )
    found = scan.first("finding", port=port, check=CHECK_OF["mailbox"])[1]
    began = started(scan, data)
    return {
        "open_to_found_s": since(opened, found),
        "start_s": since(opened, began),
        "sweep_s": since(began, heard) - seen["duration"],
        "identify_s": float(seen["duration"]),
        "check_s": since(heard, judged),
        "store_s": since(judged, found),
        "open_to_all_found_s": since(opened, last_finding(scan, stage)),
    }


def started(scan: Told, data: Path) -> datetime:
    """As the scan's own record has it."""
    with Records.open(data) as records:
        return Scans(records).get(scan.first("summary")[0]["scan"]).started


def last_finding(scan: Told, stage: Stage) -> datetime:
    wanted = [
        (stage.endpoints[name][1], check) for name, check in CHECK_OF.items() if name in stage.endpoints
    ]
    return max(scan.first("finding", port=port, check=check)[1] for port, check in wanted)


def since(before: datetime, after: datetime) -> float:
    return (after - before).total_seconds()


def redis() -> dict[str, str]:
    """Its version as it says it; without one the story has two servers."""
    program = redis_program()
    if program is None:
        sys.stderr.write("no redis-server here, so the servers are the mailbox and the files\n")
        return {}
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10, check=True)
    return {"redis-server": answer.stdout.partition("v=")[2].partition(" ")[0]}


def main() -> int:
    try:
        runs = [one_run() for _ in range(RUNS)]
    except NotMeasured as error:
        sys.stderr.write(f"{error}\n")
        return 1
    middle = medians(runs)
    figures = [Figure(name=n, value=v, unit="s", goal=GOALS.get(n, "")) for n, v in middle.items()]
    show("story", WORK, figures, sendria=version("sendria"), **redis())
    return 0


if __name__ == "__main__":
    sys.exit(main())
