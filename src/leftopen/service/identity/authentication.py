"""Signing in, and what a person changes about the own account."""

from __future__ import annotations

from dataclasses import replace

from leftopen.errors import BadRequest
from leftopen.model.user import User
from leftopen.service import keys
from leftopen.service.identity import passwords, totp
from leftopen.service.identity.accounts import still
from leftopen.service.workspace import Workspace


def by_password(workspace: Workspace, name: str, password: str) -> User | None:
    """Slow, whoever is named. None when it is wrong, or the account can't be used."""
    user = workspace.store.records.users.named(name[:64])
    right = passwords.right(user.password if user else "", password)
    if user is None or not right or user.disabled:
        _audit(workspace, "console", "sign-in refused", user.name if user else "unknown name", "")
        return None
    return user


def by_code(workspace: Workspace, user: User, given: str) -> bool:
    """Each code counts once."""
    secret = totp.unseal(_key(workspace), user.id, user.second)
    step = totp.step_of(secret, given, workspace.clock())
    if not step or not _newer(workspace, user, step):
        _audit(workspace, "console", "code refused", user.name, "")
        return False
    return True


def reauthenticate(workspace: Workspace, user: User, given: str) -> bool:
    """Proves anew who sits there: by the second factor, or by the password where there is none. Whoever has a
    passkey and no code is asked for the passkey."""
    if user.second:
        return by_code(workspace, user, given)
    if workspace.store.records.passkeys.of(user.id):
        return False
    return by_password(workspace, user.name, given) is not None


def change_password(workspace: Workspace, user: User, old: str, new: str, session: str) -> User:
    """Ends every other sitting of that person. Raises BadRequest."""
    if not passwords.right(user.password, old):
        _audit(workspace, user.name, "password refused", user.name, "")
        raise BadRequest("the present password is another one")
    kept = passwords.hashed(new, user.name)
    records = workspace.store.records
    changed = records.users.change(user.id, lambda now: replace(still(now, user), password=kept))
    records.sessions.end_all(user.id, but=session)
    _audit(workspace, user.name, "password changed", user.name, "")
    return changed


def offer_totp(workspace: Workspace, user: User) -> tuple[bytes, str]:
    """A new secret for the authenticator, and the same sealed, to come back with the first code."""
    secret = totp.fresh()
    return secret, totp.seal(_key(workspace), user.id, secret)


def opened_offer(workspace: Workspace, user: User, sealed: str) -> bytes:
    """The secret that was offered. Raises BadRequest for what was not sealed here, for that person."""
    return totp.unseal(_key(workspace), user.id, sealed)


def enable_totp(workspace: Workspace, user: User, sealed: str, given: str) -> User:
    """The first right code proves that the authenticator has it. Raises BadRequest."""
    secret = totp.unseal(_key(workspace), user.id, sealed)
    step = totp.step_of(secret, given, workspace.clock())
    if not step:
        raise BadRequest("this is not the code that the authenticator shows now; is its clock right?")
    records = workspace.store.records
    changed = records.users.change(
        user.id, lambda now: replace(still(now, user), second=sealed, last_step=step)
    )
    _audit(workspace, user.name, "second factor set", user.name, "")
    return changed


def set_preferences(workspace: Workspace, user: User, *, theme: str, language: str) -> User:
    """How the person wants to see the console. Raises BadRequest."""
    if theme not in ("", "light", "dark") or language not in ("", "en", "fr"):
        raise BadRequest("theme is light or dark, language en or fr")
    return workspace.store.records.users.change(
        user.id, lambda old: replace(old, theme=theme, language=language)
    )


def _newer(workspace: Workspace, user: User, step: int) -> bool:
    """Two who send the same code at once: one is first."""
    found = False

    def used(old: User) -> User:
        nonlocal found
        found = step > old.last_step
        return replace(old, last_step=max(step, old.last_step))

    workspace.store.records.users.change(user.id, used)
    return found


def _key(workspace: Workspace) -> bytes:
    return keys.digest_key(workspace.config, workspace.data)


def _audit(workspace: Workspace, by: str, what: str, subject: str, clause: str) -> None:
    workspace.store.records.audit.add(workspace.clock(), by, what, subject, clause)
