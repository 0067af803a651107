"""One worker process of a scan: talks to the services it is told of, and says what it found.

It writes to no store, reads the scope in the records' database for itself, and lives no longer than its
parent: when the pipe closes, because the scan is over or stopped or its process was killed, it ends at once,
in the middle of whatever it was doing. Ctrl-C is for its parent to hear: whoever starts
it has it ignored.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

import uvloop

from leftopen.errors import LeftopenError
from leftopen.model.channel import TalkEnded
from leftopen.pipeline.tools import guarded
from leftopen.service.desk import utc_now
from leftopen.service.kit import Kit, contents_of
from leftopen.service.messages import Answer, Ready, Task, answered, packed, received, unpacked
from leftopen.service.permits import FreshPermits
from leftopen.service.talker import Talker
from leftopen.store.records import Records
from leftopen.sweep.found import Found


def main() -> None:
    """Until the pipe closes; never returns."""
    questions, answers = os.dup(0), os.dup(1)
    # What a library prints is no answer.
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    uvloop.run(_serve(questions, answers))


async def _serve(questions: int, answers: int) -> None:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(questions, "rb"))
    transport, protocol = await loop.connect_write_pipe(
        asyncio.streams.FlowControlMixin, os.fdopen(answers, "wb")
    )
    writer = asyncio.StreamWriter(transport, protocol, None, loop)
    task = await received(reader)
    if task:
        talker = talker_of(unpacked(task, Task))
        writer.write(packed(Ready(cpu=time.process_time())))
        await _talks(talker, reader, writer)
    # Neither a talk nor a thread that still reads a document is waited for.
    sys.stderr.flush()
    os._exit(0)


async def _talks(talker: Talker, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """The parent tells of no more ports than may be talked to at once, so there is no bound here."""
    under_way: set[asyncio.Task[None]] = set()
    while body := await received(reader):
        talk = asyncio.create_task(_answer(talker, unpacked(body, Found), writer))
        under_way.add(talk)
        talk.add_done_callback(under_way.discard)


async def _answer(talker: Talker, found: Found, writer: asyncio.StreamWriter) -> None:
    try:
        told = await guarded(talker.tools, _told(talker, found))
    except TalkEnded:
        told = packed(Answer(index=found.index, counts=talker.gate.counts, bug=True))
    writer.write(told)
    await writer.drain()


async def _told(talker: Talker, found: Found) -> bytes:
    try:
        return answered(found.index, await talker.talk(found), talker.gate.counts)
    except LeftopenError as error:
        return packed(Answer(index=found.index, counts=talker.gate.counts, failed=str(error)))


def talker_of(task: Task) -> Talker:
    """With the keys, the scope and the clocks of this process."""
    data, config = Path(task.data), Path(task.config)
    kit = Kit(
        data=data,
        config=config,
        settings=task.settings,
        clock=utc_now,
        contents=contents_of(config, data),
    )
    permits = FreshPermits(records=Records.reading(data), pinned=task.pinned, monotonic=kit.monotonic)
    return Talker(kit=kit, permits=permits, scan=task.scan, checks=task.checks, live=task.live)
