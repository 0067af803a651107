"""How fast the search engine takes in and answers: generated banners, ours beside PostgreSQL in the same run.

    search.py [--rows N,N…] [--peer-rows N] [--keep FOLDER]     a million each when nothing is said

Of several sizes each grows out of the one before; its import is that of the rows which it has more. The rows
are made from the seed that is printed, and written as a file of Shodan banners outside of the clock.
`import_per_s` is the whole import of that file as the command does it: reading, masking, our own places (a
table of a hundred thousand networks, a provider's ranges), storing, folding; the start of the engine and of
the workers is in it. Then the engine is left alone until its merges have ended (`merged_s`), with the rows in
so many `parts`, each of which every question opens. Every question is asked over the engine's socket as a
command does, after one warm round. A query is a word, rare or in every banner, a filter, the count and two
facets; a phrase is the same with words that every banner has in a certain order, so that every banner is
read; a page a hundred whole banners, newest first; a host all services of an address. `peak_mb` is the
engine's process at its highest, `peak_all_mb` that of the engine, the workers and the command at one moment
of the import. Of several sizes each has its own figures (`_1m`), and the names without one are of ten
million where that was run, else of the largest. PostgreSQL has a GIN index of words, a trigram index, and
B-trees; its questions are timed by psql's own clock, warm as well.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench import _peer_sql as peer_sql
from bench._banners import RARE, SEED, Banners
from bench._import import NotMeasured, Taken, install, peak_mb, take_in
from bench._peer_postgresql import peer
from bench._report import PROGRESS, Figure, Peer, show
from bench._shodan_lines import write
from leftopen.errors import LeftopenError
from leftopen.model.address import Address
from leftopen.service.workspace.workspace import Workspace, open_workspace
from leftopen.store.engine.idle_merge import MOST_PARTS, QUIET_S, TABLES
from leftopen.store.engine.retry import MERGES
from leftopen.store.observations.observations import Observations
from tests.store.samples import engine_pid, parts

ROWS, ROUNDS, HOSTS = 1_000_000, 3, 200
TERMS = ("nginx", "Apache", RARE[0], RARE[1], RARE[2], "OpenSSH", "SAMEORIGIN", "HttpOnly")
PHRASES = ('"200 OK"', "SAMEORIGIN keep-alive")
FILTERS = ("port:443", "port:8080", "port:9200", "product:nginx", "")
FACETS = (("product", 10), ("port", 10))
GOALS = {
    "import_per_s": ">= 50000", "query_p95_ms": "<= 100", "page_p95_ms": "<= 80", "host_p95_ms": "<= 10",
    "peak_mb": "<= 2048",
}  # fmt: skip
UNITS = {"merged": "s", "import": "rows/s", "peak": "MB", "disk": "bytes", "file": "bytes", "parts": "parts"}
PROMISED = 10_000_000
IN_A_FILE = 5_000_000
# Of thirty million rows one took fifteen minutes.
LONGEST_MERGE_S = 1800
ON_DISK = "SELECT sum(bytes_on_disk) AS n FROM system.parts WHERE active AND database = currentDatabase()"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    text: str
    filter: str

    @property
    def query(self) -> str:
        return f"{self.text} {self.filter}".strip()


def asked(texts: Sequence[str] = TERMS) -> list[Asked]:
    return [Asked(text=text, filter=only) for text in texts for only in FILTERS]


def timed(works: Sequence[Callable[[], object]], rounds: int) -> float:
    """The 95th percentile in milliseconds, after one round that is not counted."""
    times = []
    for number in range(rounds + 1):
        for work in works:
            began = time.perf_counter()
            work()
            if number:
                times.append(1000 * (time.perf_counter() - began))
    return p95(times)


def p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def question(store: Observations, one: Asked) -> Callable[[], object]:
    return lambda: store.counted(one.query, FACETS)


def page(store: Observations, one: Asked) -> Callable[[], object]:
    return lambda: store.search(one.query, limit=100)


def host(store: Observations, address: str) -> Callable[[], object]:
    return lambda: store.host(Address.parse(address))


def ours(folder: Path, sizes: Sequence[int]) -> dict[int, dict[str, float]]:
    """The figures at each size, on the way to the largest; what stops it, Ctrl-C or a failure, is said, and
    leaves out those that are not reached."""
    folder.mkdir()
    found: dict[int, dict[str, float]] = {}
    try:
        grow_through(folder, sizes, found)
    except (KeyboardInterrupt, LeftopenError, NotMeasured) as stop:
        if not found:
            raise
        left_out = ", ".join(f"{one:,}" for one in sizes if one not in found)
        sys.stderr.write(f"stopped before {left_out} rows: {str(stop) or 'Ctrl-C'}\n")
    return found


def grow_through(folder: Path, sizes: Sequence[int], found: dict[int, dict[str, float]]) -> None:
    banners = Banners()
    with open_workspace(
        folder / "data", {}, environ={"LEFTOPEN_CONFIG": str(folder / "config")}
    ) as workspace:
        install(workspace, folder)
        for before, rows in pairwise((0, *sorted(sizes))):
            grown = [grow(workspace, banners, folder, span) for span in spans(before, rows)]
            Stage(of=rows)("rows asked for")(rows)
            settled = settle(workspace)
            found[rows] = {
                "import_per_s": (rows - before) / sum(one.seconds for one in grown),
                **answers(workspace.store.observations, banners),
                "disk_bytes_per_row": int(workspace.store.client.query(ON_DISK)[0]["n"]) / rows,
                "peak_mb": peak_mb(engine_pid(folder / "data")),
                "merged_s": settled,
                "parts": parts(workspace.store.client, ["services"])["services"],
                "peak_all_mb": max(one.most_mb for one in grown),
                "file_bytes_per_row": sum(one.bytes for one in grown) / (rows - before),
            }
            sys.stderr.write(f"{PROGRESS} {found[rows]}\n")


def settle(workspace: Workspace) -> float:
    """Seconds until the engine has nothing more to merge; it is left alone for that. Raises NotMeasured."""
    began = time.perf_counter()
    while merging(workspace) or max(parts(workspace.store.client, TABLES).values()) > MOST_PARTS:
        if time.perf_counter() - began > LONGEST_MERGE_S:
            raise NotMeasured(f"the engine still merges after {LONGEST_MERGE_S} s")
        time.sleep(QUIET_S + 5)
    return time.perf_counter() - began


def merging(workspace: Workspace) -> bool:
    return bool(int(workspace.store.client.query(MERGES)[0]["n"]))


def spans(first: int, last: int) -> list[range]:
    """Rows of one file each, so that a few files' room is enough for any size."""
    return [range(start, min(start + IN_A_FILE, last)) for start in range(first, last, IN_A_FILE)]


def grow(workspace: Workspace, banners: Banners, folder: Path, span: range) -> Taken:
    """The import of those rows' file."""
    file = folder / "banners.json"
    write(banners, span, file, Stage(of=span.stop)("lines written"))
    try:
        return take_in(workspace, file, span, Stage(of=span.stop)("rows imported"))
    finally:
        file.unlink()


def answers(store: Observations, banners: Banners) -> dict[str, float]:
    if len(store.search("nginx", limit=100)) != 100 or not store.host(Address.parse(banners.hosts(1)[0])):
        raise NotMeasured("a page or a host is empty")
    return {
        "query_p95_ms": timed([question(store, one) for one in asked()], ROUNDS),
        "phrase_p95_ms": timed([question(store, one) for one in asked(PHRASES)], 1),
        "page_p95_ms": timed([page(store, one) for one in asked((*TERMS, *PHRASES)) if one.filter], ROUNDS),
        "host_p95_ms": timed([host(store, one) for one in banners.hosts(HOSTS)], ROUNDS),
    }


def named(sizes: Mapping[int, Mapping[str, float]]) -> dict[str, float]:
    """The figures of one size by their names, and of several also with the size behind them."""
    plainly = sizes.get(PROMISED) or sizes[max(sizes)]
    each = {
        f"{name}_{words(rows)}": value
        for rows, figures in sorted(sizes.items())
        for name, value in figures.items()
    }
    return {**plainly, **(each if len(sizes) > 1 else {})}


def words(rows: int) -> str:
    return f"{rows // 1_000_000}m" if rows % 1_000_000 == 0 else f"{rows}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Says on standard error how far it is, at most every so many seconds, and when a stage is done."""

    of: int
    every_s: float = 10.0

    def __call__(self, what: str) -> Callable[[int], None]:
        next_at = [0.0]

        def progress(done: int) -> None:
            now = time.monotonic()
            if now >= next_at[0] or done >= self.of:
                next_at[0] = now + self.every_s
                sys.stderr.write(f"{PROGRESS} {done:,} of {self.of:,} {what}\n")

        return progress


def theirs(folder: Path, rows: int) -> dict[str, float]:
    """PostgreSQL's times for the same questions."""
    banners = Banners()
    kinds = {
        "query": [peer_sql.counts(one.text, one.filter, FACETS) for one in asked()],
        "phrase": [peer_sql.counts(one.text, one.filter, FACETS) for one in asked(PHRASES)],
        "page": [peer_sql.page(one.text, one.filter) for one in asked((*TERMS, *PHRASES)) if one.filter],
    }
    stage = Stage(of=rows)
    stage("rows for PostgreSQL")(0)
    with peer(folder) as server:
        server.load(banners.chunks(rows))
        stage("rows for PostgreSQL")(rows)
        times = {}
        for name, groups in kinds.items():
            times[f"{name}_p95_ms"] = p95(summed(server.times_ms, groups))
        hosts = [peer_sql.host(one) for one in banners.hosts(HOSTS)]
        times["host_p95_ms"] = p95(summed(server.times_ms, hosts))
    return times


def beside(folder: Path, rows: int) -> tuple[dict[str, float], str]:
    """The other program's times, and what is said of it; a peer that can't be had costs no figure of ours."""
    if not rows:
        return {}, "no peer asked for"
    try:
        return theirs(folder, rows), f"{rows:,} of the same in PostgreSQL"
    except (OSError, subprocess.SubprocessError, AssertionError) as error:
        why = str(error).partition("\n")[0] or type(error).__name__
        sys.stderr.write(f"PostgreSQL is left out: {why}\n")
        return {}, f"PostgreSQL left out ({type(error).__name__})"


def summed(ask: Callable[[Sequence[str]], list[float]], groups: Sequence[Sequence[str]]) -> list[float]:
    """Milliseconds of each group, twice asked, the second time counted."""
    flat = [sql for group in groups for sql in group]
    ask(flat)
    times = iter(ask(flat))
    return [sum(next(times) for _ in group) for group in groups]


def unit(name: str) -> str:
    return UNITS.get(name.partition("_")[0], "ms")


def main() -> int:
    given = argparse.ArgumentParser()
    given.add_argument("--rows", type=lambda answer: [int(one) for one in answer.split(",")], default=[ROWS])
    given.add_argument("--peer-rows", type=int, default=ROWS)
    given.add_argument("--keep", type=lambda answer: Path(answer).absolute(), help="where the rows stay")
    wanted = given.parse_args()
    rows, peer_rows = wanted.rows, wanted.peer_rows
    # After Ctrl-C an engine may still merge into the folder; no figure is to be lost over that.
    with (
        nullcontext(wanted.keep) if wanted.keep else tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    ) as made:
        folder = Path(made)
        folder.mkdir(exist_ok=True)
        os.chmod(folder, 0o755)
        try:
            times, of_peer = beside(folder / "theirs", peer_rows)
            sizes = ours(folder / "ours", rows)
            figures = named(sizes)
            if len(sizes) > 1 and peer_rows in sizes:
                # Beside the same number of rows.
                times = {f"{name}_{words(peer_rows)}": value for name, value in times.items()}
        except NotMeasured as error:
            sys.stderr.write(f"{error}\n")
            return 1
    work = (
        f"{', '.join(f'{one:,}' for one in sorted(sizes))} generated banners of seed {SEED} in leftopen, "
        f"{of_peer}; IVRE 0.9.21, measured apart: 57 hosts/s from scan file to "
        "searchable, 100 records of 40,000 services in 272 ms"
    )
    shown = [
        Figure(
            name=name, value=value, unit=unit(name), goal=GOALS.get(name, ""),
            peer=Peer(name="PostgreSQL", value=times[name]) if name in times else None,
        )
        for name, value in figures.items()
    ]  # fmt: skip
    show("search", work, shown)
    return 0


if __name__ == "__main__":
    sys.exit(main())
