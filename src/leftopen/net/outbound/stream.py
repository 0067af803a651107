"""Hands bytes to a server over TLS or TCP that gives no answer, as syslog does. Never to a target."""

from __future__ import annotations

import asyncio
import re
import ssl
from dataclasses import dataclass

SECONDS = 10.0
REFUSAL = 0.5
"""How long a refusal is waited for: with TLS 1.3 a server says only after the handshake that it wants a
certificate of ours."""
_FORM = re.compile(r"[a-z]+://([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\]):([0-9]{1,5})/?")


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamTarget:
    """`tls` unless the scheme lacks the s."""

    host: str
    port: int
    tls: bool


def target(url: str) -> StreamTarget:
    """Reads `syslogs://host:6514`. Raises ValueError."""
    found = _FORM.fullmatch(url)
    port = int(found[2]) if found else 0
    if found is None or not 0 < port < 65_536:
        raise ValueError(f"{url[:80]!r} is not valid; write the scheme, the host and the port")
    return StreamTarget(host=found[1].strip("[]"), port=port, tls=url.partition(":")[0].endswith("s"))


async def hand_over(to: StreamTarget, data: bytes, *, address: str, seconds: float = SECONDS) -> str:
    """Connects to `address`, writes all of it, and closes. Raises ConnectionError in one line."""
    try:
        async with asyncio.timeout(seconds):
            await _written(to, data, address)
    except TimeoutError:
        raise ConnectionError(f"not handed over within {seconds:g} seconds") from None
    except OSError as error:
        raise ConnectionError(" ".join(str(error).split())[:200] or type(error).__name__) from None
    return f"{len(data):,} bytes handed over"


async def _written(to: StreamTarget, data: bytes, address: str) -> None:
    trust = ssl.create_default_context() if to.tls else None
    name = to.host if to.tls else None
    reader, writer = await asyncio.open_connection(address, to.port, ssl=trust, server_hostname=name)
    try:
        writer.write(data)
        await writer.drain()
        try:
            if not await asyncio.wait_for(reader.read(1), REFUSAL):
                raise ConnectionError("the server closed the connection")
        except TimeoutError:
            pass
        writer.close()
        await writer.wait_closed()
    finally:
        writer.transport.abort()
