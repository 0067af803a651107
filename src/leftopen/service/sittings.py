"""Being signed in: from the password to the last page, never longer than a working day."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from leftopen.model.printable import printable
from leftopen.model.user import Sitting, Stage, User
from leftopen.service.desk import Desk

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
FOR_THE_CODE = timedelta(minutes=5)
UNLOCKED = timedelta(minutes=10)
# Writing it at every page would be a write for every page.
SEEN_EVERY = timedelta(minutes=1)
TOKEN_BYTES = 32
AGENT = 120


def begin(desk: Desk, user: User, stage: Stage, agent: str, *, both: bool = False) -> tuple[Sitting, str]:
    """The sitting, and its token for the cookie."""
    now, token = desk.clock(), secrets.token_urlsafe(TOKEN_BYTES)
    proved = now if stage is Stage.WHOLE else None
    sitting = Sitting(
        id=digest(token), user=user.id, stage=stage, made=now, seen=now, agent=printable(agent, AGENT),
        unlocked=proved, both=both,
    )  # fmt: skip
    desk.store.records.sittings.add(sitting, now - LONGEST)
    return sitting, token


def alive(sitting: Sitting, now: datetime) -> bool:
    if sitting.stage is Stage.CODE:
        return now - sitting.made < FOR_THE_CODE
    return now - sitting.made < LONGEST and now - sitting.seen < IDLE


def unlocked(sitting: Sitting, now: datetime) -> bool:
    """Whether who sits there was proved just now: for evidence, and for what goes outside."""
    return sitting.unlocked is not None and now - sitting.unlocked < UNLOCKED


def unlock(desk: Desk, sitting: Sitting) -> Sitting:
    """Raises NotFound when it has ended."""
    now = desk.clock()
    return desk.store.records.sittings.change(sitting.id, lambda old: replace(old, unlocked=now))


def seen(desk: Desk, sitting: Sitting) -> Sitting:
    """Kept alive by a page that was asked for. Raises NotFound when it has ended."""
    now = desk.clock()
    return desk.store.records.sittings.change(sitting.id, lambda old: replace(old, seen=now))


def is_due(sitting: Sitting, now: datetime) -> bool:
    return now - sitting.seen >= SEEN_EVERY


def digest(token: str) -> str:
    """What is kept of a token. It has 256 random bits, so a plain fast digest can't be turned back."""
    told = token.encode("utf-8", "replace")
    return hashlib.blake2b(told, digest_size=32, person=b"leftopen sitting").hexdigest()
