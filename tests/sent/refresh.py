"""Writes `requests.jsonl` and docs/reference/requests.md from what the leaves send in their own scripted tests.

`python -m tests.sent.refresh`, or with the names of some leaves. A template that somebody wrote into a row
stays as long as a request fits it; what fits none is added as it is, and a row that nothing fits is removed.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from leftopen.model.read_level import ReadLevel
from tests.house import write_docs
from tests.sent.book import RECORDER, Request, Row, escaped, rows, rows_of, write

ROOT = Path(__file__).parents[2]
KINDS = ("checks", "probes")


def main(names: list[str]) -> None:
    """Exits with pytest's own code when a test fails."""
    RECORDER.kept = []
    files = sorted({file for name in names for file in files_of(name)}) if names else _tests()
    code = pytest.main(["-q", "-n", "0", "-p", "no:cacheprovider", *map(str, files)])
    if code:
        sys.exit(code)
    write(refreshed(rows(), RECORDER.kept))
    write_docs.written(ROOT / "docs", {"reference/requests.md": write_docs.PAGES["reference/requests.md"]})


def files_of(name: str) -> list[Path]:
    """Of a leaf that is only data: those of all samples. Exits with an error where no leaf has that name."""
    found = [file for file in _tests() if file.stem.removeprefix("test_") == name]
    if not found and any((ROOT / "src/leftopen" / kind / f"{name}.toml").exists() for kind in KINDS):
        found = [file for file in _tests() if file.stem.endswith("samples")]
    return found or sys.exit(f"No check or probe is called {name}.")


def _tests() -> list[Path]:
    return [file for kind in KINDS for file in sorted((ROOT / "tests" / kind).glob("test_*.py"))]


def refreshed(old: tuple[Row, ...], sent: list[tuple[str, ReadLevel, Request | bytes]]) -> list[Row]:
    """The old rows of leaves that sent nothing here, and what those that did have sent."""
    seen = {by for by, _, _ in sent}
    lowest: dict[Row, ReadLevel] = {}
    own = {by: [row for row in old if row.by == by] for by in seen}
    for by, at, what in sent:
        for row in _fitting(own[by], by, what):
            lowest[row] = min(lowest.get(row, at), at, key=lambda level: level.depth)
    kept = [row for row in old if row.by not in seen]
    new = [replace(row, at=lowest[row]) for by in seen for row in own[by] if row in lowest]
    return sorted([*kept, *new], key=lambda row: row.by)


def _fitting(own: list[Row], by: str, what: Request | bytes) -> list[Row]:
    """The rows that this is; where there is none, it becomes one itself."""
    found = rows_of(what, own)
    if not found:
        own.append(_row(by, what))
    return found or own[-1:]


def _row(by: str, what: Request | bytes) -> Row:
    at = ReadLevel.SAMPLE
    if isinstance(what, bytes):
        return Row(by=by, at=at, say=escaped(what))
    return Row(by=by, at=at, say=what.path, method=what.method, depth=what.depth, body=what.body)


if __name__ == "__main__":
    main(sys.argv[1:])
