"""How fast the console answers, and whether wrong tokens slow it down.

    web.py [--rows N] [--seconds S] [--floods F] [--data FOLDER]
    a million rows, 15 s a page, 4 connections of a flood; FOLDER: one with such rows already

`leftopen serve` runs as a process of its own over generated banners. Five people who are signed in ask for
one page 20 times a second together, every host and every question of a search another one, none asked before
(`search_counted_share`: how many had their counts at once; the others show what was found, and the counts
when they are there); `known_search_p95_ms` is of nine questions again and again. After that again for hosts,
while the flood asks with wrong cookies as fast as it is answered, up to 10,000 a second. `auth_flood_ratio`
is the 99th percentile then, over the one before; `auth_flood_per_s` how many wrong ones were answered in a
second. The flood takes its own share of the same processors.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from urllib.parse import urlencode, urlsplit

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench._banners import Banners
from bench._questions import questions
from bench._report import Figure, show
from leftopen.model.permission import Role
from leftopen.model.user import SignInStage
from leftopen.service.identity import accounts, sessions
from leftopen.service.workspace.workspace import Workspace, open_workspace
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.users import UserWriter
from leftopen.web.console.view.templating import STATIC

ROWS, SECONDS, FLOODS, RATE, AT_ONCE, PEOPLE = 1_000_000, 15, 4, 20, 16, 5
MOST_WRONG = 10_000
MAIN = "from leftopen.cli import main; main()"
TERMS = (
    "nginx",
    "Apache",
    "quokka",
    "numbat",
    "OpenSSH",
    '"200 OK"',
    "port:443",
    "product:Redis",
    "country:FR",
)
GOALS = {
    "search_p95_ms": "<= 150", "host_p95_ms": "<= 80", "overview_p95_ms": "<= 200",
    "auth_flood_ratio": "<= 2", "script_gzip_kb": "<= 100",
}  # fmt: skip
UNITS = {
    "auth_flood_ratio": "ratio", "auth_flood_per_s": "answers/s", "search_counted_share": "share",
    "script_gzip_kb": "kB", "rows": "rows",
}  # fmt: skip


class NotMeasured(Exception):
    """An answer was not what it must be."""


def filled(workspace: Workspace, rows: int) -> Banners:
    banners, observations = Banners(), ObservationWriter(workspace.store.client)
    loader = observations.loader()
    for chunk in banners.chunks(rows):
        loader.load([chunk])
    observations.fold(now=datetime.now(UTC))
    return banners


def cookies(workspace: Workspace, port: int) -> Iterator[str]:
    """Of admins who are signed in, one after the other without end: so many questions are not one person's,
    and one person's are held up where they become many."""
    made = []
    for number in range(PEOPLE):
        user, _ = accounts.invite(workspace, f"bench{os.getpid()}-{number}", Role.ADMIN, (), by="bench")
        UserWriter(Changes(workspace.store.records)).change(
            user.id, lambda old: replace(old, password="$none")
        )
        _, token = sessions.begin(workspace, user, SignInStage.WHOLE, "bench")
        made.append(f"leftopen-{port}={token}")
    return cycle(made)


@contextmanager
def serving(data: Path, config: Path) -> Iterator[int]:
    environ = {"LEFTOPEN_CONFIG": str(config), "PATH": "/usr/bin:/bin"}
    process = subprocess.Popen(
        [sys.executable, "-c", MAIN, "serve", "--port", "0", "--json", "--data", str(data)],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, env=environ,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        yield int(urlsplit(json.loads(process.stdout.readline())["url"]).port or 0)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Got:
    """Milliseconds until the whole page was here; whether it had all its counts."""

    ms: float
    counted: bool


def asked(port: int, path: str, cookie: str) -> Got:
    began = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"cookie": cookie})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200 or len(body) < 2000:
        raise NotMeasured(f"{path}: {answer.status}, {len(body)} bytes")
    return Got(ms=1000 * (time.perf_counter() - began), counted=b"data-later" not in body)


def at_rate(port: int, cookies: Iterator[str], paths: Callable[[], str], seconds: float) -> list[Got]:
    """The times of 20 questions a second; one that is late does not hold up the next."""
    begin, waiting = time.perf_counter(), []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for number in range(int(seconds * RATE)):
            time.sleep(max(0.0, begin + number / RATE - time.perf_counter()))
            waiting.append(pool.submit(asked, port, paths(), next(cookies)))
        return [one.result() for one in waiting]


def flood(port: int, stop: threading.Event, answered: list[int]) -> None:
    """Wrong cookies on one connection, as fast as they are answered."""
    connection, number = http.client.HTTPConnection("127.0.0.1", port, timeout=60), 0
    pause = FLOODS / MOST_WRONG
    while not stop.is_set():
        began = time.perf_counter()
        connection.request("GET", "/", headers={"cookie": f"leftopen-{port}=wrong{number}"})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 303:
            raise NotMeasured(f"a wrong token was answered with {answer.status}")
        number += 1
        time.sleep(max(0.0, pause - (time.perf_counter() - began)))
    connection.close()
    answered.append(number)


def flooded(
    port: int, cookies: Iterator[str], paths: Callable[[], str], seconds: float, floods: int
) -> tuple[list[Got], float]:
    stop, answered = threading.Event(), list[int]()
    threads = [threading.Thread(target=flood, args=(port, stop, answered)) for _ in range(floods)]
    for thread in threads:
        thread.start()
    began = time.perf_counter()
    try:
        times = at_rate(port, cookies, paths, seconds)
    finally:
        stop.set()
        spent = time.perf_counter() - began
        for thread in threads:
            thread.join()
    return times, sum(answered) / spent


def percentile(pages: Sequence[Got], of: int) -> float:
    return statistics.quantiles([one.ms for one in pages], n=100)[of - 1]


def measured(
    port: int, cookies: Iterator[str], banners: Banners, seconds: float, floods: int
) -> dict[str, float]:
    hosts = cycle([f"/host/{address}" for address in banners.hosts(500)])
    known = cycle([f"/search?{urlencode({'q': term})}" for term in TERMS])
    new = (f"/search?{urlencode({'q': question})}" for question in questions(banners))
    kinds: dict[str, Callable[[], str]] = {
        "search": lambda: next(new), "known_search": lambda: next(known), "host": lambda: next(hosts),
        "overview": lambda: "/",
    }  # fmt: skip
    figures: dict[str, float] = {}
    for name, paths in kinds.items():
        at_rate(port, cookies, paths, 1)
        pages = at_rate(port, cookies, paths, seconds)
        figures[f"{name}_p95_ms"] = percentile(pages, 95)
        if name == "search":
            figures["search_counted_share"] = sum(page.counted for page in pages) / len(pages)
    quiet = percentile(at_rate(port, cookies, kinds["host"], seconds), 99)
    times, rate = flooded(port, cookies, kinds["host"], seconds, floods)
    return figures | {"auth_flood_ratio": percentile(times, 99) / quiet, "auth_flood_per_s": rate}


def main() -> int:
    given = argparse.ArgumentParser()
    given.add_argument("--rows", type=int, default=ROWS)
    given.add_argument("--seconds", type=float, default=SECONDS)
    given.add_argument("--floods", type=int, default=FLOODS)
    given.add_argument("--data", type=Path, help="a data folder with such banners already")
    wanted = given.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        environ = {"LEFTOPEN_CONFIG": str(folder / "config")}
        with open_workspace(wanted.data or folder / "data", {}, environ=environ) as workspace:
            banners = Banners() if wanted.data else filled(workspace, wanted.rows)
            rows = workspace.store.observations.count("")
            with serving(workspace.data, folder / "config") as port:
                figures = measured(port, cookies(workspace, port), banners, wanted.seconds, wanted.floods)
    script = gzip.compress((STATIC / "console.js").read_bytes(), 9)
    figures |= {"script_gzip_kb": len(script) / 1000, "rows": rows}
    work = f"pages of the console over {rows:,} banners, {RATE} questions a second"
    show(
        "web",
        work,
        [Figure(name=n, value=v, unit=UNITS.get(n, "ms"), goal=GOALS.get(n, "")) for n, v in figures.items()],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
