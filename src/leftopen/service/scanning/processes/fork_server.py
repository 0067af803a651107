"""The process from which the scan processes are forked.

Its catalogues and compiled patterns are built once and shared by all of them, and a process that died is
replaced in a moment. It has one thread and no open connection, so that a fork is a whole copy; the scan's own
process, with its threads and its stores, is never forked.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
from pathlib import Path
from typing import NoReturn

from leftopen import catalogue
from leftopen.contents import Contents
from leftopen.places import Places
from leftopen.service.scanning.processes import frames, messages, process

COLLECT = (10_000, 20, 20)
"""When a scan process looks for garbage: a talk makes thousands of objects and hardly any cycle."""


def serve(descriptor: str) -> NoReturn:
    """`descriptor` is the number of a socket: the configuration comes first, then a descriptor for each
    process to fork. Its end ends this process."""
    control = socket.socket(fileno=int(descriptor))
    prepared = _prepared(messages.config(frames.receive(control)))
    # What exists by now stays: a collection would touch, and so copy, the pages of every object.
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT)
    # The kernel reaps the processes.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    frames.send(control, messages.READY)
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if not message:
            os._exit(0)
        for given in descriptors:
            if os.fork() == 0:
                control.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                process.run(socket.socket(fileno=given), prepared)
            os.close(given)


def _prepared(config: messages.Config) -> process.Prepared:
    uncaged = config.settings.uncaged == "yes"
    contents = Contents.build(catalogue.detectors(), catalogue.readers(), config.key, uncaged=uncaged)
    contents.prepare()
    return process.Prepared.build(config, Places.open(Path(config.places)), contents)
