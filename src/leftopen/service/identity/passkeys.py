"""Adds, names, removes and verifies passkeys. A passkey counts as both factors: its authenticator verifies
the user before it signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from webauthn import generate_authentication_options, generate_registration_options
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.options_to_json_dict import options_to_json_dict
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from leftopen.errors import BadRequest, NotFound
from leftopen.model.facts import Json
from leftopen.model.passkey import Passkey, RelyingParty
from leftopen.model.user import User
from leftopen.present.printable import printable
from leftopen.service.identity import webauthn
from leftopen.service.identity.accounts import still
from leftopen.service.identity.challenges import Challenges
from leftopen.service.identity.webauthn import ALGORITHMS, REFUSED
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.passkeys import Passkeys, PasskeyWriter
from leftopen.store.records.entities.identity.users import Users

MOST = 20
LONGEST_NAME = 60
ADD, PROVE = "add a passkey", "prove by a passkey"
OURSELVES = "leftopen"


@dataclass(frozen=True, slots=True, kw_only=True)
class PasskeyChallenge:
    """The context of a challenge: the console under one of its names, and the browser or session that must
    respond."""

    challenges: Challenges
    party: RelyingParty
    holder: str


def to_add(workspace: Workspace, asking: PasskeyChallenge, user: User) -> dict[str, Json]:
    """Options for the browser to create a passkey. The authenticator must store it and verify the user."""
    options = generate_registration_options(
        rp_id=asking.party.id,
        rp_name=OURSELVES,
        user_id=user.id.encode(),
        user_name=user.name,
        challenge=asking.challenges.make(ADD, asking.holder),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_described(Passkeys(workspace.store.records).of(user.id)),
        supported_pub_key_algs=ALGORITHMS,
    )
    return options_to_json_dict(options)


def to_prove(workspace: Workspace, asking: PasskeyChallenge, user: User | None) -> dict[str, Json]:
    """Options for the browser to use a passkey: any passkey for this name, or one of the given user."""
    own = Passkeys(workspace.store.records).of(user.id) if user else ()
    options = generate_authentication_options(
        rp_id=asking.party.id,
        challenge=asking.challenges.make(PROVE, asking.holder),
        allow_credentials=_described([one for one in own if one.party == asking.party.id]),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json_dict(options)


def add(workspace: Workspace, asking: PasskeyChallenge, user: User, name: str, answer: str) -> Passkey:
    """Adds a passkey. Raises BadRequest."""
    named = _name(name)
    challenge = webauthn.challenge_of(answer)
    if not asking.challenges.spend(challenge, ADD, asking.holder):
        raise BadRequest(REFUSED)
    new = webauthn.read_registration(answer, asking.party, challenge)
    passkey = Passkey(
        id=new.id, user=user.id, name=named, party=asking.party.id, key=new.key, made=workspace.clock(),
        count=new.count,
    )  # fmt: skip
    if not PasskeyWriter(Changes(workspace.store.records)).add(passkey, MOST, lambda now: still(now, user)):
        raise BadRequest("this passkey is already registered, or you have 20 passkeys (the limit)")
    audit_log.record(workspace, user.name, "passkey added", user.name, named)
    return passkey


def rename(workspace: Workspace, user: User, id: str, name: str) -> None:
    """Renames a passkey. Raises BadRequest and NotFound."""
    named = _name(name)
    PasskeyWriter(Changes(workspace.store.records)).change(user.id, id, lambda old: replace(old, name=named))
    audit_log.record(workspace, user.name, "passkey renamed", user.name, named)


def remove(workspace: Workspace, user: User, id: str) -> None:
    """Deletes a passkey. Raises NotFound."""
    PasskeyWriter(Changes(workspace.store.records)).remove(user.id, id)
    audit_log.record(workspace, user.name, "passkey removed", user.name, "")


def holder_of(workspace: Workspace, answer: str) -> User | None:
    """The user that the response names, not yet verified. Raises BadRequest."""
    assertion = webauthn.read_assertion(answer)
    passkey = Passkeys(workspace.store.records).find(assertion.id)
    if passkey is None or assertion.person not in ("", passkey.user):
        return None
    return _alive(workspace, passkey.user)


def by_passkey(workspace: Workspace, asking: PasskeyChallenge, user: User | None, answer: str) -> bool:
    """Is this a valid response of that user to an unused challenge of ours? Every refusal is in the audit
    log."""
    try:
        if user is None or user.disabled:
            raise BadRequest(REFUSED)
        _prove(workspace, asking, user, answer)
    except (BadRequest, NotFound):
        audit_log.record(
            workspace, "console", "passkey refused", user.name if user else "unknown passkey", ""
        )
        return False
    return True


def _prove(workspace: Workspace, asking: PasskeyChallenge, user: User, answer: str) -> None:
    assertion, challenge = webauthn.read_assertion(answer), webauthn.challenge_of(answer)
    if assertion.person not in ("", user.id) or not asking.challenges.spend(challenge, PROVE, asking.holder):
        raise BadRequest(REFUSED)

    def used(old: Passkey) -> Passkey:
        if old.party != asking.party.id:
            raise BadRequest(REFUSED)
        count = webauthn.count_of(answer, asking.party, challenge, old)
        return replace(old, count=count, used=workspace.clock())

    PasskeyWriter(Changes(workspace.store.records)).change(user.id, assertion.id, used)


def _alive(workspace: Workspace, id: str) -> User | None:
    try:
        user = Users(workspace.store.records).get(id)
    except NotFound:
        return None
    return None if user.disabled else user


def _described(passkeys: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.id)) for one in passkeys]


def _name(name: str) -> str:
    named = printable(name.strip(), LONGEST_NAME + 1)
    if not 0 < len(named) <= LONGEST_NAME:
        raise BadRequest("the name of a passkey must have 1 to 60 characters")
    return named
