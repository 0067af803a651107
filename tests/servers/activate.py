"""Opens sockets for a program and becomes that program: systemd's socket activation, without systemd.

An X server with `-listen tcp` listens on every address of the machine and can't be told otherwise; given a
socket of loopback it takes that one. Run as `python activate.py tcp:PORT unix:PATH … -- PROGRAM WORDS…`.
"""

from __future__ import annotations

import os
import socket
import sys

FIRST = 3
"""The number of the first descriptor that is handed over (sd_listen_fds)."""


def listening(where: str) -> socket.socket:
    kind, _, name = where.partition(":")
    if kind == "unix":
        made = socket.socket(socket.AF_UNIX)
        made.bind(name)
    else:
        made = socket.socket()
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(("127.0.0.1", int(name)))
    made.listen(64)
    return made


def main(words: list[str]) -> None:
    split = words.index("--")
    sockets = [listening(word) for word in words[:split]]
    # First out of the way of the numbers that they must get.
    held = [os.dup2(one.fileno(), FIRST + 50 + number) for number, one in enumerate(sockets)]
    for number, one in enumerate(held):
        os.dup2(one, FIRST + number, inheritable=True)
        os.close(one)
    os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(held)))
    os.execv(words[split + 1], words[split + 1 :])


if __name__ == "__main__":
    main(sys.argv[1:])
