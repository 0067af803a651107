"""One HTTP question and its answer on one stream, bounded in bytes, under the stream's deadline."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import Phase, Reason
from leftopen.net.stream import BUFFER, Stream
from leftopen.wire.http import message


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpExchange:
    """One question: `data` as it is sent, for an answer of the level `at`, of which at most `limit` bytes of
    body count and at most `room` bytes in all are read."""

    data: bytes
    at: ReadLevel
    limit: int
    room: int
    method: str


async def ask(stream: Stream, asked: HttpExchange, raw: bytearray, until: float | None = None) -> Reply:
    """What the answer says. What is read goes into `raw`, which holds it also when the talk ends early. It
    must begin before `until`, where that is given.

    Raises TalkEnded: `timeout`, `cut` when the server hung up without a word, `other_protocol` for what is no
    HTTP. A reset after a whole head gives the answer as `cut`: what was said before it was said.
    """
    stream.send(asked.data)
    arrival = message.ResponseBuffer(limit=asked.limit, method=asked.method)
    room = asked.room
    ended = False
    while not ended and len(raw) < room and not arrival.complete(raw):
        try:
            piece = await stream.read(min(BUFFER, room - len(raw)), None if raw else until)
        except TalkEnded as early:
            if early.reason is not Reason.REFUSED or message.read(bytes(raw), ended=False) is None:
                raise
            break
        if piece is None:
            raise TalkEnded(Reason.TIMEOUT, Phase.ASK)
        ended = not piece
        raw += piece
    return _reply(bytes(raw), asked.limit, ended, asked.method)


def _reply(raw: bytes, limit: int, ended: bool, method: str) -> Reply:
    if not raw:
        raise TalkEnded(Reason.CUT, Phase.ASK)
    reply = message.read(raw, limit=limit, ended=ended, method=method)
    if reply is None:
        raise TalkEnded(Reason.OTHER_PROTOCOL, Phase.ASK)
    return reply
