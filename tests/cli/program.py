"""`leftopen` as a person runs it, and many command lines at once."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.cli.fork_server import fork_server
from tests.durability.runs import Folder

ROOT = Path(__file__).parents[2]
Line = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Ran:
    """`words` without the data folder."""

    words: tuple[str, ...]
    code: object
    out: str
    err: str

    @property
    def lines(self) -> list[Line]:
        """Every line of standard output, each of which must be JSON."""
        return [json.loads(line) for line in self.out.splitlines()]


def ran(folder: Folder, *words: str) -> Ran:
    """One command in a process of its own."""
    folder.root.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as kept:
        out, err = Path(kept, "out"), Path(kept, "err")
        code = fork_server().run(
            {
                "words": list(words),
                "folder": str(folder.root),
                "environ": folder.environ() | {"LEFTOPEN_DATA": str(folder.data)},
                "out": str(out),
                "err": str(err),
            }
        )
        return Ran(
            words=words,
            code=code,
            out=out.read_bytes().decode("utf-8", "backslashreplace"),
            err=err.read_bytes().decode("utf-8", "backslashreplace"),
        )


def all_ran(folder: Folder, commands: Sequence[Sequence[str]]) -> list[Ran]:
    """Each as if alone, one after the other, in one process."""
    folder.root.mkdir(exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "tests.cli.harness"],
        cwd=folder.root,
        env=folder.environ() | {"LEFTOPEN_DATA": str(folder.data), "PYTHONPATH": str(ROOT)},
        input=json.dumps([list(words) for words in commands]).encode(),
        capture_output=True, timeout=300, check=True,
    )  # fmt: skip
    results = json.loads(done.stdout)
    return [
        Ran(words=tuple(words), code=code, out=out, err=err)
        for words, (code, out, err) in zip(commands, results, strict=True)
    ]
