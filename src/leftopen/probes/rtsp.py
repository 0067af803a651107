"""RTSP (cameras, recorders, media servers).

Asks for the methods (OPTIONS). Some servers answer a request of HTTP in RTSP, which names it too. Source:
RFC 2326.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import rtsp


def recognises(first: bytes) -> bool:
    """A status line of RTSP."""
    return rtsp.response(first) is not None


async def ask(channel: Channel, first: bytes) -> bytes:
    """One question."""
    await channel.send(rtsp.OPTIONS, at=ReadLevel.BANNER)
    heard = b""
    while not rtsp.complete(heard) and (part := await channel.read(rtsp.LARGEST - len(heard))):
        heard += part
    return heard


def read(raw: bytes) -> ServiceFacts | None:
    """Status, server and methods."""
    answer = rtsp.response(raw)
    if answer is None:
        return None
    block: dict[str, Json] = {"status": answer.status}
    methods = answer.header("public")
    if methods:
        words: list[Json] = [word.strip() for word in methods.split(",")]
        block["methods"] = words[:20]
    server = answer.header("server")
    return ServiceFacts(
        data=b"\r\n".join(line for line in raw.split(b"\r\n\r\n")[0].split(b"\r\n") if _lasting(line)),
        product="RTSP",
        info=server[:100] if server.isascii() and server.isprintable() else "",
        tags=("camera",),
        blocks={"rtsp": block},
    )


def _lasting(line: bytes) -> bool:
    return not line.lower().startswith((b"date:", b"cseq:", b"session:"))


probe = Probe(opener=rtsp.OPTIONS, recognises=recognises, ask=ask, read=read, ports=(554, 8554, 10554))
