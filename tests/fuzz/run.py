"""`make fuzz`: every target for a while, as many at once as there are processors; a table at the end.

FUZZ_SECONDS (60) is the time of each target, FUZZ_MINUTES instead that of the whole run, FUZZ_ONLY a part of
the names wanted. A run that is too short for all begins with those that have been fuzzed least, and says how
many it left. What was found interesting is kept in `.fuzz/corpus` and gone on with next time; what crashed a
target lies in `.fuzz/crashes`. Exit code 1 when anything crashed, took longer than ten seconds for one input,
or could not be run.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz.targets import Target, found

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".fuzz"
LONGEST_INPUT = 16384
SLOWEST_S = 10
# What a target takes beyond its seconds: the interpreter, its seeds, and the second that libFuzzer ends late.
BESIDE_S = 1.5
MEMORY_MB = 2048
LACKING = (
    "make fuzz needs atheris, which has wheels for Linux on x86_64 and Python 3.11 to 3.14 only; "
    "`make test` gives the same targets random bytes everywhere"
)
_RUNS = re.compile(r"^stat::number_of_executed_units:\s*(\d+)", re.M)
_DONE = re.compile(r"^Done (\d+) runs in (\d+) second", re.M)
_FILE = re.compile(r"Test unit written to (\S+)")
_KEPT = re.compile(r"corp: (\d+)/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What became of one target. `said` is 'no crash', or what went wrong with the reproducer's path."""

    name: str
    seconds: int = 0
    executions: int = 0
    kept: int = 0
    failed: bool = False
    said: str = "no crash"


def lacking() -> str:
    """Why there can be no fuzzing here, or ''."""
    return "" if importlib.util.find_spec("atheris") else LACKING


def wanted(targets: list[Target], environ: Mapping[str, str]) -> list[Target]:
    """Those whose names hold FUZZ_ONLY; all without it."""
    return [target for target in targets if environ.get("FUZZ_ONLY", "") in target.name]


def seconds(environ: Mapping[str, str]) -> int:
    """FUZZ_SECONDS, at least 1. Raises ValueError."""
    return max(1, int(environ.get("FUZZ_SECONDS") or 60))


def share(environ: Mapping[str, str], count: int, workers: int) -> tuple[int, float]:
    """The seconds of each target and those of the whole run. Raises ValueError."""
    minutes = environ.get("FUZZ_MINUTES")
    if not minutes:
        return seconds(environ), float("inf")
    whole = 60 * float(minutes)
    return max(1, int(whole * workers / count - BESIDE_S)), whole


def least_fuzzed(chosen: list[Target], folder: Path = FOLDER) -> list[Target]:
    """Those first that were never begun, then those whose corpus was written to longest ago."""
    return sorted(chosen, key=lambda target: _written(folder / "corpus" / target.name))


def _written(corpus: Path) -> float:
    return corpus.stat().st_mtime if corpus.exists() else 0.0


def fuzzed(target: Target, longest: int, folder: Path = FOLDER) -> Row:
    """Runs one target in a process of its own for so many seconds."""
    corpus, crashes = folder / "corpus" / target.name, folder / "crashes" / target.name
    for path in (corpus, crashes):
        path.mkdir(parents=True, exist_ok=True)
    os.utime(corpus)
    for seed in target.seeds():
        (corpus / hashlib.sha1(seed, usedforsecurity=False).hexdigest()).write_bytes(seed)
    command = [
        sys.executable, "-m", "tests.fuzz.one", target.name, f"-max_total_time={longest}",
        f"-timeout={SLOWEST_S}", f"-rss_limit_mb={MEMORY_MB}", f"-max_len={LONGEST_INPUT}",
        f"-artifact_prefix={crashes}/", "-print_final_stats=1", str(corpus),
    ]  # fmt: skip
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=longest + 120)
    except subprocess.TimeoutExpired:
        return Row(name=target.name, failed=True, said=f"did not end within {longest + 120} s")
    text = (done.stdout + done.stderr).decode("utf-8", "replace")
    (crashes / "log").write_text(text)
    row = read(target.name, text, done.returncode)
    if not row.failed:
        (crashes / "log").unlink()
        crashes.rmdir() if not any(crashes.iterdir()) else None
    return row


def read(name: str, text: str, code: int) -> Row:
    """The row out of what libFuzzer printed."""
    done, runs, file, kept = _DONE.search(text), _RUNS.search(text), _FILE.search(text), _KEPT.findall(text)
    answer, failed = "no crash", code != 0 or file is not None or done is None
    if failed:
        why = next((line for line in text.splitlines() if _tells(line)), f"exit code {code}, see the log")
        answer = f"{why.strip()[:160]} · {file[1] if file else 'no reproducer'}"
    return Row(
        name=name,
        seconds=int(done[2]) if done else 0,
        executions=int(done[1]) if done else int(runs[1]) if runs else 0,
        kept=int(kept[-1]) if kept else 0,
        failed=failed,
        said=answer,
    )


def _tells(line: str) -> bool:
    """The exception's own line, or libFuzzer's about time and memory."""
    return bool(
        re.match(r"(?:[A-Za-z_][\w.]*(?:Error|Exception|Ended|Interrupt|Exit)\b|==\d+== ?ERROR|ALARM)", line)
    )


def table(rows: list[Row]) -> Iterator[str]:
    """Lines for a person."""
    width = max((len(row.name) for row in rows), default=6)
    yield f"{'target':{width}}  {'seconds':>7}  {'executions':>10}  {'kept':>5}  result"
    for row in rows:
        yield f"{row.name:{width}}  {row.seconds:7}  {row.executions:10,}  {row.kept:5}  {row.said}"
    bad = sum(row.failed for row in rows)
    total = sum(row.executions for row in rows)
    yield f"{len(rows)} targets, {total:,} executions, {bad} failed"


def _all(chosen: list[Target], longest: int, end: float, workers: int) -> Iterator[Row]:
    """In their order; what has not begun at `end` is left."""

    def one(target: Target) -> Row | None:
        return fuzzed(target, longest) if time.monotonic() < end else None

    with ThreadPoolExecutor(workers) as pool:
        for row in filter(None, pool.map(one, chosen)):
            answer = row.said if row.failed else ""
            print(f"{'FAILED' if row.failed else 'ok':6}  {row.name}  {answer}", flush=True)
            yield row


def main() -> None:
    if lacking():
        sys.exit(lacking())
    chosen = least_fuzzed(wanted(found(), os.environ))
    if not chosen:
        sys.exit(f"no target's name holds {os.environ.get('FUZZ_ONLY')!r}")
    workers = os.cpu_count() or 1
    longest, whole = share(os.environ, len(chosen), workers)
    print(f"{len(chosen)} targets, {longest} s each, {workers} at once", flush=True)
    rows = list(_all(chosen, longest, time.monotonic() + whole, workers))
    print("\n".join(table(rows)))
    if len(rows) < len(chosen):
        print(f"{len(chosen) - len(rows)} targets were left; the next run begins with them")
    for row in rows:
        if row.failed:
            print(f"again: python -m tests.fuzz.again {row.name} {row.said.rpartition(' · ')[2]}")
    sys.exit(1 if any(row.failed for row in rows) else 0)


if __name__ == "__main__":
    main()
