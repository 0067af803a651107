"""The child process that reads one unit after another, inside its limits.

It writes no file, opens no connection, has its own limit on memory, and ends when its parent does. Units and
results go through pipes as MessagePack that is checked against its type.
"""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import signal
import sys
import threading
import time
from functools import partial
from typing import IO

import msgspec

from leftopen import catalogue
from leftopen.contents import Contents
from leftopen.contents.ocr import OcrProgram
from leftopen.contents.sandbox import receive, send
from leftopen.impact.assess.position import Position
from leftopen.impact.assess.read_picture import PictureReader
from leftopen.impact.assess.units.read_unit import UnitReader
from leftopen.model.assessment import Depth, SourceFile, Unit, UnitResult

MEMORY = 1024 * 1024 * 1024
OPEN_FILES = 64
COLLECT = (100_000, 20, 20)
"""Objects between two searches for cycles: a document makes thousands and hardly a cycle."""
START = "from leftopen.impact.assess.worker import serve; serve()"
HANDLE = "LEFTOPEN_POSITION"


class UnitRequest(msgspec.Struct, frozen=True):
    """`sources`: the files of this unit by their number. `key`: for the digests of values. `ocr`: reads the
    pictures."""

    unit: Unit
    sources: dict[int, SourceFile]
    depth: Depth
    key: bytes
    skip: list[tuple[int, int]] = []
    ocr: OcrProgram | None = None


PARENT_S = 1.0
"""How often it is asked whether the parent lives: a unit of pictures may take hours."""


def serve() -> None:
    """Runs until the parent closes the pipe, or is gone."""
    limit()
    threading.Thread(target=_end_without, args=(os.getppid(),), daemon=True).start()
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr
    position = Position(int(os.environ[HANDLE]))
    reader: UnitReader | None = None
    while packed := receive(sys.stdin.buffer):
        request = msgspec.msgpack.decode(packed, type=UnitRequest)
        if reader is None or reader.contents.key != request.key:
            contents = Contents.build(catalogue.detectors(), catalogue.readers(), request.key)
            # Compiled now: the first document would seem to take seconds.
            contents.finder.candidates("")
            contents.mask("0")
            settle()
            pictures = PictureReader(request.ocr) if request.ocr else None
            reader = UnitReader(contents, position, partial(_send, answers), pictures)
        result = reader.read(request.unit, request.sources, request.depth, set(request.skip))
        _send(answers, result)


def _end_without(parent: int) -> None:
    """With the OCR program, if the worker leads a group of processes."""
    while os.getppid() == parent:
        time.sleep(PARENT_S)
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def settle() -> None:
    """What is there stays: the search for cycles need not look at it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT)


def _send(answers: IO[bytes], result: UnitResult) -> None:
    send(answers, msgspec.msgpack.encode(result))


def limit() -> None:
    """No core file (it would hold content), no written files, bounded memory."""
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_DATA, MEMORY),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))
