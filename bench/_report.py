"""What every bench prints: one JSON object with its figures, on which machine, of which versions."""

from __future__ import annotations

import json
import operator
import os
import platform
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("chdb-core", "sqlalchemy", "uvloop")
PROGRESS = "…"
"""How a line on standard error begins that says how far a bench is, and nothing of its figures."""
BOUNDS: Mapping[str, Callable[[float, float], bool]] = {"<=": operator.le, ">=": operator.ge}


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """The other program that did the same work in the same run."""

    name: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """`goal` the promised bound (`<= 10`), '' where nothing was promised (a share of another figure)."""

    name: str
    value: float
    unit: str
    goal: str = ""
    peer: Peer | None = None

    def plain(self) -> dict[str, object]:
        shown: dict[str, object] = {"name": self.name, "value": round(self.value, 3), "unit": self.unit}
        shown |= {"goal": self.goal or None, "met": met(self.goal, self.value) if self.goal else None}
        if self.peer:
            ratio = round(self.value / self.peer.value, 3) if self.peer.value else None
            shown |= {"peer": self.peer.name, "peer_value": round(self.peer.value, 3), "ratio": ratio}
        return shown


def met(goal: str, value: float) -> bool:
    """`>= 50000` and the like."""
    sign, _, bound = goal.partition(" ")
    return BOUNDS[sign](value, float(bound))


def medians(runs: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The median of each name that every run has."""
    names = [name for name in runs[0] if all(name in run for run in runs)]
    return {name: statistics.median(run[name] for run in runs) for name in names}


def show(bench: str, work: str, figures: Sequence[Figure], **programs: str) -> None:
    """Prints the object; `programs` are further versions."""
    whole = {
        "bench": bench,
        "work": work,
        "machine": machine(),
        "versions": {"leftopen": version("leftopen"), "python": platform.python_version()}
        | {name: version(name) for name in PACKAGES}
        | programs,
        "figures": [figure.plain() for figure in figures],
    }
    sys.stdout.write(json.dumps(whole, ensure_ascii=False) + "\n")


def machine() -> dict[str, object]:
    """What the figures depend on; no name of the machine. `load` of the last minute, before the run ended."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processor": _processor(),
        "cpus": len(os.sched_getaffinity(0)),
        "memory_gb": round(memory / 1e9, 1),
        "system": f"{platform.system()} {platform.release()}",
        "load": round(os.getloadavg()[0], 2),
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())
