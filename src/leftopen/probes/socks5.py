"""SOCKS 5 proxies.

Offers to use the proxy without a login, and reads what it chooses. Nothing is requested of it, so that it
connects nowhere. Source: RFC 1928.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import socks5


def recognises(first: bytes) -> bool:
    """Two bytes: the version, and what it chooses."""
    return socks5.choice(first) is not None


async def ask(channel: Channel, first: bytes) -> bytes:
    """One greeting."""
    await channel.send(socks5.GREETING, at=ReadLevel.BANNER)
    return await channel.read(16)


def read(raw: bytes) -> ServiceFacts | None:
    """Whether it wants a login."""
    choice = socks5.choice(raw)
    if choice is None:
        return None
    login = choice == socks5.NO_WAY
    return ServiceFacts(
        data=raw,
        product="SOCKS",
        version="5",
        info="login required" if login else "no login required",
        tags=("proxy",),
        blocks={"socks": {"login": login}},
    )


probe = Probe(opener=socks5.GREETING, recognises=recognises, ask=ask, read=read, ports=(1080, 1081, 9050))
