"""Sends one HTTP request and reads its response on one stream, bounded in bytes, under the stream's
deadline."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import Phase, Reason
from leftopen.net.stream import BUFFER, Stream
from leftopen.wire.http import message


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpExchange:
    """One request: `data` as sent, for a response of read level `at`, with at most `limit` bytes of body and
    at most `room` bytes in all."""

    data: bytes
    at: ReadLevel
    limit: int
    room: int
    method: str


async def ask(stream: Stream, asked: HttpExchange, raw: bytearray, until: float | None = None) -> Reply:
    """The parsed response. What is read goes into `raw`, which holds it also when the talk ends early. The
    response must begin before `until`, where that is given.

    Raises TalkEnded: `timeout`, `cut` when the server closed without a response, `other_protocol` for what is
    no HTTP. A reset after a complete head gives the response as `cut`: what came before the reset is valid.
    """
    stream.send(asked.data)
    arrival = message.ResponseBuffer(limit=asked.limit, method=asked.method)
    room = asked.room
    ended = False
    while not ended and len(raw) < room and not (raw and arrival.complete(raw)):
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
