"""Runs a set of the blind examination: `python -m tests.blind.run SET ANSWERS.json [NAME …]`, SET as `one`.

It prints the table. The answers are written as JSON, one object a server, in the order drawn.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import msgspec

from tests.blind.answer import Answer, answered, named
from tests.blind.exam import Exam, exams

LEFT_OPEN = "left_open"

HEAD = (
    "| server | kind | before it | reached | readable? | by | intent: truth / said | product | requests"
    ", bytes | twin |"
)


def row(exam: Exam, answer: Answer) -> str:
    """One line of the table."""
    outcome = "found" if answer.found else "FALSE CLOSED" if answer.false_closed else "missed"
    intent = f"{exam.intent} / {answer.intent or '-'}"
    product = f"{answer.product or '-'}{' (named)' if named(exam, answer.product) else ''}"
    quiet = "; ".join(answer.twin_judged) or "nothing said"
    twin = f"FALSE OPEN: {', '.join(answer.twin_open)}" if answer.false_open else quiet
    cells = (
        f"{exam.package} {exam.version}".strip(),
        exam.kind,
        exam.front,
        exam.reached,
        outcome,
        ", ".join(answer.found_by) or "-",
        intent,
        product,
        f"{answer.requests}, {answer.read}" if answer.judged else "-",
        twin,
    )
    return f"| {' | '.join(cells)} |"


def totals(known: Mapping[str, Exam], answers: Sequence[Answer]) -> str:
    """The figures in one line."""
    found = [one for one in answers if one.found]
    right = sum(1 for one in found if one.intent == known[one.name].intent)
    wrong = sum(one.false_open for one in answers), sum(one.false_closed for one in answers)
    names = sum(named(known[one.name], one.product) for one in answers)
    return (
        f"{len(answers)} servers: {len(found)} found, {len(answers) - len(found)} missed, "
        f"{wrong[0]} false open, {wrong[1]} false closed, {names} named, "
        f"intent right {right} of {len(found)}, "
        f"called left open: {_left_open(known, found)} found that are, {_left_open(known, answers)} in all"
    )


def _left_open(known: Mapping[str, Exam], answers: Sequence[Answer]) -> str:
    """How many of the answers about a server that is left open say so."""
    left = [one for one in answers if known[one.name].intent == LEFT_OPEN]
    return f"{sum(one.intent == LEFT_OPEN for one in left)} of {len(left)}"


def table(known: Mapping[str, Exam], answers: Sequence[Answer]) -> str:
    """The whole table in Markdown, the figures first."""
    rule = f"|{' --- |' * (HEAD.count('|') - 1)}"
    return "\n".join(
        [totals(known, answers), "", HEAD, rule, *(row(known[one.name], one) for one in answers)]
    )


def loaded(file: Path) -> dict[str, Answer]:
    """The answers of a file that this program wrote, by name."""
    return {one.name: one for one in msgspec.json.decode(file.read_bytes(), type=list[Answer])}


def main() -> None:
    which, target, *only = sys.argv[1:]
    known = {exam.name: exam for exam in exams(which)}
    answers = []
    for exam in known.values():
        if only and exam.name not in only:
            continue
        if lacking := exam.missing():
            raise SystemExit(lacking)
        with tempfile.TemporaryDirectory() as folder:
            answers.append(answered(exam, Path(folder)))
        print(row(exam, answers[-1]), file=sys.stderr, flush=True)
        Path(target).write_text(json.dumps([asdict(one) for one in answers], indent=1) + "\n")
    print(table(known, answers))


if __name__ == "__main__":
    main()
