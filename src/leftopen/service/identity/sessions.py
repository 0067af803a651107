"""Being signed in: from the password to the last page, never longer than a working day."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from leftopen.model.user import Session, SignInStage, User
from leftopen.present.printable import printable
from leftopen.service.workspace import Workspace

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
FOR_THE_CODE = timedelta(minutes=5)
UNLOCKED = timedelta(minutes=10)
# Writing it at every page would be a write for every page.
SEEN_EVERY = timedelta(minutes=1)
TOKEN_BYTES = 32
AGENT = 120


def begin(
    workspace: Workspace, user: User, stage: SignInStage, agent: str, *, both: bool = False
) -> tuple[Session, str]:
    """The sitting, and its token for the cookie."""
    now, token = workspace.clock(), secrets.token_urlsafe(TOKEN_BYTES)
    proved = now if stage is SignInStage.WHOLE else None
    session = Session(
        id=digest(token), user=user.id, stage=stage, made=now, seen=now, agent=printable(agent, AGENT),
        unlocked=proved, both=both,
    )  # fmt: skip
    workspace.store.records.sessions.add(session, now - LONGEST)
    return session, token


def alive(session: Session, now: datetime) -> bool:
    if session.stage is SignInStage.CODE:
        return now - session.made < FOR_THE_CODE
    return now - session.made < LONGEST and now - session.seen < IDLE


def unlocked(session: Session, now: datetime) -> bool:
    """Whether who sits there was proved just now: for evidence, and for what goes outside."""
    return session.unlocked is not None and now - session.unlocked < UNLOCKED


def unlock(workspace: Workspace, session: Session) -> Session:
    """Raises NotFound when it has ended."""
    now = workspace.clock()
    return workspace.store.records.sessions.change(session.id, lambda old: replace(old, unlocked=now))


def touch(workspace: Workspace, session: Session) -> Session:
    """Kept alive by a page that was asked for. Raises NotFound when it has ended."""
    now = workspace.clock()
    return workspace.store.records.sessions.change(session.id, lambda old: replace(old, seen=now))


def needs_touch(session: Session, now: datetime) -> bool:
    return now - session.seen >= SEEN_EVERY


def digest(token: str) -> str:
    """What is kept of a token. It has 256 random bits, so a plain fast digest can't be turned back."""
    told = token.encode("utf-8", "replace")
    return hashlib.blake2b(told, digest_size=32, person=b"leftopen sitting").hexdigest()
