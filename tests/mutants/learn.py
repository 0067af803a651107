"""Which tests reach a line: the source bears a mark before each statement in question, and the test files run
once. That is coverage with the test's name, for these lines only, in every process that a test starts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.mutants.fault import Fault, with_marks
from tests.mutants.workshop import MODULE, Workshop

LONGEST_S = 400.0


class Learner:
    """`faults` are numbered by their place. `workshop` is a copy of its own, which keeps the marks."""

    def __init__(self, workshop: Workshop, faults: Sequence[Fault]) -> None:
        self._workshop, self._numbers = workshop, {fault: number for number, fault in enumerate(faults)}
        self._seconds: dict[str, float] = {}
        self._known: set[str] = set()
        marks: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for fault, number in self._numbers.items():
            if fault.mark:
                marks[fault.path].append((fault.mark, number))
        for path, lines in marks.items():
            source = (workshop.root / path).read_text()
            workshop.write(path, with_marks(source, lines, MODULE))

    def touching(self, fault: Fault, files: Sequence[str]) -> dict[str, float]:
        """The tests of these files that reach the fault's line and pass without it, with their seconds."""
        if fresh := [file for file in files if file not in self._known]:
            self._known |= set(fresh)
            self._workshop.run(fresh, "-p", MODULE, seconds=LONGEST_S)
            self._seconds |= passed(_lines(self._workshop.records / "tests"))
        near = {test: s for test, s in self._seconds.items() if test.partition("::")[0] in files}
        if not fault.mark:
            return near
        reached = set(self._reached(self._numbers[fault]))
        return {test: s for test, s in near.items() if test in reached}

    def _reached(self, number: int) -> Iterable[str]:
        pairs = (line.partition("\t") for line in _lines(self._workshop.records / "touched"))
        return (test for mark, _, test in pairs if mark == str(number))


def passed(lines: Iterable[str]) -> dict[str, float]:
    """Out of the recorder's lines: the tests of which every phase passed, with the seconds of all phases."""
    seconds: dict[str, float] = defaultdict(float)
    called, failed = set(), set()
    for line in lines:
        when, outcome, took, test = line.split("\t", 3)
        seconds[test] += float(took)
        if outcome != "passed":
            failed.add(test)
        elif when == "call":
            called.add(test)
    return {test: took for test, took in seconds.items() if test in called - failed}


def _lines(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []
