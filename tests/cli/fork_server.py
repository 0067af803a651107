"""`leftopen` in processes of their own that don't load its libraries again: they are forked from one that has
loaded what most commands need.

Run as a program, it reads one request a line and answers with the exit code, until standard input ends. What
the command prints goes to the two files of the request.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TypedDict

from tests.durability.runs import LONGEST_S, MAIN

LOADED = (
    "typer", "pydantic.type_adapter", "sqlalchemy", "alembic.command", "rich.console", "uvloop",
    "leftopen.store.observations.observations", "leftopen.store.observations.writer",
    "leftopen.service.workspace.workspace", "leftopen.service.workspace.audit_log",
    "leftopen.service.scanning.scan", "leftopen.service.cases.case_list", "leftopen.service.notices.notify",
    "leftopen.service.cases.signing.proofs", "leftopen.service.ingest.run", "leftopen.service.search.search",
)  # fmt: skip
"""What many commands load; what only some need is loaded by those, as without this server."""


class Request(TypedDict):
    words: list[str]
    folder: str
    environ: dict[str, str]
    out: str
    err: str


class ForkServer:
    """One child that forks, in the network namespace in which it was started. Its users take turns."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._child = subprocess.Popen(
            [sys.executable, "-m", "tests.cli.fork_server"],
            cwd=Path(__file__).parents[2],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def run(self, request: Request) -> int:
        """The exit code, negative for a signal, as `subprocess` gives it."""
        with self._turn:
            assert self._child.stdin is not None
            assert self._child.stdout is not None
            self._child.stdin.write(json.dumps(request).encode() + b"\n")
            self._child.stdin.flush()
            return int(self._child.stdout.readline())

    def close(self) -> None:
        with self._child:
            pass


def fork_server() -> ForkServer:
    """That of this process and the network namespace of this thread."""
    return _started(os.readlink("/proc/thread-self/ns/net"))


@cache
def _started(namespace: str) -> ForkServer:
    server = ForkServer()
    atexit.register(server.close)
    return server


def _serve() -> Request | None:
    """Forks for each request. Gives the request in the new process, and None in this one at the end."""
    for line in sys.stdin.buffer:
        request: Request = json.loads(line)
        child = os.fork()
        if not child:
            return request
        os.write(1, b"%d\n" % _ended(child))
    return None


def _ended(child: int) -> int:
    """The exit code of a child, which is killed when it takes too long."""
    handle = os.pidfd_open(child)
    if not select.select([handle], [], [], LONGEST_S)[0]:
        os.kill(child, signal.SIGKILL)
    os.close(handle)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _become(request: Request) -> None:
    """This process is now the command's."""
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environ"])
    for number, name in enumerate((os.devnull, request["out"], request["err"])):
        file = os.open(name, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(file, number)
        os.close(file)
    sys.argv = ["-c", *request["words"]]


def _load(names: Sequence[str]) -> None:
    import importlib

    from leftopen import catalogue
    from leftopen.cli import build
    from leftopen.contents import Contents

    build()
    for name in names:
        importlib.import_module(name)
    # Made once in a process: each fork has them.
    catalogue.checks(), catalogue.probes(), catalogue.shapes()
    contents = Contents.build(catalogue.detectors(), catalogue.readers(), b"any")
    contents.mask(contents.excerpts([b"any"])[0])
    contents.finder.candidates("any")


if __name__ == "__main__":
    _load(LOADED)
    assert threading.active_count() == 1, "a thread would be lost in the fork"
    given = _serve()
    if given is not None:
        _become(given)
        exec(MAIN)
