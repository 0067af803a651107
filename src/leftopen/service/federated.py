"""Whom an issuer's word lets in: somebody who was invited here, and nobody else."""

from __future__ import annotations

from dataclasses import replace

from leftopen.model.user import User
from leftopen.service.desk import Desk
from leftopen.service.id_token import Person


def subject_of(issuer: str, person: Person) -> str:
    """The one lasting name of a person: an issuer may give a mail address to somebody else later."""
    return f"{issuer} {person.subject}"


def let_in(desk: Desk, issuer: str, person: Person) -> User | None:
    """The account that this person has used before, else the one whose name is the verified mail address,
    which is theirs from then on. None where there is none, or it can't be used."""
    subject, users = subject_of(issuer, person), desk.store.records.users.list()
    user = next((one for one in users if one.subject == subject), None)
    if user is None:
        named = [one for one in users if person.mail and one.name.casefold() == person.mail.casefold()]
        user = _bound(desk, named[0], subject) if len(named) == 1 else None
    if user is None or user.disabled:
        name = user.name if user else "unknown person"
        refused(desk, name, "not invited" if user is None else "locked out")
        return None
    return user


def refused(desk: Desk, name: str, because: str) -> None:
    desk.store.records.audit.add(desk.clock(), "console", "issuer's word refused", name, because[:500])


def _bound(desk: Desk, user: User, subject: str) -> User | None:
    """None for an account that somebody else at the issuer has used before."""
    if user.disabled:
        return user
    changed = desk.store.records.users.change(
        user.id, lambda old: old if old.subject else replace(old, subject=subject)
    )
    if changed.subject != subject:
        return None
    desk.store.records.audit.add(desk.clock(), user.name, "issuer bound", user.name, subject[:500])
    return changed
