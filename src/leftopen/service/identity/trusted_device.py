"""Recognises a browser in which a user signed in before, so that strangers' wrong guesses at the name don't
delay it. The mark signs nobody in, and a new password voids it."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import timedelta

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from leftopen.model.user import User
from leftopen.service.workspace import keys
from leftopen.service.workspace.workspace import Workspace

LASTS = timedelta(days=180)
LONGEST = 120
_MARK = re.compile(r"([0-9]{1,11})\.([A-Za-z0-9_-]{22})\.([0-9a-f]{64})", re.ASCII)


def label(workspace: Workspace, user: User) -> str:
    """Separates the marks of several accounts in one browser without naming them."""
    return _code(workspace, "label", user.id)[:16]


def mark(workspace: Workspace, user: User) -> str:
    """A new mark; '' for a user without a password, who has no use for it."""
    if not user.password:
        return ""
    made, own = str(int(workspace.clock().timestamp())), secrets.token_urlsafe(16)
    return f"{made}.{own}.{_signed(workspace, user, made, own)}"


def device_name(workspace: Workspace, user: User, shown: str) -> str:
    """The browser's own name if it shows a valid mark of this account and its current password; else ''."""
    found = _MARK.fullmatch(shown)
    if found is None or not user.password:
        return ""
    made, own, code = found.groups()
    if not hmac.compare_digest(code, _signed(workspace, user, made, own)):
        return ""
    age = workspace.clock().timestamp() - int(made)
    return own if 0 <= age < LASTS.total_seconds() else ""


def _signed(workspace: Workspace, user: User, made: str, own: str) -> str:
    return _code(workspace, "mark", user.id, user.password, made, own)


def _code(workspace: Workspace, *words: str) -> str:
    secret = keys.digest_key(workspace.config, workspace.data)
    own = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"leftopen known browser").derive(secret)
    return hmac.digest(own, "\0".join(words).encode(), hashlib.sha256).hex()
