"""The scan's own side of the fork server: starts it, asks it for processes, ends all of them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress

from leftopen.service.scanning.processes import frames
from leftopen.service.scanning.processes.messages import READY

START = "import sys; from leftopen.service.scanning.processes import fork_server as it; it.serve(sys.argv[1])"


class ForkServer:
    """The server and its processes are one process group, which ends with `close`."""

    def __init__(self) -> None:
        """Starts the interpreter; it is not ready before `prepare` has returned."""
        self._control, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-B", "-P", "-c", START, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=_environment(),
                pass_fds=(theirs.fileno(),),
                # Ctrl-C is for the scan's process, which stops the others.
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    def prepare(self, config: bytes) -> bool:
        """Sends the configuration and waits until everything is built. Blocking, about two seconds; False
        when the server ended, also by `close`."""
        try:
            frames.send(self._control, config)
            return frames.receive(self._control) == READY
        except OSError:
            return False

    def fork(self) -> socket.socket | None:
        """Our end of the socket of a new process; None when the server is gone."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self._control, [b"f"], [theirs.fileno()])
            except OSError:
                ours.close()
                return None
        return ours

    def close(self) -> None:
        """Ends the server and every process, in the middle of whatever it does: what counts has come back by
        now."""
        with suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)
        # Nobody has waited for it, so that the number of its group is still its own.
        if self._process.returncode is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._control.close()


def _environment() -> dict[str, str]:
    """Nothing secret: the configuration comes over the socket."""
    return {
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "PATH": os.defpath,
        "LC_ALL": "C.UTF-8",
    }
