"""Apple's file protocol (Netatalk, macOS, NAS boxes).

Asks for the server's information (`DSIGetStatus`), which is answered before any session. Source: Apple's
Filing Protocol reference.
"""

from __future__ import annotations

import re

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import afp
from leftopen.wire.read_message import read_message

_NETATALK = re.compile(r"Netatalk ?(\d[\w.]{0,20})")


def recognises(first: bytes) -> bool:
    """The information, with versions of AFP and ways to log in."""
    return afp.server_info(first) is not None


async def ask(channel: Channel, first: bytes) -> bytes:
    """One question."""
    await channel.send(afp.GET_STATUS, at=ReadLevel.BANNER)
    return await read_message(channel, afp.needed)


def read(raw: bytes) -> ServiceFacts | None:
    """Program, versions and ways to log in; the server's own name is left out."""
    answer = afp.server_info(raw)
    if answer is None:
        return None
    netatalk = _NETATALK.fullmatch(answer.machine)
    version = netatalk[1] if netatalk else ""
    versions: list[Json] = list(answer.versions)
    ways: list[Json] = list(answer.ways)
    return ServiceFacts(
        data=f"{answer.machine}: {', '.join(answer.versions)}".encode(),
        product="Netatalk" if netatalk else "AFP",
        version=version,
        info="" if netatalk else answer.machine[:100],
        cpe=(f"cpe:/a:netatalk:netatalk:{version}",) if version else (),
        blocks={"afp": {"versions": versions, "logins": ways}},
    )


probe = Probe(opener=afp.GET_STATUS, recognises=recognises, ask=ask, read=read, ports=(548,))
