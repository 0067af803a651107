"""The child process that reads one unit after another, inside its limits and its cage.

It opens no file and no connection but what its parent lends it, has its own limit on memory, and ends when
its parent does. Units and results go through pipes as MessagePack that is checked against its type.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import time
from dataclasses import replace
from functools import partial
from typing import IO

import msgspec

from leftopen import catalogue
from leftopen.contents import Contents
from leftopen.contents.cage.cage import Cage
from leftopen.contents.cage.child import enter_cage, limit
from leftopen.contents.ocr import OcrProgram, read_text
from leftopen.contents.sandbox import receive, send
from leftopen.impact.assess.position import SharedPosition
from leftopen.impact.assess.read_picture import PictureReader
from leftopen.impact.assess.units.read_unit import UnitReader
from leftopen.impact.people.headings import has_headings
from leftopen.model.assessment import Depth, SourceFile, Unit, UnitResult

MEMORY = 1024 * 1024 * 1024
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
    limit(MEMORY)
    empty = _prepared()
    cage = enter_cage()
    threading.Thread(target=_end_without, args=(os.getppid(),), daemon=True).start()
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr
    position = SharedPosition(int(os.environ[HANDLE]))
    reader: UnitReader | None = None
    while packed := receive(sys.stdin.buffer):
        request = msgspec.msgpack.decode(packed, type=UnitRequest)
        if reader is None or reader.contents.key != request.key:
            contents = replace(empty, key=request.key)
            pictures = picture_reader(request.ocr, cage)
            reader = UnitReader(contents, position, partial(_send, answers), pictures)
        result = reader.read(request.unit, request.sources, request.depth, set(request.skip))
        _send(answers, result)


def _prepared() -> Contents:
    """Compiled before the cage, which has no folder of compiled patterns; and the first document would seem
    to take seconds."""
    contents = Contents.build(catalogue.detectors(), catalogue.readers(), b"")
    contents.finder.candidates("")
    contents.mask("0")
    has_headings("0")
    settle()
    return contents


def picture_reader(program: OcrProgram | None, cage: Cage | None) -> PictureReader | None:
    """Runs the program in a narrower cage."""
    return PictureReader(program, partial(read_text, cage=cage)) if program else None


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
