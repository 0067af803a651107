"""Runs a generator to its end, with a home of its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

LIMIT = 300.0


class GeneratorFailed(Exception):
    """It ended with an error, or not in time; the text has the end of what it said."""


def run(
    words: Sequence[str], folder: Path, *, env: Mapping[str, str] | None = None, said: str = "", ok: int = 0
) -> str:
    """Its standard output. `said` is its input; `ok` the highest exit code that is no failure."""
    own = {"HOME": str(folder), "PATH": f"{os.environ['PATH']}:/usr/sbin", "LC_ALL": "C.UTF-8", **(env or {})}
    ended = subprocess.run(
        list(words),
        cwd=folder,
        env=own,
        input=said,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )
    if not 0 <= ended.returncode <= ok:
        raise GeneratorFailed(f"{words[0]}: {ended.returncode}: {(ended.stderr or ended.stdout)[-800:]}")
    return ended.stdout


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Texts by their paths below the folder."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
