"""Runs a Python program that would listen on every address, on 127.0.0.1 instead.

python only_loopback.py PROGRAM ARGUMENT...
"""

import runpy
import socket
import sys
from typing import Any

LOOPBACK = "127.0.0.1"
_bind = socket.socket.bind


def bind(self: socket.socket, address: Any) -> None:
    """The same port of loopback, for a TCP or UDP address of IPv4."""
    if self.family == socket.AF_INET:
        address = (LOOPBACK, address[1])
    _bind(self, address)


if __name__ == "__main__":
    setattr(socket.socket, "bind", bind)  # noqa: B010
    sys.argv = sys.argv[1:]
    sys.path[0] = ""
    runpy.run_path(sys.argv[0], run_name="__main__")
