"""The process in which the server has an assessment counted: what it holds in memory goes with it.

    python -c START DATA ID

It ends when its standard input does, and so with the server; with 1, and a line on its standard error, where
it could not count.
"""

from __future__ import annotations

import os
import resource
import sys
import threading
from pathlib import Path

from leftopen.errors import LeftopenError, NotFound
from leftopen.present.humanize import format_bytes
from leftopen.service.access_logs import people
from leftopen.service.assessments import assessments, count
from leftopen.service.workspace.workspace import Workspace, open_workspace

START = "from leftopen.service.access_logs.count_process import main; main()"
MEMORY = 3 * 1024**3
"""Bytes: what the most mentions that are kept (`impact.people.mention_index`) take, and half a gibibyte."""
NICE = 10
"""The console's pages go first."""


def main() -> None:
    data, assessment = sys.argv[1:]
    threading.Thread(target=_end_with_server, daemon=True).start()
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    try:
        with open_workspace(Path(data), {}) as workspace:
            count_assessment(workspace, assessment)
    except MemoryError:
        # The message must not need memory that is not there.
        os.write(2, _TOO_LARGE)
        os._exit(1)
    except NotFound:
        # Deleted meanwhile: who asks again is told.
        return
    except LeftopenError as error:
        sys.exit(str(error))


_TOO_LARGE = (
    f"counting this assessment takes more than {format_bytes(MEMORY)} of memory; on a machine with more, "
    "leftopen assess people counts it without a limit\n"
).encode()


def count_assessment(workspace: Workspace, assessment: str) -> None:
    """Brings all that is kept of it up to date. Raises LeftopenError."""
    folder = assessments.get(workspace, assessment)
    count.ensure(workspace, folder)
    people.of_assessment(workspace, folder)


def _end_with_server() -> None:
    # Not by sys.stdin, whose lock would be held at the end.
    while os.read(0, 1):
        pass
    os._exit(1)
