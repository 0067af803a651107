"""The real program, loaded once: each command runs in a fork of that process, and is spared its imports.

Without them a command takes a third of the time; nothing else about it differs.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

LONGEST_S = 300
# A child leaves the loop and ends as a program of its own does, with all that it does at its end.
PROGRAM = """
import importlib, json, os, pkgutil, signal, sys
from leftopen import catalogue, cli, service
for package in (cli, service):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
catalogue.checks(), catalogue.probes(), catalogue.shapes()
for line in sys.stdin:
    child = os.fork()
    if not child:
        break
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
else:
    raise SystemExit
asked = json.loads(line)
for number, (path, flags) in enumerate(zip(asked["files"], (os.O_RDONLY, os.O_WRONLY, os.O_WRONLY))):
    os.dup2(os.open(path, flags), number)
os.chdir(asked["folder"])
os.environ.clear()
os.environ.update(asked["environ"])
sys.argv = ["leftopen", *asked["words"]]
signal.alarm(asked["seconds"])
cli.main()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command ended, and what it wrote."""

    code: int
    out: bytes
    err: bytes


class Loaded:
    """A context manager. `folder` takes what commands write, until it is read."""

    def __init__(self, folder: Path) -> None:
        self._files = [folder / name for name in ("out", "err")]
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate(timeout=LONGEST_S)

    def run(self, words: Sequence[str], environ: Mapping[str, str], folder: Path) -> Ended:
        """One command in that folder, with this environment alone; it is killed after LONGEST_S."""
        for file in self._files:
            file.write_bytes(b"")
        asked = {
            "words": words, "environ": dict(environ), "folder": str(folder), "seconds": LONGEST_S,
            "files": ["/dev/null", *map(str, self._files)],
        }  # fmt: skip
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked).encode() + b"\n")
        self._process.stdin.flush()
        code = int(self._process.stdout.readline())
        out, err = (file.read_bytes() for file in self._files)
        return Ended(code=code, out=out, err=err)
