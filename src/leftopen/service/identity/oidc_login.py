"""Signs in the account that is bound to an issuer's subject, and no other.

An account is bound once, by its invitation's link or by its signed-in user. A name never binds: an issuer may
reassign a name, and two names that look alike may differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from leftopen.errors import NotAllowed, NotFound
from leftopen.model.user import LinkPurpose, Session, SignInStage, User
from leftopen.service.identity import accounts, sessions
from leftopen.service.identity.id_token import IdTokenClaims
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.one_time_links import OneTimeLinkWriter
from leftopen.store.records.entities.identity.passkeys import Passkeys
from leftopen.store.records.entities.identity.sessions import Sessions
from leftopen.store.records.entities.identity.users import Users, UserWriter

ANOTHER = "The sign-in service does not confirm the invited mail address."
TAKEN = "This sign-in is connected to another account."
BOUND = (
    "This account is connected to a different sign-in. An admin can disconnect it with a new invitation link."
)
OVER = "Your session has ended. Sign in and try again."
SOMEBODY_ELSE = "You signed in with your organisation as a different user. Your identity is not confirmed."
ONE_FACTOR = "The sign-in service reported one factor only. Your identity is not confirmed."


def subject_of(issuer: str, person: IdTokenClaims) -> str:
    """The only lasting name of a user: an issuer may reassign a mail address."""
    return f"{issuer} {person.subject}"


def is_bound(user: User, issuer: str) -> bool:
    return user.subject.startswith(f"{issuer} ")


def find_user(workspace: Workspace, issuer: str, person: IdTokenClaims) -> User | None:
    """The account bound to this subject; None where none is bound, or it is unusable."""
    subject = subject_of(issuer, person)
    user = next((one for one in Users(workspace.store.records).list() if one.subject == subject), None)
    if user is None or user.disabled:
        name = user.name if user else "unknown user"
        record_refusal(workspace, name, "not bound" if user is None else "locked out")
        return None
    return user


def join(workspace: Workspace, link: str, issuer: str, person: IdTokenClaims) -> User:
    """Binds the account of an invitation and uses up its link; `link` is its id. An account that is named by
    a mail address can be bound only by the issuer's verified claim of that address. Raises NotFound for the
    link, and NotAllowed."""
    found = accounts.link_of(workspace, link)
    user = Users(workspace.store.records).get(found.user)
    if "@" in user.name and not _same_address(user.name, person.mail):
        record_refusal(workspace, user.name, "another address")
        raise NotAllowed(ANOTHER)
    _check(workspace, user, issuer, person)
    if found.purpose is not LinkPurpose.JOIN or not OneTimeLinkWriter(Changes(workspace.store.records)).use(
        found.id
    ):
        raise NotFound(accounts.GONE)
    return _bound(workspace, user, issuer, person)


def connect(workspace: Workspace, session: str, issuer: str, person: IdTokenClaims) -> User:
    """Binds the account of the signed-in user; `session` is the id of the requesting session. Raises NotFound
    and NotAllowed."""
    _, user = _session_of(workspace, session)
    _check(workspace, user, issuer, person)
    return _bound(workspace, user, issuer, person)


def confirm(workspace: Workspace, session: str, issuer: str, person: IdTokenClaims) -> str:
    """The user of a session signed in at the issuer anew: confirms their identity, and returns the session's
    new token. Only as many factors count as the session began with. Raises NotFound and NotAllowed."""
    found, user = _session_of(workspace, session)
    if user.disabled or user.subject != subject_of(issuer, person):
        record_refusal(workspace, user.name, "confirmed as somebody else")
        raise NotAllowed(SOMEBODY_ELSE)
    if not may_confirm(workspace, user) or (found.both and not person.both):
        record_refusal(workspace, user.name, "confirmed with one factor")
        raise NotAllowed(ONE_FACTOR)
    return sessions.unlock(workspace, found)


def may_confirm(workspace: Workspace, user: User) -> bool:
    """Whoever has a second factor here confirms with that."""
    return bool(user.subject) and not user.second and not Passkeys(workspace.store.records).of(user.id)


def _session_of(workspace: Workspace, session: str) -> tuple[Session, User]:
    """The session that began the flow, and its user. Raises NotFound and NotAllowed."""
    listed, now = Sessions(workspace.store.records).list(), workspace.clock()
    found = next((one for one in listed if one.id == session and one.stage is SignInStage.WHOLE), None)
    if found is None or not sessions.alive(found, now):
        raise NotAllowed(OVER)
    return found, Users(workspace.store.records).get(found.user)


def record_refusal(workspace: Workspace, name: str, because: str) -> None:
    audit_log.record(workspace, "console", "issuer's word refused", name, because[:500])


def _same_address(name: str, mail: str) -> bool:
    """Case folding of other alphabets is ambiguous, so an address with such letters matches none."""
    return name.isascii() and mail.isascii() and name.lower() == mail.lower()


def _check(workspace: Workspace, user: User, issuer: str, person: IdTokenClaims) -> None:
    """Runs before anything is used up. Raises NotAllowed."""
    try:
        _may_bind(user, issuer, subject_of(issuer, person))
        _nobody_else(Users(workspace.store.records).list(), user, subject_of(issuer, person))
    except NotAllowed as error:
        record_refusal(workspace, user.name, str(error))
        raise


def _may_bind(user: User, issuer: str, subject: str) -> None:
    if user.disabled:
        raise NotAllowed(accounts.CHANGED)
    if is_bound(user, issuer) and user.subject != subject:
        raise NotAllowed(BOUND)


def _nobody_else(users: Sequence[User], user: User, subject: str) -> None:
    if any(one.subject == subject and one.id != user.id for one in users):
        raise NotAllowed(TAKEN)


def _bound(workspace: Workspace, user: User, issuer: str, person: IdTokenClaims) -> User:
    """Checks again in the same transaction: of two concurrent bindings only the first counts."""
    subject = subject_of(issuer, person)

    def bind(old: User) -> User:
        _may_bind(old, issuer, subject)
        return replace(old, subject=subject)

    changed = UserWriter(Changes(workspace.store.records)).change(
        user.id, bind, lambda _, others: _nobody_else(others, user, subject)
    )
    audit_log.record(workspace, user.name, "issuer bound", user.name, subject[:500])
    return changed
