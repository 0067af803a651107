"""Runs every bench of this folder, one after the other, and writes RESULTS.md from what they printed.

    run.py                        all of them, as they are when nothing is said
    run.py NAME [ARGUMENT …]      that one with these arguments; the others' sections stay

Ends with 1 when a bench could not measure; what figures say never decides.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench._report import PROGRESS

HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"
LONGEST_S = 1800
TEN_MILLIONS_S = 3 * 3600
COLUMNS = ("figure", "value", "unit", "goal", "met", "peer", "peer's value", "ratio")
HEAD = "# Figures\n\nWritten by bench/run.py, from what each script of this folder printed.\n"
SECTION = re.compile(r"^## (\S+)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """`printed` None when it could not measure; `said` what it had to say about that, or about what it left
    out; `given` the arguments."""

    name: str
    given: Sequence[str]
    printed: Mapping[str, Any] | None
    said: str


def scripts() -> list[Path]:
    return sorted(file for file in HERE.glob("*.py") if file.name != "run.py" and file.name[0] != "_")


def run(script: Path, given: Sequence[str] = ()) -> Ran:
    """Its whole process group is ended when it takes too long: with arguments that is hours."""
    longest = TEN_MILLIONS_S if given else LONGEST_S
    words = [sys.executable, str(script), *given]
    late = ""
    with passed_on() as (errors, heard):
        process = subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=errors, text=True, start_new_session=True
        )
        try:
            out = process.communicate(timeout=longest)[0]
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            out = process.communicate()[0]
            late = f"it took longer than {longest} s and was ended"
    answer = late or "".join(heard).strip()
    printed: Mapping[str, Any] | None = None
    if process.returncode == 0:
        printed = json.loads(out)
    else:
        answer = answer or f"it ended with {process.returncode}"
    return Ran(name=script.stem, given=given, printed=printed, said=answer)


@contextmanager
def passed_on() -> Iterator[tuple[IO[str], list[str]]]:
    """Where a bench writes its errors; what says how far it is appears here at once, the rest is kept."""
    reading, writing = os.pipe()
    heard: list[str] = []
    with open(reading, encoding="utf-8") as answer, ThreadPoolExecutor(1) as listener:
        with open(writing, "w", encoding="utf-8") as errors:
            listening = listener.submit(listen, answer, heard)
            yield errors, heard
        listening.result()


def listen(answer: IO[str], heard: list[str]) -> None:
    for line in answer:
        if line.startswith(PROGRESS):
            sys.stderr.write(line)
            sys.stderr.flush()
        else:
            heard.append(line)


def page(ran: Sequence[Ran], day: str, old: str = "") -> str:
    """`old`: a page of which the sections of others stay."""
    parts = SECTION.split(old)[1:]
    known = {
        name: f"## {name}\n{text.rstrip()}\n" for name, text in zip(parts[::2], parts[1::2], strict=True)
    }
    known |= {one.name: section(one, day) for one in ran}
    return "\n".join([HEAD, *(known[name] for name in sorted(known))])


def section(ran: Ran, day: str) -> str:
    how = f"`bench/{' '.join((f'{ran.name}.py', *ran.given))}` on {day}"
    if ran.printed is None:
        return f"## {ran.name}\n\nNot measured by {how}: {ran.said}\n"
    printed = ran.printed
    lines = [f"## {ran.name}", "", f"{printed['work'][0].upper()}{printed['work'][1:]}. {how}.", ""]
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


def main(given: Sequence[str]) -> int:
    chosen = [script for script in scripts() if not given or script.stem == given[0]]
    if not chosen:
        sys.stderr.write(f"there is no bench {given[0]}: {', '.join(one.stem for one in scripts())}\n")
        return 2
    day, ran = f"{datetime.now(UTC):%Y-%m-%d}", []
    for script in chosen:
        sys.stderr.write(f"{script.name} …\n")
        ran.append(run(script, given[1:]))
        sys.stderr.write(section(ran[-1], day) + "\n")
    old = RESULTS.read_text(encoding="utf-8") if given and RESULTS.exists() else ""
    RESULTS.write_text(page(ran, day, old), encoding="utf-8")
    return 0 if all(one.printed for one in ran) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
