"""Subversion's own server (svnserve).

The server speaks first; the probe sends nothing. Source: `libsvn_ra_svn/protocol` of Subversion.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.wire import svn


def recognises(first: bytes) -> bool:
    """A greeting, or the failure in its place."""
    return svn.greeting(first) is not None or svn.fails(first)


async def ask(channel: Channel, first: bytes) -> bytes:
    """The greeting alone."""
    return await channel.read(svn.LONGEST)


def read(raw: bytes) -> ServiceFacts | None:
    """The versions of the protocol and the capabilities."""
    if not recognises(raw):
        return None
    answer = svn.greeting(raw)
    block: dict[str, Json] = {}
    if answer is not None:
        words: list[Json] = list(answer.capabilities)
        block = {"lowest": answer.low, "highest": answer.high, "capabilities": words}
    return ServiceFacts(data=raw[: svn.LONGEST], product="Subversion", blocks={"svn": block})


probe = Probe(opener=None, recognises=recognises, ask=ask, read=read, ports=(3690,))
