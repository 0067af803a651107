"""How fast the search engine takes in and answers: generated banners, ours beside PostgreSQL in the same run.

    search.py [--rows N] [--peer-rows N]     a million each when nothing is said

The rows are made outside of the clock, from the seed that is printed. `import_per_s`: rows through the
store's loader, fold included; the reading, masking and enriching of an importer is not in it yet. Every
question is asked over the engine's socket as a command does, after one warm round. A query is text, a filter,
the count and two facets; a page a hundred whole banners, newest first; a host all services of an address.
`peak_mb` is the engine's process at its highest. PostgreSQL has a GIN index of words, a trigram index, and
B-trees; its questions are timed by psql's own clock, warm as well.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench._banners import RARE, SEED, Banners
from bench._peer_postgresql import peer
from bench._report import Figure, Peer, show
from leftopen.model.address import Address
from leftopen.store import ENGINE_MEMORY
from leftopen.store.client import Client
from leftopen.store.observations import Observations
from tests.store.samples import engine_pid

ROWS, ROUNDS, HOSTS = 1_000_000, 3, 200
TERMS = ("nginx", "Apache", RARE[0], RARE[1], RARE[2], '"200 OK"', "OpenSSH", "SAMEORIGIN keep-alive")
FILTERS = ("port:443", "port:8080", "port:9200", "product:nginx", "")
FACETS = (("product", 10), ("port", 10))
GOALS = {
    "import_per_s": ">= 50000", "query_p95_ms": "<= 100", "page_p95_ms": "<= 80", "host_p95_ms": "<= 10",
    "peak_mb": "<= 2048",
}  # fmt: skip
UNITS = {"import_per_s": "rows/s", "peak_mb": "MB", "disk_bytes_per_row": "bytes", "peer_rows": "rows"}


class NotMeasured(Exception):
    """An answer was not what it must be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    text: str
    filter: str

    @property
    def query(self) -> str:
        return f"{self.text} {self.filter}".strip()


def asked() -> list[Asked]:
    return [Asked(text=text, filter=only) for text in TERMS for only in FILTERS]


def take_in(store: Observations, chunks: Iterator[bytes]) -> float:
    """Seconds that the store took. The one place to change when a command imports files."""
    loader, spent = store.loader(), 0.0
    for chunk in chunks:
        began = time.perf_counter()
        loader.load(chunk)
        spent += time.perf_counter() - began
    began = time.perf_counter()
    store.fold(now=datetime.now(UTC))
    return spent + time.perf_counter() - began


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


def ours(folder: Path, rows: int) -> dict[str, float]:
    client = Client.local(folder, ENGINE_MEMORY)
    store, banners = Observations(client), Banners()
    seconds = take_in(store, banners.chunks(rows))
    if store.count("") != rows:
        raise NotMeasured(f"{store.count('')} of {rows} rows are there")
    if len(store.search("nginx", limit=100)) != 100 or not store.host(Address.parse(banners.hosts(1)[0])):
        raise NotMeasured("a page or a host is empty")
    disk = "SELECT sum(bytes_on_disk) AS n FROM system.parts WHERE active AND database = currentDatabase()"
    figures = {
        "import_per_s": rows / seconds,
        "query_p95_ms": timed([question(store, one) for one in asked()], ROUNDS),
        "page_p95_ms": timed([page(store, one) for one in asked() if one.filter], ROUNDS),
        "host_p95_ms": timed([host(store, one) for one in banners.hosts(HOSTS)], ROUNDS),
        "disk_bytes_per_row": int(client.query(disk)[0]["n"]) / rows,
        "peak_mb": peak_mb(engine_pid(folder)),
    }
    client.close()
    return figures


def peak_mb(pid: int) -> float:
    """The highest physical memory of a process so far."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def theirs(folder: Path, rows: int) -> dict[str, float]:
    """PostgreSQL's times for the same questions."""
    banners, kinds = Banners(), {"query": questions_sql, "page": pages_sql}
    with peer(folder) as server:
        server.load(banners.chunks(rows))
        times = {}
        for name, made in kinds.items():
            groups = [made(one) for one in asked() if name == "query" or one.filter]
            times[f"{name}_p95_ms"] = p95(summed(server.times_ms, groups))
        hosts = [[f"SELECT * FROM banners WHERE address = '{one}'"] for one in banners.hosts(HOSTS)]
        times["host_p95_ms"] = p95(summed(server.times_ms, hosts))
    return times


def summed(ask: Callable[[Sequence[str]], list[float]], groups: Sequence[Sequence[str]]) -> list[float]:
    """Milliseconds of each group, twice asked, the second time counted."""
    flat = [sql for group in groups for sql in group]
    ask(flat)
    times = iter(ask(flat))
    return [sum(next(times) for _ in group) for group in groups]


def where_sql(one: Asked) -> str:
    name, _, value = one.filter.partition(":")
    text = f"to_tsvector('simple', data) @@ phraseto_tsquery('simple', '{one.text.strip(chr(34))}')"
    return f"{text} AND {name} = '{value}'" if name else text


def questions_sql(one: Asked) -> list[str]:
    where = where_sql(one)
    counts = [
        f"SELECT {name}, count(*) FROM banners WHERE {where} GROUP BY 1 ORDER BY 2 DESC LIMIT {top}"
        for name, top in FACETS
    ]
    return [f"SELECT count(*) FROM banners WHERE {where}", *counts]


def pages_sql(one: Asked) -> list[str]:
    return [f"SELECT * FROM banners WHERE {where_sql(one)} ORDER BY timestamp DESC LIMIT 100"]


def main() -> int:
    given = argparse.ArgumentParser()
    given.add_argument("--rows", type=int, default=ROWS)
    given.add_argument("--peer-rows", type=int, default=ROWS)
    rows, peer_rows = given.parse_args().rows, given.parse_args().peer_rows
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        os.chmod(folder, 0o755)
        (folder / "ours").mkdir()
        try:
            figures = ours(folder / "ours", rows)
            beside = theirs(folder / "theirs", peer_rows) if peer_rows else {}
        except NotMeasured as error:
            sys.stderr.write(f"{error}\n")
            return 1
    work = (
        f"{rows:,} generated banners of seed {SEED} in leftopen, {peer_rows:,} of the same in PostgreSQL; "
        "the import is the store's part of one; IVRE 0.9.21, measured apart: 57 hosts/s from scan file to "
        "searchable, 100 records of 40,000 services in 272 ms"
    )
    shown = [
        Figure(
            name=name, value=value, unit=UNITS.get(name, "ms"), goal=GOALS.get(name, ""),
            peer=Peer(name="PostgreSQL", value=beside[name]) if name in beside else None,
        )
        for name, value in figures.items()
    ]  # fmt: skip
    show("search", work, shown)
    return 0


if __name__ == "__main__":
    sys.exit(main())
