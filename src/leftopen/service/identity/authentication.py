"""Signs users in, and changes their own credentials and preferences."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from leftopen.errors import BadRequest
from leftopen.model.user import User
from leftopen.service.identity import passwords, totp
from leftopen.service.identity.accounts import still
from leftopen.service.identity.password_words import password_words
from leftopen.service.workspace import audit_log, keys
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.passkeys import Passkeys
from leftopen.store.records.entities.identity.sessions import SessionWriter
from leftopen.store.records.entities.identity.users import Users, UserWriter
from leftopen.translate import languages


def by_password(workspace: Workspace, name: str, password: str) -> User | None:
    """The user with this name and password; None when they don't match or the account is unusable. It takes
    the same time for every name."""
    user = Users(workspace.store.records).named(name[:64])
    right = passwords.right(user.password if user else "", password)
    if user is None or not right or user.disabled:
        audit_log.record(workspace, "console", "sign-in refused", user.name if user else "unknown name", "")
        return None
    return user


def by_code(workspace: Workspace, user: User, given: str) -> bool:
    """The user, if the TOTP code is right. Each code counts once."""
    secret = _unsealed(workspace, user, user.second)
    step = totp.step_of(secret, given, workspace.clock())
    if not step or not _newer(workspace, user, step):
        audit_log.record(workspace, "console", "code refused", user.name, "")
        return False
    return True


def reauthenticate(workspace: Workspace, user: User, given: str) -> bool:
    """Proves the user's presence again: by the second factor, or by the password where there is none. A user
    with a passkey and no TOTP code needs the passkey."""
    if user.second:
        return by_code(workspace, user, given)
    if Passkeys(workspace.store.records).of(user.id):
        return False
    return by_password(workspace, user.name, given) is not None


def change_password(workspace: Workspace, user: User, old: str, new: str, session: str) -> User:
    """Changes the password and ends the user's other sessions. Raises BadRequest."""
    if not passwords.right(user.password, old):
        audit_log.record(workspace, user.name, "password refused", user.name, "")
        raise BadRequest("Current password is incorrect.")
    kept = passwords.hash_password(new, user.name, password_words(workspace))
    records = workspace.store.records
    changed = UserWriter(Changes(records)).change(
        user.id, lambda now: replace(still(now, user), password=kept)
    )
    SessionWriter(Changes(records)).end_all(user.id, but=session)
    audit_log.record(workspace, user.name, "password changed", user.name, "")
    return changed


def offer_totp(workspace: Workspace, user: User) -> tuple[bytes, str]:
    """A new secret for the authenticator, and the same secret sealed, which comes back with the first
    code."""
    secret = totp.fresh()
    return secret, totp.seal(_key(workspace), user.id, secret)


def opened_offer(workspace: Workspace, user: User, sealed: str) -> bytes:
    """The offered secret. Raises BadRequest for one that was not sealed here for this user."""
    return _unsealed(workspace, user, sealed)


def enable_totp(workspace: Workspace, user: User, sealed: str, given: str) -> User:
    """Turns TOTP on; the first right code proves that the authenticator has the secret. Raises BadRequest."""
    secret = _unsealed(workspace, user, sealed)
    step = totp.step_of(secret, given, workspace.clock())
    if not step:
        raise BadRequest("the TOTP code is incorrect; check the clock of your device")
    records = workspace.store.records

    def enabled(now: User) -> User:
        if now.second == sealed:
            # The same form once more: its code counted already.
            raise BadRequest("the TOTP code is incorrect; check the clock of your device")
        return replace(still(now, user), second=sealed, last_step=step)

    changed = UserWriter(Changes(records)).change(user.id, enabled)
    audit_log.record(workspace, user.name, "second factor set", user.name, "")
    return changed


def set_preferences(workspace: Workspace, user: User, *, theme: str, language: str) -> User:
    """Stores the user's appearance preferences. Raises BadRequest."""
    if theme not in ("", "light", "dark") or language not in ("", *languages()):
        raise BadRequest(f"theme must be light or dark, language {' or '.join(languages())}")
    return UserWriter(Changes(workspace.store.records)).change(
        user.id, lambda old: replace(old, theme=theme, language=language)
    )


def _newer(workspace: Workspace, user: User, step: int) -> bool:
    """Of two concurrent requests with the same code, only the first counts."""
    found = False

    def used(old: User) -> User:
        nonlocal found
        found = step > old.last_step
        return replace(old, last_step=max(step, old.last_step))

    UserWriter(Changes(workspace.store.records)).change(user.id, used)
    return found


def _unsealed(workspace: Workspace, user: User, sealed: str) -> bytes:
    """Also of what was sealed before the key was replaced. Raises BadRequest."""
    newest, *old = keys.digest_keys(workspace.config, workspace.data)
    for key in reversed(old):
        with suppress(BadRequest):
            return totp.unseal(key, user.id, sealed)
    return totp.unseal(newest, user.id, sealed)


def _key(workspace: Workspace) -> bytes:
    return keys.digest_key(workspace.config, workspace.data)
