"""One fault: where it stands, and the text before and after. Another version of the file can bear it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """`line` counts from 1. `text` is that whole line without its indentation, `column` where `before` begins
    in it. `mark` is the line before which the statement's mark stands; it is 0 outside functions, where the
    import runs the line. `function` is the innermost function's name (the class's for
    `__init__` and the like), or ''."""

    path: str
    line: int
    operator: str
    text: str
    column: int
    before: str
    after: str
    mark: int
    function: str = ""

    @property
    def room(self) -> str:
        """The folder (or the file) directly below src/leftopen."""
        return self.path.split("/")[2].removesuffix(".py")

    @property
    def name(self) -> str:
        return f"{self.path.removeprefix('src/leftopen/')}:{self.line}"


def position(fault: Fault, source: str) -> int | None:
    """Where the fault's text begins in the source, in characters; of several such lines the one nearest to
    `fault.line`. None where the line no longer exists."""
    starts, at = [], 0
    for number, line in enumerate(source.splitlines(keepends=True), 1):
        if line.strip() == fault.text:
            start = at + len(line) - len(line.lstrip()) + fault.column
            if source.startswith(fault.before, start):
                starts.append((abs(number - fault.line), start))
        at += len(line)
    return min(starts)[1] if starts else None


def inject(fault: Fault, source: str) -> str:
    """The source with the fault in it. Raises ValueError where its line does not exist."""
    start = position(fault, source)
    if start is None:
        raise ValueError(f"{fault.name}: no such line")
    return source[:start] + fault.after + source[start + len(fault.before) :]


def with_marks(source: str, marks: Sequence[tuple[int, int]], recorder: str) -> str:
    """The source with a call of the recorder before each (line, number)."""
    lines = source.splitlines(keepends=True)
    for line, number in sorted(marks, reverse=True):
        indent = lines[line - 1][: len(lines[line - 1]) - len(lines[line - 1].lstrip())]
        lines.insert(line - 1, f"{indent}__import__({recorder!r}).touch({number})\n")
    return "".join(lines)
