"""Starts, unlocks, renews and ends sessions; none lasts longer than a working day."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from leftopen.model.user import Session, SignInStage, User
from leftopen.present.printable import printable
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.sessions import SessionWriter

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
FOR_THE_CODE = timedelta(minutes=5)
UNLOCKED = timedelta(minutes=10)
# A write at every page view would cost too much.
SEEN_EVERY = timedelta(minutes=1)
TOKEN_BYTES = 32
AGENT = 120


def begin(
    workspace: Workspace,
    user: User,
    stage: SignInStage,
    agent: str,
    *,
    both: bool = False,
    ago: timedelta | None = timedelta(),
) -> tuple[Session, str]:
    """Starts a session; returns it and the token for its cookie. `ago`: how long ago the user proved their
    presence, None when nobody says."""
    now, token = workspace.clock(), secrets.token_urlsafe(TOKEN_BYTES)
    proved = now - ago if stage is SignInStage.WHOLE and ago is not None else None
    session = Session(
        id=digest(token), user=user.id, stage=stage, made=now, seen=now, agent=printable(agent, AGENT),
        unlocked=proved, both=both,
    )  # fmt: skip
    SessionWriter(Changes(workspace.store.records)).add(session, now - LONGEST)
    return session, token


def alive(session: Session, now: datetime) -> bool:
    if session.stage is SignInStage.CODE:
        return now - session.made < FOR_THE_CODE
    return now - session.made < LONGEST and now - session.seen < IDLE


def is_unlocked(session: Session, now: datetime) -> bool:
    """Did the user prove their presence recently? Required for evidence and for everything that is sent
    outside."""
    return session.unlocked is not None and now - session.unlocked < UNLOCKED


def unlock(workspace: Workspace, session: Session) -> str:
    """Records that the user proved their presence. The session goes on with a new token, which is returned:
    whoever knows the earlier one gains nothing by it. Raises NotFound when the session has ended."""
    now, token = workspace.clock(), secrets.token_urlsafe(TOKEN_BYTES)
    SessionWriter(Changes(workspace.store.records)).change(
        session.id, lambda old: replace(old, id=digest(token), unlocked=now)
    )
    return token


def touch(workspace: Workspace, session: Session) -> Session:
    """Renews the session at a page view. Raises NotFound when it has ended."""
    now = workspace.clock()
    return SessionWriter(Changes(workspace.store.records)).change(
        session.id, lambda old: replace(old, seen=now)
    )


def end(workspace: Workspace, id: str) -> None:
    """Ends a session; no error if it has ended."""
    SessionWriter(Changes(workspace.store.records)).end(id)


def needs_touch(session: Session, now: datetime) -> bool:
    return now - session.seen >= SEEN_EVERY


def digest(token: str) -> str:
    """The stored digest of a token. A token has 256 random bits, so that a plain fast digest can't be
    reversed."""
    encoded = token.encode("utf-8", "replace")
    return hashlib.blake2b(encoded, digest_size=32, person=b"leftopen sitting").hexdigest()
