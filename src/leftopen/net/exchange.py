"""One HTTP question and its answer on one stream, bounded in bytes, under the stream's deadline."""

from __future__ import annotations

from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.verdict import Phase, Reason
from leftopen.net.stream import BUFFER, Stream
from leftopen.wire import http


async def ask(
    stream: Stream, question: bytes, raw: bytearray, *, limit: int, room: int, method: str
) -> Reply:
    """What the answer says: at most `limit` bytes of body; at most `room` bytes in all are read, into `raw`
    (which holds them also when the talk ends early).

    Raises TalkEnded: `cut` when the server hung up without a word, `other_protocol` for what is no HTTP.
    A reset after a whole head gives the answer as `cut`: what was said before it was said.
    """
    stream.send(question)
    arrival = http.Arrival(limit=limit, method=method)
    ended = False
    while not ended and len(raw) < room and not arrival.complete(raw):
        try:
            piece = await stream.read(min(BUFFER, room - len(raw)))
        except TalkEnded as early:
            if early.reason is not Reason.REFUSED or http.read(bytes(raw), ended=False) is None:
                raise
            break
        ended = not piece
        raw += piece or b""
    return _reply(bytes(raw), limit, ended, method)


def _reply(raw: bytes, limit: int, ended: bool, method: str) -> Reply:
    if not raw:
        raise TalkEnded(Reason.CUT, Phase.ASK)
    reply = http.read(raw, limit=limit, ended=ended, method=method)
    if reply is None:
        raise TalkEnded(Reason.OTHER_PROTOCOL, Phase.ASK)
    return reply
