"""How a child that reads hostile documents is started, and how it begins: its limits, and its cage.

It gets an environment without secrets, pipes, and the descriptors that it is lent.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping

from leftopen.contents.cage.cage import Cage, NotCaged, RunProgram, enter, require

UNCAGED, PROGRAM, MODELS = "LEFTOPEN_UNCAGED", "LEFTOPEN_PROGRAM", "LEFTOPEN_MODELS"
OPEN_FILES = 64
NO_CAGE = 77
"""What a child ends with that has no cage."""


def start(
    code: str,
    *,
    uncaged: bool,
    run: RunProgram | None = None,
    lent: Mapping[str, int] | None = None,
    said: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """The child with pipes to it and from it, the leader of its own group. `code` is what it runs; `run`: the
    program that it may run; `lent`: descriptors, by the variable that says their number; `said`: other
    variables. Raises NotCaged."""
    require(uncaged=uncaged)
    environment = {
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "PATH": os.defpath,
        "LC_ALL": "C.UTF-8",
        **({UNCAGED: "yes"} if uncaged else {}),
        **({PROGRAM: run.program, MODELS: run.models} if run else {}),
        **(said or {}),
        **{name: str(handle) for name, handle in (lent or {}).items()},
    }
    return subprocess.Popen(
        [sys.executable, "-B", "-P", "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        pass_fds=list((lent or {}).values()),
        start_new_session=True,
    )


def end(child: subprocess.Popen[bytes]) -> None:
    """Kills it with the programs that it runs, which are of its group, and closes its pipes. It is gone when
    this returns."""
    if child.poll() is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
    child.kill()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    child.wait()


def limit(data: int, space: int = resource.RLIM_INFINITY, written: int = 0) -> None:
    """In the child: no core file (it would hold content), bounded memory. In bytes: `data` and `space` are
    what it may fill, and all that it may map; `written` where a file ends that it writes to."""
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, written),
        (resource.RLIMIT_AS, space),
        (resource.RLIMIT_DATA, data),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def enter_cage() -> Cage | None:
    """In the child, before the first byte of a document. None where its parent was told to do without. Ends
    the process where there is no cage."""
    if os.environ.get(UNCAGED):
        return None
    program = os.environ.get(PROGRAM)
    run = RunProgram(program=program, models=os.environ.get(MODELS, "")) if program else None
    try:
        return enter(run)
    except NotCaged:
        sys.exit(NO_CAGE)
