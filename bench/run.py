"""Runs every bench of this folder, one after the other, and writes RESULTS.md from what they printed.

Ends with 1 when a bench could not measure; what figures say never decides.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"
LONGEST_S = 300
COLUMNS = ("figure", "value", "unit", "goal", "met", "peer", "peer's value", "ratio")
HEAD = "# Figures\n\nWritten by `make bench` on {day}, from what each script of this folder printed.\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """`printed` None when it could not measure; `said` what it had to say about that, or about what it left
    out."""

    name: str
    printed: Mapping[str, Any] | None
    said: str


def scripts() -> list[Path]:
    return sorted(file for file in HERE.glob("*.py") if file.name != "run.py" and file.name[0] != "_")


def run(script: Path) -> Ran:
    """Within five minutes; its whole process group is ended when it takes longer."""
    process = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        printed, said = process.communicate(timeout=LONGEST_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return Ran(name=script.stem, printed=None, said=f"it took longer than {LONGEST_S} s and was ended")
    if process.returncode != 0:
        return Ran(name=script.stem, printed=None, said=said.strip() or f"it ended with {process.returncode}")
    return Ran(name=script.stem, printed=json.loads(printed), said=said.strip())


def page(ran: Sequence[Ran], day: str) -> str:
    return "\n".join([HEAD.format(day=day), *(section(one) for one in ran)])


def section(ran: Ran) -> str:
    if ran.printed is None:
        return f"## {ran.name}\n\nNot measured: {ran.said}\n"
    printed = ran.printed
    lines = [f"## {ran.name}", "", f"{printed['work'][0].upper()}{printed['work'][1:]}.", ""]
    lines += [row(COLUMNS), row(["---"] * len(COLUMNS)), *(row(cells(one)) for one in printed["figures"]), ""]
    lines += [f"Machine: {named(printed['machine'])}. Versions: {named(printed['versions'])}.", ""]
    lines += [f"Said: {line}\n" for line in ran.said.splitlines()]
    return "\n".join(lines)


def cells(figure: Mapping[str, Any]) -> list[str]:
    met = {True: "yes", False: "no", None: ""}[figure["met"]]
    peer = [str(figure.get(name, "")) for name in ("peer", "peer_value", "ratio")]
    return [figure["name"], f"{figure['value']:,}", figure["unit"], figure["goal"] or "", met, *peer]


def named(fields: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in fields.items())


def row(texts: Sequence[str]) -> str:
    return "| " + " | ".join(text.replace("|", "\\|") for text in texts) + " |"


def main() -> int:
    ran = []
    for script in scripts():
        sys.stderr.write(f"{script.name} …\n")
        ran.append(run(script))
        sys.stderr.write(section(ran[-1]) + "\n")
    RESULTS.write_text(page(ran, f"{datetime.now(UTC):%Y-%m-%d}"), encoding="utf-8")
    return 0 if all(one.printed for one in ran) else 1


if __name__ == "__main__":
    sys.exit(main())
