"""Signing in, and what a person changes about the own account."""

from __future__ import annotations

from dataclasses import replace

from leftopen.errors import BadRequest
from leftopen.model.user import User
from leftopen.service import keys, passwords, second_factor
from leftopen.service.accounts import still
from leftopen.service.desk import Desk


def by_password(desk: Desk, name: str, password: str) -> User | None:
    """Slow, whoever is named. None when it is wrong, or the account can't be used."""
    user = desk.store.records.users.named(name[:64])
    right = passwords.right(user.password if user else "", password)
    if user is None or not right or user.disabled:
        _audit(desk, "console", "sign-in refused", user.name if user else "unknown name", "")
        return None
    return user


def by_code(desk: Desk, user: User, given: str) -> bool:
    """Each code counts once."""
    secret = second_factor.unseal(_key(desk), user.id, user.second)
    step = second_factor.step_of(secret, given, desk.clock())
    if not step or not _newer(desk, user, step):
        _audit(desk, "console", "code refused", user.name, "")
        return False
    return True


def again(desk: Desk, user: User, given: str) -> bool:
    """Proves anew who sits there: by the second factor, or by the password where there is none. Whoever has a
    passkey and no code is asked for the passkey."""
    if user.second:
        return by_code(desk, user, given)
    if desk.store.records.passkeys.of(user.id):
        return False
    return by_password(desk, user.name, given) is not None


def change_password(desk: Desk, user: User, old: str, new: str, sitting: str) -> User:
    """Ends every other sitting of that person. Raises BadRequest."""
    if not passwords.right(user.password, old):
        _audit(desk, user.name, "password refused", user.name, "")
        raise BadRequest("the present password is another one")
    kept = passwords.hashed(new, user.name)
    records = desk.store.records
    changed = records.users.change(user.id, lambda now: replace(still(now, user), password=kept))
    records.sittings.end_all(user.id, but=sitting)
    _audit(desk, user.name, "password changed", user.name, "")
    return changed


def offered(desk: Desk, user: User) -> tuple[bytes, str]:
    """A new secret for the authenticator, and the same sealed, to come back with the first code."""
    secret = second_factor.fresh()
    return secret, second_factor.seal(_key(desk), user.id, secret)


def shown(desk: Desk, user: User, sealed: str) -> bytes:
    """The secret that was offered. Raises BadRequest for what was not sealed here, for that person."""
    return second_factor.unseal(_key(desk), user.id, sealed)


def take_second(desk: Desk, user: User, sealed: str, given: str) -> User:
    """The first right code proves that the authenticator has it. Raises BadRequest."""
    secret = second_factor.unseal(_key(desk), user.id, sealed)
    step = second_factor.step_of(secret, given, desk.clock())
    if not step:
        raise BadRequest("this is not the code that the authenticator shows now; is its clock right?")
    records = desk.store.records
    changed = records.users.change(
        user.id, lambda now: replace(still(now, user), second=sealed, last_step=step)
    )
    _audit(desk, user.name, "second factor set", user.name, "")
    return changed


def prefer(desk: Desk, user: User, *, theme: str, language: str) -> User:
    """How the person wants to see the console. Raises BadRequest."""
    if theme not in ("", "light", "dark") or language not in ("", "en", "fr"):
        raise BadRequest("theme is light or dark, language en or fr")
    return desk.store.records.users.change(user.id, lambda old: replace(old, theme=theme, language=language))


def _newer(desk: Desk, user: User, step: int) -> bool:
    """Two who send the same code at once: one is first."""
    found = False

    def used(old: User) -> User:
        nonlocal found
        found = step > old.last_step
        return replace(old, last_step=max(step, old.last_step))

    desk.store.records.users.change(user.id, used)
    return found


def _key(desk: Desk) -> bytes:
    return keys.digest_key(desk.config, desk.data)


def _audit(desk: Desk, by: str, what: str, subject: str, clause: str) -> None:
    desk.store.records.audit.add(desk.clock(), by, what, subject, clause)
