"""Readers that do in the child process what a hostile document might make a real one do."""

from __future__ import annotations

import os
import time

from leftopen.model.reader import Document, Reader

START = "import tests.contents.hostile_readers; from leftopen.contents.sandbox_child import serve; serve()"
"""Imported before the cage, in which tests cannot be read."""


def _always(name: str, media: str, first: bytes) -> bool:
    return True


def _hang(data: bytes) -> Document:
    while True:
        time.sleep(60)


def _crash(data: bytes) -> Document:
    os.abort()


def _eat(data: bytes) -> Document:
    return Document(text=str(len(bytearray(8 * 1024**3))))


def _raise(data: bytes) -> Document:
    raise RuntimeError("a fault in a reader")


def _chat(data: bytes) -> Document:
    print("noise on the pipe")
    return Document(text=data.decode())


def _number(data: bytes) -> Document:
    return Document(text=str(os.getpid()))


def _environment(data: bytes) -> Document:
    return Document(text=" ".join(sorted(os.environ)))


HANGS = Reader(recognises=_always, read=_hang)
CRASHES = Reader(recognises=_always, read=_crash)
EATS = Reader(recognises=_always, read=_eat)
RAISES = Reader(recognises=_always, read=_raise)
CHATS = Reader(recognises=_always, read=_chat)
NUMBERS = Reader(recognises=_always, read=_number)
LOOKS_ROUND = Reader(recognises=_always, read=_environment)
