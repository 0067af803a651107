"""`git daemon`, which serves repositories over `git://`.

Asks `upload-pack` for a repository without a path, which no daemon has: its refusal names the protocol. If
the scope allows listings, a second connection asks for `/`, and reads the beginning of the answer: whether
the daemon hands out the repository at its root, and the version of Git. Nothing is fetched. Source:
git-daemon(1), gitprotocol-pack(5).
"""

from __future__ import annotations

from leftopen.model.channel import Channel
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire import git_daemon

FIRST = 1024
"""Bytes of the root's answer: enough for its first line."""


def recognises(first: bytes) -> bool:
    """One of the daemon's refusals, or references."""
    return git_daemon.denies(first) or git_daemon.advertised(first) is not None


async def ask(channel: Channel, first: bytes) -> bytes:
    """The refusal, and at level `listing` the root's answer instead, where it is one."""
    await channel.send(git_daemon.NOWHERE, at=ReadLevel.BANNER)
    heard = await channel.read(FIRST)
    if not channel.level.allows(ReadLevel.LISTING) or not recognises(heard):
        return heard
    await channel.hang_up()
    await channel.send(git_daemon.ROOT, at=ReadLevel.LISTING)
    root = await channel.read(FIRST)
    return root if git_daemon.advertised(root) is not None else heard


def read(raw: bytes) -> ServiceFacts | None:
    """What it said, without the names of references."""
    if not recognises(raw):
        return None
    served = git_daemon.advertised(raw)
    version = served.version if served else ""
    block: dict[str, Json] = {"root_served": served is not None}
    return ServiceFacts(
        data=b"references" if served else git_daemon.refusal(raw).encode(),
        product="git daemon",
        version=version,
        cpe=(f"cpe:/a:git-scm:git:{version}",) if version else (),
        blocks={"git": block},
    )


probe = Probe(opener=git_daemon.NOWHERE, recognises=recognises, ask=ask, read=read, ports=(9418, 9419))
