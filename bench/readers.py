"""How fast `leftopen readers` reads an nginx log, and how much memory it takes.

The log is made up (seed 5): a tenth of its lines ask for one of 100,000 items, the others for static files,
pages, searches and what is not there. Two thirds of the time are within the window. The command does its
whole work, with the class of each client and the verdict of each item, from its start to its last line of
JSON; its engine is a process of its own, and is counted.

    lines_per_s       by the clock, on as many cores as others leave
    cpu_us_per_line   of both processes; where it is 2, two free cores read a million lines a second
    counting_…        the same without what it costs whatever the log is (start, items, answers): the
                      difference between this log and one of a tenth of it
    peak_mb           of both processes together, at one moment
    clients_…         the same of 10,000,000 lines, each of another client (with `full`)
    peers             GoAccess, which counts and knows no items, and a parser of one regular expression in
                      Python that does know them (of the smaller log; served items must be the same)

    readers.py           2,000,000 lines of 50,000 clients
    readers.py short     200,000 lines of 20,000 clients (a trial of the bench; its figures tell little)
    readers.py full      1,000,000 lines of 50,000 clients, then the 10,000,000 clients
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench._access_lines import DAYS, START, write_items, write_lines
from bench._import import memory_mb
from bench._report import PROGRESS, Figure, Peer, show

SEED = 5
SIZES: Mapping[str, tuple[int, int]] = {
    "short": (200_000, 20_000), "": (2_000_000, 50_000), "full": (1_000_000, 50_000),
}  # fmt: skip
MANY = 10_000_000
LONGEST_S = 1500
WINDOW = (START + timedelta(days=1), START + timedelta(days=DAYS - 2))
LEFTOPEN = Path(sys.executable).with_name("leftopen")
PEER = Path(__file__).with_name("_peer_access_re.py")
GOAL_RATE, GOAL_MB = ">= 1000000", "<= 1000"


class NotMeasured(Exception):
    """Why, for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """`seconds` by the clock, `cpu` of a processor; `peak` in MB, of all processes at one moment."""

    seconds: float
    cpu: float
    peak: float
    out: Path


def ran(words: Sequence[str], out: Path) -> Ran:
    """Raises NotMeasured."""
    before = _used()
    began = time.monotonic()
    peak = 0.0
    with out.open("wb") as opened:
        process = subprocess.Popen(words, stdout=opened, stderr=subprocess.PIPE)
        while process.poll() is None:
            peak = max(peak, sum(memory_mb(pid, "VmRSS") for pid in _family(process.pid)))
            if time.monotonic() - began > LONGEST_S:
                process.kill()
            time.sleep(0.02)
        answer = process.stderr.read() if process.stderr else b""
    if process.returncode:
        raise NotMeasured(f"{words[0]} ended with {process.returncode}: {answer.decode()[-300:]}")
    return Ran(seconds=time.monotonic() - began, cpu=_used() - before, peak=peak, out=out)


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _family(pid: int) -> list[int]:
    """The process and its children."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        children = []
    return [pid, *map(int, children)]


def by_leftopen(log: Path, items: Path, folder: Path, lines: int) -> tuple[Ran, int]:
    """Also how many items were served. Raises NotMeasured where a line was not counted."""
    start, end = (at.isoformat() for at in WINDOW)
    data = folder / f"data-{log.stem}"
    command = ["readers", str(log), "--items", str(items), "--from", start, "--to", end]
    out = folder / f"{log.stem}.jsonl"
    done = ran([str(LEFTOPEN), *command, "--data", str(data), "--json"], out)
    with out.open("rb") as opened:
        answer = [json.loads(line) for line in opened if b'"readers"' in line or b'"log_file"' in line]
    counted = sum(one["lines"] for one in answer if one["type"] == "log_file")
    if counted != lines:
        raise NotMeasured(f"leftopen counted {counted} of {lines} lines")
    return done, next(one["counts"]["served"]["count"] for one in answer if one["type"] == "readers")


def by_python(log: Path, items: Path, folder: Path) -> tuple[Ran, int]:
    start, end = (at.isoformat() for at in WINDOW)
    done = ran([sys.executable, str(PEER), str(log), str(items), start, end], folder / "python.json")
    return done, json.loads(done.out.read_text())["served"]


def by_goaccess(goaccess: str, log: Path, folder: Path) -> Ran:
    report = folder / "goaccess.json"
    words = [goaccess, str(log), "--no-global-config", "--log-format=COMBINED", "--no-progress", "-o"]
    return ran([*words, str(report)], folder / "goaccess.out")


def measured(folder: Path, mode: str) -> tuple[list[Figure], str]:
    """The figures, and the version of GoAccess, '' for none."""
    count, clients = SIZES[mode]
    items, small, large = folder / "items.csv", folder / "small.log", folder / "large.log"
    wanted = write_items(items, SEED)
    write_lines(small, wanted, count // 10, clients, SEED)
    write_lines(large, wanted, count, clients, SEED + 1)
    few, served = by_leftopen(small, items, folder, count // 10)
    many, _ = by_leftopen(large, items, folder, count)
    _progress(f"{count} lines in {many.seconds:.1f} s")
    python, expected = by_python(small, items, folder)
    if served != expected:
        raise NotMeasured(f"leftopen found {served} served items, the other parser {expected}")
    goaccess, version = shutil.which("goaccess"), ""
    peer = None
    if goaccess:
        other = by_goaccess(goaccess, large, folder)
        version = _version(goaccess)
        peer = Peer(name="GoAccess", value=count / other.seconds)
    else:
        sys.stderr.write("no goaccess here: this peer is left out\n")
    figures = _figures("", many, count, large.stat().st_size, peer)
    lines = count - count // 10
    counting = (many.cpu - few.cpu) * 1e6 / lines
    figures += [
        Figure(name="counting_cpu_us_per_line", value=counting, unit="µs"),
        Figure(name="counting_lines_per_s", value=lines / (many.seconds - few.seconds), unit="lines/s"),
        Figure(
            name="lines_per_s_of_a_tenth",
            value=count / 10 / few.seconds,
            unit="lines/s",
            peer=Peer(name="Python re", value=count / 10 / python.seconds),
        ),
    ]
    if peer:
        figures.append(Figure(name="goaccess_cpu_us_per_line", value=other.cpu * 1e6 / count, unit="µs"))
    return figures, version


def _figures(prefix: str, done: Ran, lines: int, size: int, peer: Peer | None) -> list[Figure]:
    goal = "" if prefix else GOAL_RATE
    return [
        Figure(name=f"{prefix}lines_per_s", value=lines / done.seconds, unit="lines/s", goal=goal, peer=peer),
        Figure(name=f"{prefix}mb_per_s", value=size / 1e6 / done.seconds, unit="MB/s"),
        Figure(name=f"{prefix}cpu_us_per_line", value=done.cpu * 1e6 / lines, unit="µs"),
        Figure(name=f"{prefix}peak_mb", value=done.peak, unit="MB", goal=GOAL_MB),
    ]


def of_many_clients(folder: Path) -> list[Figure]:
    items, log = folder / "items.csv", folder / "many.log"
    write_lines(log, write_items(items, SEED), MANY, MANY, SEED + 2)
    _progress(f"{MANY} lines are written")
    done, _ = by_leftopen(log, items, folder, MANY)
    return _figures("clients_", done, MANY, log.stat().st_size, None)


def _version(goaccess: str) -> str:
    answer = subprocess.run([goaccess, "--version"], capture_output=True, text=True, timeout=20, check=False)
    return answer.stdout.split("\n", 1)[0].rpartition(" ")[2].rstrip(".")


def _progress(text: str) -> None:
    sys.stderr.write(f"{PROGRESS} {text}\n")


def main(given: Sequence[str]) -> int:
    mode = given[0] if given else ""
    if mode not in SIZES:
        sys.stderr.write(f"there is no {mode}: {', '.join(filter(None, SIZES))}\n")
        return 2
    with tempfile.TemporaryDirectory(prefix="bench-readers-") as folder:
        try:
            figures, version = measured(Path(folder), mode)
            figures += of_many_clients(Path(folder)) if mode == "full" else []
        except NotMeasured as why:
            sys.stderr.write(f"{why}\n")
            return 1
    count, clients = SIZES[mode]
    work = (
        f"{count:,} nginx lines of {clients:,} clients, 100,000 items, {len(os.sched_getaffinity(0))} cores"
    )
    show("readers", work, figures, **({"goaccess": version} if version else {}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
