"""A year in an hour: nothing is lost, repeated, false, told late or deleted early, and no process grows.

    YEAR_DAYS=365 TEST_TIER=full pytest tests/simulation/test_year.py

Without `YEAR_DAYS` it is left out: a simulated day takes some ten seconds. `YEAR_LOG` names a file for its
progress, `YEAR_FIGURES` one for what it measured.
"""

from __future__ import annotations

import json
import os
import time
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from tests.simulation.year import Year
from tests.simulation.year_begin import BEGIN
from tests.simulation.year_watch import Watch
from tests.simulation.year_world import SimServers

DAYS = int(os.environ.get("YEAR_DAYS", "0"))
HOURS = int(os.environ.get("YEAR_HOURS", "48"))
"""Between two runs of a monitor. A step of the simulation is as long, but a day at most."""
SEED = int(os.environ.get("YEAR_SEED", "1"))
QUIET = 4
"""Days at the end in which nothing fails, so that all can be told."""


def say(text: str) -> None:
    if file := os.environ.get("YEAR_LOG"):
        with Path(file).open("a") as log:
            log.write(f"{time.strftime('%H:%M:%S')} {text}\n")


@pytest.mark.slow
@pytest.mark.skipif(not DAYS, reason="takes an hour: set YEAR_DAYS")
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads memory from /proc")
def test_a_year(tmp_path: Path) -> None:
    with SimServers() as servers:
        year = Year(
            root=tmp_path, random=Random(SEED), days=DAYS, every=timedelta(hours=HOURS), servers=servers
        )
        watch, began = Watch(year=year), time.monotonic()
        year.begin()
        try:
            for day in range(DAYS):
                for _ in range(timedelta(days=1) // year.pause):
                    year.advance()
                watch.day()
                say(f"day {day + 1} {progress(year, began)}")
            year.settle(QUIET)
        finally:
            year.end()
        figures = written(year, watch, time.monotonic() - began)
        say(json.dumps(figures["summary"]))
        watch.end()
    watch.flat()


def progress(year: Year, began: float) -> str:
    seconds = time.monotonic() - began
    answer, killed = len(year.model.told), dict(year.killed)
    return f"{seconds:.0f} s, {year.now:%Y-%m-%d %H:%M}: {answer} told, {killed} {dict(year.faults)}"


def written(year: Year, watch: Watch, seconds: float) -> dict[str, object]:
    lags = sorted(one.total_seconds() / 3600 for one in year.model.lag)
    figures: dict[str, object] = {
        "summary": {
            "days": DAYS, "every_hours": HOURS, "seed": SEED, "seconds": round(seconds), "steps": year.steps,
            "runs": sum(year.model.runs.values()), "changes": sum(year.model.happened.values()),
            "mails": year.model.came.total(), "again": year.model.came.total() - len(year.model.came),
            "killed": dict(year.killed), "faults": dict(year.faults), "own": len(year.model.own),
            "median_lag_h": lags[len(lags) // 2], "longest_lag_h": lags[-1], "calm": watch.calm(),
        },
        "begin": BEGIN.isoformat(),
        "sizes": watch.sizes,
        "memory": {name: [one.rss_kb for _, one in some] for name, some in watch.prints.items()},
    }  # fmt: skip
    if file := os.environ.get("YEAR_FIGURES"):
        Path(file).write_text(json.dumps(figures, indent=1) + "\n")
    return figures
