"""`make mutants`: puts faults into copies of the source, one at a time, and runs the tests that reach the
line.

SEED (1) draws COUNT (30) faults over all rooms of the source; TEST_TIER=full takes the full tier. A table at
the end; exit code 1 when a fault survived that is not in `equivalent.toml`. `--out` writes the rows as JSON,
`--faults` takes the faults from such a file, `--tree` tries them in another checkout (with its `.venv`) of
this repository: so two versions of the tests are compared.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import monotonic

from tests.mutants.carry import carry
from tests.mutants.draw import draw
from tests.mutants.fault import Fault, inject
from tests.mutants.learn import Learner
from tests.mutants.near import ImportGraph
from tests.mutants.workshop import Ran, Workshop, lacking, not_found

ROOT = Path(__file__).parents[2]
EQUIVALENT = Path(__file__).with_name("equivalent.toml")
LONGEST_S = 120.0
BUDGET_S = 40.0
"""Of the tests that reach a line, the quickest so many seconds are run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """`outcome`: caught, timed out (that counts as caught), survived, equivalent, untouched (no test
    that ran reaches the line, so that another fault is drawn) or new (the line does not exist in this tree).
    `said` is the test that failed, or the reason."""

    fault: Fault
    outcome: str
    tests: int = 0
    left_out: int = 0
    seconds: float = 0.0
    said: str = ""


class Trial:
    """Tries faults in two copies: one learns which tests reach the lines, the other bears one fault."""

    def __init__(self, tree: Path, folder: Path, faults: Sequence[Fault]) -> None:
        self._learner = Learner(Workshop(tree, folder / "a"), faults)
        self._faulty, self._tests = Workshop(tree, folder / "b"), ImportGraph(tree)
        self._reasons = reasons(EQUIVALENT.read_text())

    def row(self, fault: Fault) -> Row:
        """The near tests first; the wider circle only where these do not catch it."""
        begun, tried, left, last = monotonic(), 0, 0, Row(fault=fault, outcome="untouched")
        for circle in (self._tests.near, self._tests.wide):
            files = circle(fault.path, fault.function)
            touching = self._learner.touching(fault, files) if files else {}
            chosen = affordable(touching)
            tried, left = tried + len(chosen), left + len(touching) - len(chosen)
            if chosen:
                outcome, answer = self._tried(fault, chosen)
                last = Row(
                    fault=fault, outcome=outcome, tests=tried, left_out=left, said=answer,
                    seconds=round(monotonic() - begun, 1),
                )  # fmt: skip
                if outcome != "survived":
                    return last
        return last

    def _tried(self, fault: Fault, tests: list[str]) -> tuple[str, str]:
        source = (self._faulty.root / fault.path).read_text()
        self._faulty.write(fault.path, inject(fault, source))
        try:
            ran = self._faulty.run(tests, "-x", seconds=LONGEST_S)
            if not_found(ran):
                files = list(dict.fromkeys(test.partition("::")[0] for test in tests))
                ran = self._faulty.run(files, "-x", seconds=LONGEST_S)
        finally:
            self._faulty.write(fault.path, source)
        return judge(ran, self._reasons.get(key(fault)))


def judge(ran: Ran, equivalent: str | None) -> tuple[str, str]:
    """The outcome and what to say of it. Raises RuntimeError when pytest ran nothing."""
    if ran.code is None:
        return "timed out", f"not done within {LONGEST_S:.0f} s"
    if ran.code == 0:
        return ("equivalent", equivalent) if equivalent else ("survived", "")
    if ran.code == 5:
        raise RuntimeError(ran.output)
    return "caught", ran.failed or ran.output.strip().rpartition("\n")[2][:120]


def affordable(touching: dict[str, float]) -> list[str]:
    """The quickest tests, as many as fit into the budget; always one. The first of a file costs as much as
    its slowest, which may have set up what they share."""
    slowest: dict[str, float] = {}
    for test, seconds in touching.items():
        file = test.partition("::")[0]
        slowest[file] = max(slowest.get(file, 0.0), seconds)
    chosen: list[str] = []
    spent = 0.0
    for test, seconds in sorted(touching.items(), key=lambda pair: (pair[1], pair[0])):
        spent += seconds + slowest.pop(test.partition("::")[0], 0.0)
        if chosen and spent > BUDGET_S:
            break
        chosen.append(test)
    return chosen


def key(fault: Fault) -> tuple[str, ...]:
    """What an entry of the list of equivalent faults names: no line number, so that it stays true."""
    return fault.path, fault.operator, fault.text, fault.before, fault.after


def reasons(text: str) -> dict[tuple[str, ...], str]:
    """Each fault known to change nothing that anyone could see, with the reason."""
    return {
        (one["path"], one["operator"], one["text"], one["before"], one["after"]): one["reason"]
        for one in tomllib.loads(text).get("fault", [])
    }


def table(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        before, after = (" ".join(text.split()) for text in (row.fault.before, row.fault.after))
        left = f" (+{row.left_out} left out)" if row.left_out else ""
        yield f"{row.outcome:10}  {row.fault.name}  {row.fault.operator}: {before[:90]} → {after[:90]}"
        yield f"{'':12}{row.tests} tests{left}, {row.seconds:.0f} s  {row.said}"
    counts = Counter(row.outcome for row in rows)
    yield f"{len(rows)} faults: " + ", ".join(f"{count} {name}" for name, count in counts.items())


def tried(tree: Path, drawn: Sequence[Sequence[Fault]]) -> Iterator[Row]:
    """For each place a row of the first fault whose line a test reaches, after those of which none does."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        trial = Trial(tree, Path(folder), [fault for places in drawn for fault in places])
        for places in drawn:
            for fault in places:
                row = trial.row(fault)
                yield row
                if row.outcome != "untouched":
                    break


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.mutants.run")
    parser.add_argument("--tree", type=Path, default=ROOT)
    parser.add_argument("--faults", type=Path)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    if why := lacking():
        sys.exit(why)
    seed, count = int(os.environ.get("SEED") or 1), int(os.environ.get("COUNT") or 30)
    rows, drawn = [], draw(ROOT, seed, count)
    if given.faults:
        faults = [Fault(**row["fault"]) for row in json.loads(given.faults.read_text())]
        carried = carry(faults, ROOT, given.tree)
        rows = [Row(fault=fault, outcome="new") for fault in faults if fault not in carried]
        drawn = [[there] for there in carried.values()]
    print(f"seed {seed}: {len(drawn)} faults, {given.tree}", flush=True)
    for row in tried(given.tree, drawn):
        rows.append(row)
        print("\n".join(list(table([row]))[:-1]), flush=True)
        if given.out:
            given.out.write_text(json.dumps([asdict(one) for one in rows], indent=1))
    print("\n".join(list(table(rows))[-1:]))
    sys.exit(1 if any(row.outcome == "survived" for row in rows) else 0)


if __name__ == "__main__":
    main()
