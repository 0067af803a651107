"""What a page of the documents tells a reader to type, and the files that it shows, in its order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r"^```(console|diff|python)\n(.*?)^```$", re.M | re.S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """`kind`: `console`, and `text` is one command; `diff`, a change of files; `python`, a whole file, whose
    path its first line names in a comment."""

    kind: str
    text: str


def steps(page: Path) -> list[Step]:
    found = []
    for kind, text in _BLOCK.findall(page.read_text()):
        if kind == "console":
            lines = [line[2:] for line in text.splitlines() if line.startswith("$ ")]
            found += [Step(kind=kind, text=line) for line in lines]
        else:
            found.append(Step(kind=kind, text=text))
    return found


def commands(page: Path) -> list[str]:
    """The commands alone."""
    return [step.text for step in steps(page) if step.kind == "console"]
