"""Remote Desktop (RDP).

Negotiates the kind of security, which comes before any login, and hangs up. Source: MS-RDPBCGR.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import rdp
from leftopen.wire.read_message import read_message


def recognises(first: bytes) -> bool:
    """The confirmation, or the failure with a reason of the protocol."""
    return rdp.confirm(first) is not None


async def ask(channel: Channel, first: bytes) -> bytes:
    """One request."""
    await channel.send(rdp.REQUEST, at=ReadLevel.BANNER)
    return await read_message(channel, rdp.needed)


def read(raw: bytes) -> ServiceFacts | None:
    """The security that it chooses: with CredSSP, the login comes before the screen."""
    answer = rdp.confirm(raw)
    if answer is None:
        return None
    return ServiceFacts(
        data=raw,
        product="Remote Desktop",
        info=answer.security or f"negotiation refused ({answer.failure})",
        blocks={"rdp": {"security": answer.security, "failure": answer.failure}},
    )


probe = Probe(opener=rdp.REQUEST, recognises=recognises, ask=ask, read=read, ports=(3389, 3390, 13389, 33389))
