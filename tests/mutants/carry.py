"""The same faults in another version of the tree: in the file that bore the line, or where it stood then."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.mutants.draw import faults_of
from tests.mutants.fault import Fault

SHORTEST = 16
"""A shorter line may stand in any file by chance."""


def carry(faults: Sequence[Fault], root: Path, tree: Path) -> dict[Fault, Fault]:
    """By fault of `root`, the same of `tree`; without those whose line does not exist there."""
    then = {} if root.resolve() == tree.resolve() else _renamed(root, tree)
    files = sorted(str(file.relative_to(tree)) for file in (tree / "src").rglob("*.py"))
    texts = {file: (tree / file).read_text() for file in files}
    found = {}
    for fault in faults:
        first = then.get(fault.path, fault.path)
        others = [file for file in files if fault.text in texts[file]] if len(fault.text) > SHORTEST else []
        for file in dict.fromkeys([first, *others]):
            if there := same(fault, faults_of(file, texts[file])) if file in texts else None:
                found[fault] = there
                break
    return found


def same(fault: Fault, others: Iterable[Fault]) -> Fault | None:
    """Of one file's faults the one that changes the same text of the same line; the nearest of several."""
    alike = [
        one for one in others
        if (one.operator, one.text, one.before, one.after, one.column)
        == (fault.operator, fault.text, fault.before, fault.after, fault.column)
    ]  # fmt: skip
    return min(alike, key=lambda one: abs(one.line - fault.line), default=None)


def _renamed(root: Path, tree: Path) -> dict[str, str]:
    """By path now the path then, for renamed files; committed states only."""
    heads = [
        subprocess.run(["git", "rev-parse", "HEAD"], cwd=at, capture_output=True, text=True, check=True)
        for at in (tree, root)
    ]
    listed = subprocess.run(
        ["git", "diff", "-M30%", "-l0", "--name-status", *(h.stdout.strip() for h in heads), "--", "src"],
        cwd=root, capture_output=True, text=True, check=True,
    )  # fmt: skip
    rows = (line.split("\t") for line in listed.stdout.splitlines())
    return {row[2]: row[1] for row in rows if row[0].startswith("R")}
