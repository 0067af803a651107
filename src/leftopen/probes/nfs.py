"""NFS over TCP.

Calls the procedure NULL of version 4, which does nothing. A server without version 4 answers with the
versions that it has. No user is named and nothing is mounted. Source: RFC 5531, RFC 7530.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import nfs4
from leftopen.wire.read_message import read_message

NUMBER = 0x6C6F0001
OPENER = nfs4.call(nfs4.NULL, NUMBER)
NO_PROGRAM, OTHER_VERSIONS = 1, 2


def recognises(first: bytes) -> bool:
    """A reply of RPC to this call, from a server that has the program."""
    answer = nfs4.answer(first)
    return answer is not None and answer.number == NUMBER and answer.accepted != NO_PROGRAM


async def ask(channel: Channel, first: bytes) -> bytes:
    """One call, one reply."""
    await channel.send(OPENER, at=ReadLevel.BANNER)
    return await read_message(channel, nfs4.needed)


def read(raw: bytes) -> ServiceFacts | None:
    """The versions; None for another program of RPC."""
    answer = nfs4.answer(raw)
    if answer is None or not recognises(raw):
        return None
    low, high = (answer.low, answer.high) if answer.accepted == OTHER_VERSIONS else (4, 4)
    if not 2 <= low <= high <= 4:
        return None
    versions = f"{low}" if low == high else f"{low}-{high}"
    return ServiceFacts(
        data=b"NFS " + versions.encode(),
        product="NFS",
        info=f"protocol version {versions}",
        blocks={"nfs": {"lowest": low, "highest": high}},
    )


probe = Probe(opener=OPENER, recognises=recognises, ask=ask, read=read, ports=(2049, 20049), waits=True)
