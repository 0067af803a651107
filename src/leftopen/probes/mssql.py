"""Microsoft SQL Server.

Sends PRELOGIN, which every client sends before its login, and reads the server's version. No login follows.
Source: MS-TDS.
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import tds
from leftopen.wire.read_message import read_message


def recognises(first: bytes) -> bool:
    """The answer to PRELOGIN, with a version."""
    return tds.prelogin(first) is not None


async def ask(channel: Channel, first: bytes) -> bytes:
    """One request."""
    await channel.send(tds.PRELOGIN, at=ReadLevel.BANNER)
    return await read_message(channel, tds.needed)


def read(raw: bytes) -> ServiceFacts | None:
    """Version, and whether the login is encrypted."""
    answer = tds.prelogin(raw)
    if answer is None:
        return None
    return ServiceFacts(
        data=raw[: tds.LARGEST],
        product="Microsoft SQL Server",
        version=answer.version,
        info=f"encryption {answer.encryption}" if answer.encryption else "",
        cpe=(f"cpe:/a:microsoft:sql_server:{answer.version}",),
        tags=("database",),
        blocks={"mssql": {"version": answer.version, "encryption": answer.encryption}},
    )


probe = Probe(opener=tds.PRELOGIN, recognises=recognises, ask=ask, read=read, ports=(1433, 1434, 14330))
