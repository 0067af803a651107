"""How long the people of a large assessment take, and what ten analysts at once do to the console.

    people.py [--documents N] [--people P] [--rows R] [--seconds S]
    a million documents, 50,000 people, a table of 200,000 rows, 20 s of pages; seeded

A mailbox of short mails, each a form with the name, SSN and mail address of one of the people, and a CSV of
other people (ssn,name,email) are assessed by `leftopen assess` for a case whose logs were read. Times are by
the clock, `…_cpu_s` of the processor, `…_mb` the most memory of one process. `show_first` and the like count
what is kept for the first time, after a rejection or a reading; the others read what is kept.

    other_alone_p95_ms   pages of the console that have nothing to do with it, asked ten times a second
    other_ratio          the same while ten analysts wait for the response page that is being counted
    respond_counted_s    until the first of them has it
    server_mb            the most memory of the server by then
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench._report import PROGRESS, Figure, show
from bench.web import MAIN, Got, NotMeasured, cookies, percentile, serving
from leftopen.service.assessments import assessments
from leftopen.service.workspace.workspace import open_workspace
from tests.service.respond.incident import CASE, begun, read_logs

DOCUMENTS, PEOPLE, ROWS, SECONDS = 1_000_000, 50_000, 200_000, 20.0
SEED, ANALYSTS, RATE = 20261201, 10, 10
KEPT = ("people.blocks", "served.blocks", "summary.zst", "queue.zst", "sample.zst")
GOALS = {"other_ratio": "<= 2", "server_mb": "<= 1024"}
UNITS = {"s": "s", "mb": "MB", "ms": "ms"}
OTHERS = ("/", "/exposures", "/assessments", f"/case/{CASE}")
LONGEST_S = 3600.0
MAIL = """From person{at}@corp.example Tue Jan  1 10:11:12 2019
From: person{at}@corp.example
To: office@corp.example
Message-ID: <{number}@corp.example>
Subject: form {number}
Date: Tue, 01 Jan 2019 10:00:00 +0000

Full Name: {name}
SSN: {ssn}
Email: person{at}@corp.example

"""


def person(at: int) -> tuple[str, str]:
    """A made-up name, and an SSN of an area that was never given out."""
    made = random.Random(f"{SEED} {at}")
    first, last = ("".join(made.choices("aeioulmnrst", k=7)).title() for _ in range(2))
    return f"{first} {last}", f"9{at // 1_000_000 % 100:02d}-{at // 10_000 % 100:02d}-{at % 10_000:04d}"


def write(folder: Path, documents: int, people: int, rows: int) -> None:
    folder.mkdir()
    known = [person(at) for at in range(people)]
    with (folder / "store.mbox").open("w", encoding="utf-8") as out:
        for number in range(documents):
            name, ssn = known[number % people]
            out.write(MAIL.format(at=number % people, number=number, name=name, ssn=ssn))
    with (folder / "table.csv").open("w", encoding="utf-8") as out:
        out.write("ssn,name,email\n")
        for at in range(people, people + rows):
            name, ssn = person(at)
            out.write(f"{ssn},{name},person{at}@corp.example\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """`clock` and `processor` in seconds, those of its children included; `memory` in MB of the largest."""

    clock: float
    processor: float
    memory: float

    def named(self, name: str) -> dict[str, float]:
        return {f"{name}_s": self.clock, f"{name}_cpu_s": self.processor, f"{name}_mb": self.memory}


def ran(folder: Path, *words: str) -> Used:
    """One command of the program. Raises NotMeasured."""
    environ = {"LEFTOPEN_CONFIG": str(folder / "config"), "PATH": "/usr/bin:/bin"}
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, *words, "--data", str(folder / "data"), "--quiet"],
        stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, env=environ,
    )  # fmt: skip
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise NotMeasured(f"leftopen {' '.join(words)}: {process.returncode}")
    response(f"{' '.join(words[:3])}: {time.perf_counter() - began:.1f} s")
    return Used(
        clock=time.perf_counter() - began,
        processor=usage.ru_utime + usage.ru_stime,
        memory=usage.ru_maxrss / 1024,
    )


def forget(kept: Path) -> None:
    """As after a rejection: it has to be counted anew."""
    for name in KEPT:
        (kept / name).unlink(missing_ok=True)


def asked(port: int, path: str, cookie: str) -> tuple[int, float]:
    """The status and the milliseconds until the whole page was here."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"cookie": cookie})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, 1000 * (time.perf_counter() - began)


def others(port: int, users: Iterator[str], until: Callable[[], bool]) -> list[Got]:
    """Pages, ten a second, until then."""
    paths, waiting, begin = cycle(OTHERS), [], time.perf_counter()
    with ThreadPoolExecutor(16) as pool:
        while not until():
            waiting.append(pool.submit(asked, port, next(paths), next(users)))
            time.sleep(max(0.0, begin + len(waiting) / RATE - time.perf_counter()))
        found = [one.result() for one in waiting]
    if wrong := {status for status, _ in found if status != 200}:
        raise NotMeasured(f"pages were answered with {wrong}")
    return [Got(ms=ms, counted=True) for _, ms in found]


def after(seconds: float) -> Callable[[], bool]:
    end = time.perf_counter() + seconds
    return lambda: time.perf_counter() > end


def analyst(port: int, cookie: str, waited: list[float]) -> None:
    """Opens the response page as a browser does, until it has it."""
    began = time.perf_counter()
    while time.perf_counter() - began < LONGEST_S:
        status, _ = asked(port, f"/case/{CASE}/respond", cookie)
        if status == 200:
            waited.append(time.perf_counter() - began)
            return
        if status != 202:
            raise NotMeasured(f"the response page was answered with {status}")
        time.sleep(3)


@contextmanager
def analysts(port: int, users: Iterator[str]) -> Iterator[tuple[list[float], Callable[[], bool]]]:
    """Ten at once; how long each waited, and whether all have it."""
    waited: list[float] = []
    threads = [threading.Thread(target=analyst, args=(port, next(users), waited)) for _ in range(ANALYSTS)]
    for thread in threads:
        thread.start()
    try:
        yield waited, lambda: not any(thread.is_alive() for thread in threads)
    finally:
        for thread in threads:
            thread.join()
    if len(waited) < ANALYSTS:
        raise NotMeasured(f"{ANALYSTS - len(waited)} analysts never saw the response page")


def server_pid(data: Path) -> int:
    """The process that serves this data folder."""
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0") if entry.name.isdigit() else []
        except OSError:
            continue
        if b"serve" in words and str(data).encode() in words:
            return int(entry.name)
    raise NotMeasured("the server is not there")


def most_memory(pid: int) -> float:
    """MB, of the process alone."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def served(folder: Path, kept: Path, seconds: float) -> dict[str, float]:
    with serving(folder / "data", folder / "config") as port:
        with open_workspace(
            folder / "data", {}, environ={"LEFTOPEN_CONFIG": str(folder / "config")}
        ) as workspace:
            users = cookies(workspace, port)
        pid = server_pid(folder / "data")
        others(port, users, after(1.0))
        alone = percentile(others(port, users, after(seconds)), 95)
        response(f"other pages alone: {alone:.0f} ms")
        forget(kept)
        with analysts(port, users) as (waited, over):
            beside = percentile(others(port, users, over), 95)
        figures = {
            "other_alone_p95_ms": alone,
            "other_beside_p95_ms": beside,
            "other_ratio": beside / alone,
            "respond_counted_s": min(waited),
        }
        times = [asked(port, f"/case/{CASE}/respond", next(users)) for _ in range(20)]
        figures["respond_p95_ms"] = percentile([Got(ms=ms, counted=True) for _, ms in times], 95)
        figures["server_mb"] = most_memory(pid)
    return figures


def measured(folder: Path, seconds: float) -> dict[str, float]:
    environ = {"LEFTOPEN_CONFIG": str(folder / "config")}
    with open_workspace(folder / "data", {}, environ=environ) as workspace:
        begun(workspace)
    figures = ran(folder, "assess", str(folder / "store"), "--case", CASE).named("assess")
    with open_workspace(folder / "data", {}, environ=environ) as workspace:
        kept = assessments.newest(workspace).path
        read_logs(workspace, kept.name)
    forget(kept)
    id = kept.name
    for name, words in (
        ("show_first", ("assess", "show", id)),
        ("people_first", ("assess", "people", id)),
        ("show", ("assess", "show", id)),
        ("people", ("assess", "people", id)),
        ("export_csv", ("assess", "people", id, "--out", str(folder / "people.csv"))),
        ("export_xlsx", ("assess", "people", id, "--out", str(folder / "people.xlsx"))),
        ("report", ("respond", CASE[:8], "report", "--out", str(folder / "impact.html"))),
    ):
        figures |= ran(folder, *words).named(name)
    figures["kept_mb"] = sum((kept / name).stat().st_size for name in KEPT) / 1e6
    return figures | served(folder, kept, seconds)


def response(text: str) -> None:
    sys.stderr.write(f"{PROGRESS} {text}\n")
    sys.stderr.flush()


def main(given: Sequence[str]) -> int:
    parser = argparse.ArgumentParser()
    for name, usual in (("documents", DOCUMENTS), ("people", PEOPLE), ("rows", ROWS)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    asked_for = parser.parse_args(given)
    documents, people, rows = asked_for.documents, asked_for.people, asked_for.rows
    with tempfile.TemporaryDirectory(prefix="leftopen-bench-") as name:
        folder = Path(name)
        write(folder / "store", documents, people, rows)
        figures = measured(folder, asked_for.seconds)
    work = f"an assessment of {documents:,} mails with {people:,} people and a table of {rows:,} rows"
    units = {at: UNITS.get(at.rpartition("_")[2], "ratio") for at in figures}
    made = [
        Figure(name=at, value=value, unit=units[at], goal=GOALS.get(at, "")) for at, value in figures.items()
    ]
    show("people", work, made)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
