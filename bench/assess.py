"""How fast a store is assessed: a made-up mailbox of 2 GB, and a sample of it by other ways.

The corpus is seeded (`_mail_corpus.py` says of what it is made) and read by as many workers as there are
cores: once as a triage and once whole, with a warm page cache, and a triage with a cold one. The workers have
been started before. What is found is compared with the values that were planted.

    corpus_mb              its size, and `text_share`, the part of its bytes in contents that bear text
    …_mb_per_s             of the mailbox, with its digests, by the clock, all workers together
    …_mb_per_cpu_s         the same by the processor time of the workers
    deep_decoded_mb_per_s  of decoded text that was searched
    search_mb_per_cpu_s    of the sample's texts, by all detectors, in one process
    …_hours_3tb            what 3 TB of the same would take here
    worker_mb              the most memory of one worker
    …_values               distinct planted values that were found in the sample, of those in its text

The other ways: a pipeline of the standard library with pypdf and regular expressions, which reads the sample
from the mailbox as the program does; presidio-analyzer (its patterns, without a language model), presidio-rs
and datafog-core, which are given texts that the program decoded. They are run by the Python of
LEFTOPEN_BENCH_PEERS (a virtual environment with `presidio-analyzer`, `presidio-rs`, `datafog-core` and
`pypdf`); what is not there is left out, and said. Each gets a minute and a half of the processor: `…_share`
is how much of the sample it read in that. Rates of peers are by processor time of one process. Nothing is
downloaded.

    assess.py             all of it
    assess.py MB          with a corpus of so many megabytes
    assess.py short       40 MB (a trial of the bench; its figures tell little)
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench._mail_corpus import Corpus, write
from bench._report import PROGRESS, Figure, Peer, show
from leftopen import catalogue
from leftopen.contents.digests import of_value
from leftopen.contents.find import Finder
from leftopen.documents.eml import reader as mails
from leftopen.documents.mbox import read as split
from leftopen.impact.assess.coordinate import Coordinator
from leftopen.impact.assess.inventory import Inventory, inventory
from leftopen.impact.assess.worker_process import WorkerProcess
from leftopen.model.assessment import Depth
from leftopen.service.assessments.plan import WARM

SIZE, SHORT_SIZE, SAMPLE, SHORT_SAMPLE = 2_000_000_000, 40_000_000, 40_000_000, 8_000_000
SEED = 20261128
KEY = b"a key of the bench, and no other"
TB3 = 3e12
GOAL_DEEP, GOAL_TRIAGE, GOAL_MEMORY, GOAL_SHARE = ">= 60", ">= 600", "<= 1024", ">= 0.4"
PEERS = "LEFTOPEN_BENCH_PEERS"
PEER_SECONDS = 90
"""Of the processor for one peer; by the clock four times that, for a machine with other work."""
HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """`found`: (label, digest) of every value; times in seconds, `text` in bytes."""

    size: int
    clock: float
    processor: float
    text: int
    found: frozenset[tuple[str, bytes]]

    @property
    def rate(self) -> float:
        return self.size / 1e6 / self.clock

    @property
    def rate_of_processor(self) -> float:
        return self.size / 1e6 / self.processor


def measured(store: Inventory, depth: Depth, workers: int) -> Measured:
    ready = [warm(store, depth) for _ in range(workers)]
    before, began = {one.pid: _processor(one.pid) for one in ready}, time.monotonic()
    sources = dict(enumerate(store.files))
    stop, started = threading.Event(), iter(ready)
    reading = Coordinator(KEY, sources, depth, workers, stop, make=lambda key: next(started))
    used: dict[int, float] = {}
    results = []
    for one in reading.results(store.units):
        used |= {pid: _processor(pid) - before.get(pid, 0.0) for pid in reading.pids() if pid}
        results += [one] if one is not None else []
    for left in started:
        left.close()
    return Measured(
        size=store.bytes,
        clock=time.monotonic() - began,
        processor=sum(used.values()),
        text=sum(one.text_bytes for one in results),
        found=frozenset(
            (value.label, value.digest)
            for one in results
            for document in one.found
            for value in document.values
        ),
    )


def warm(store: Inventory, depth: Depth) -> WorkerProcess:
    """A worker with its patterns compiled."""
    worker = WorkerProcess(KEY)
    worker.run(WARM, dict(enumerate(store.files)), depth, lambda: False, lambda result: None)
    return worker


def _processor(pid: int) -> float:
    """Seconds that the process used, by its own clock (`clock_getcpuclockid` of Linux)."""
    return time.clock_gettime(~pid << 3 | 2)


def planted(corpus: Corpus, found: frozenset[tuple[str, bytes]]) -> int:
    """How many of the planted values are among the found ones."""
    return sum(
        (label, bytes.fromhex(of_value(KEY, label, value)[:32])) in found
        for label, values in corpus.values.items()
        for value in values
    )


def cold(file: Path) -> None:
    """Nothing of it stays in memory."""
    with file.open("rb") as opened:
        os.fsync(opened.fileno())
        os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def sampled(corpus: Path, size: int, folder: Path) -> tuple[Path, Path]:
    """The first mails as a mailbox, and the texts of their bodies and text parts between zero bytes."""
    with corpus.open("rb") as opened:
        data = opened.read(size)
    sample, texts = folder / "sample.mbox", folder / "texts"
    sample.write_bytes(data[: data.rfind(b"\nFrom ") + 1])
    readers = catalogue.readers()
    pieces = []
    for part in split(sample.read_bytes()).parts:
        mail = mails.read(part.data)
        pieces.append(mail.text)
        pieces += [readers["html"].read(one.data).text for one in mail.parts if one.media == "text/html"]
    texts.write_text("\0".join(piece.replace("\0", " ") for piece in pieces), encoding="utf-8")
    return sample, texts


def search_rate(texts: Path) -> float:
    """Megabytes of text that all detectors search in a second of the processor, the patterns compiled."""
    pieces = texts.read_text(encoding="utf-8").split("\0")
    finder = Finder(catalogue.detectors())
    for piece in pieces:
        finder.find_in_each(piece)
    began = time.process_time()
    for piece in pieces:
        finder.find_in_each(piece)
    return sum(map(len, pieces)) / 1e6 / (time.process_time() - began)


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """What a peer did."""

    rate: float
    values: int
    share: float


def other(name: str, script: str, given: list[str], corpus: Corpus) -> Other | None:
    """None where it is not installed, which is said."""
    python = os.environ.get(PEERS, "")
    if not python:
        sys.stderr.write(f"{name} is left out: {PEERS} names no Python\n")
        return None
    answer(f"{name}, at most {PEER_SECONDS} seconds of the processor")
    command = [python, str(HERE / script), *given, str(PEER_SECONDS)]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=4 * PEER_SECONDS)
    except subprocess.TimeoutExpired:
        sys.stderr.write(f"{name} is left out: it did not end\n")
        return None
    if ran.returncode:
        sys.stderr.write(f"{name} is left out: {ran.stderr.strip().splitlines()[-1:]}\n")
        return None
    printed = json.loads(ran.stdout)
    wanted = {_plain(value) for values in corpus.values.values() for value in values}
    return Other(
        rate=printed["bytes"] / 1e6 / printed["seconds"],
        values=len(wanted & {_plain(value) for value in printed["values"]}),
        share=printed["share"],
    )


def _plain(value: str) -> str:
    return re.sub(r"[\s-]", "", value).lower()


def figures(corpus: Corpus, file: Path, folder: Path, sample_size: int, workers: int) -> list[Figure]:
    store = inventory([file])
    triage, deep = measured(store, Depth.TRIAGE, workers), measured(store, Depth.DEEP, workers)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    answer(f"deep {deep.rate:.1f} MB/s, triage {triage.rate:.1f} MB/s")
    cold(file)
    from_disk = measured(store, Depth.TRIAGE, workers)
    sample, texts = sampled(file, sample_size, folder)
    alone = measured(inventory([sample]), Depth.DEEP, 1)
    pipeline = other("the pipeline", "_peer_pipeline.py", [str(sample)], corpus)
    return [
        Figure(name="corpus_mb", value=corpus.bytes / 1e6, unit="MB"),
        Figure(name="text_share", value=corpus.text_share, unit="", goal=GOAL_SHARE),
        Figure(name="triage_mb_per_s", value=triage.rate, unit="MB/s", goal=GOAL_TRIAGE),
        Figure(name="triage_cold_mb_per_s", value=from_disk.rate, unit="MB/s"),
        Figure(name="triage_mb_per_cpu_s", value=triage.rate_of_processor, unit="MB/s"),
        Figure(name="triage_hours_3tb", value=TB3 / 1e6 / triage.rate / 3600, unit="h"),
        Figure(name="deep_mb_per_s", value=deep.rate, unit="MB/s", goal=GOAL_DEEP),
        Figure(name="deep_decoded_mb_per_s", value=deep.text / 1e6 / deep.clock, unit="MB/s"),
        Figure(name="deep_mb_per_cpu_s", value=deep.rate_of_processor, unit="MB/s"),
        Figure(name="search_mb_per_cpu_s", value=search_rate(texts), unit="MB/s"),
        Figure(name="deep_hours_3tb", value=TB3 / 1e6 / deep.rate / 3600, unit="h"),
        Figure(name="worker_mb", value=memory, unit="MiB", goal=GOAL_MEMORY),
        Figure(name="deep_values", value=planted(corpus, deep.found), unit="of those planted"),
        Figure(name="planted", value=sum(map(len, corpus.values.values())), unit="values"),
        *compared(alone, planted(corpus, alone.found), pipeline, texts, corpus),
    ]


def compared(
    alone: Measured, values: int, pipeline: Other | None, texts: Path, corpus: Corpus
) -> list[Figure]:
    """The same sample by the others."""
    name = "mailbox, email, pypdf, re"
    rate, count = "sample_mb_per_cpu_s", "sample_values"
    found = [
        Figure(
            name=rate,
            value=alone.rate_of_processor,
            unit="MB/s",
            peer=Peer(name=name, value=pipeline.rate) if pipeline else None,
        ),
        Figure(
            name=count,
            value=values,
            unit="values",
            peer=Peer(name=name, value=pipeline.values) if pipeline else None,
        ),
    ]
    if pipeline:
        found.append(Figure(name="pipeline_share", value=pipeline.share, unit="of the sample"))
    for peer in ("presidio-analyzer", "presidio-rs", "datafog-core"):
        ran = other(peer, "_peer_texts.py", [peer, str(texts)], corpus)
        if ran:
            short = peer.replace("-", "_")
            found.append(Figure(name=f"{short}_text_mb_per_cpu_s", value=ran.rate, unit="MB/s"))
            found.append(Figure(name=f"{short}_values_in_bodies", value=ran.values, unit="values"))
            found.append(Figure(name=f"{short}_share", value=ran.share, unit="of the sample's texts"))
    return found


def answer(text: str) -> None:
    sys.stderr.write(f"{PROGRESS} {text}\n")
    sys.stderr.flush()


def main(given: list[str]) -> int:
    short = given[:1] == ["short"]
    size = SHORT_SIZE if short else int(given[0]) * 1_000_000 if given else SIZE
    workers = len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory(prefix="leftopen-bench-") as name:
        folder, file = Path(name), Path(name) / "store.mbox"
        corpus = write(file, size, SEED)
        answer(f"{corpus.mails:,} mails, {corpus.bytes / 1e6:,.0f} MB")
        found = figures(corpus, file, folder, SHORT_SAMPLE if short else SAMPLE, workers)
    size_mb = f"{corpus.bytes / 1e6:,.0f} MB"
    work = f"a mailbox of {size_mb} assessed by {workers} workers, page cache warm where not said"
    show("assess", work, found)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
