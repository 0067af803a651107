"""The OpenID Connect flow, encoded in the `state` parameter: the server stores nothing, and a response to
one flow is not valid for another."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from enum import StrEnum

from leftopen.errors import BadRequest


class OidcFlow(StrEnum):
    """`sign_in`: signs in the bound account · `join`: binds an invited account · `connect`: binds the
    account of the signed-in user · `confirm`: the signed-in user confirms their identity."""

    SIGN_IN = "sign_in"
    JOIN = "join"
    CONNECT = "connect"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcState:
    """`about`: the id of the invitation link, or of the session that connects or confirms; `next`: where to
    continue."""

    kind: OidcFlow
    about: str = ""
    next: str = "/"

    @property
    def purpose(self) -> str:
        return f"by the issuer: {self._text}"

    @property
    def _text(self) -> str:
        return f"{self.kind} {self.about} {self.next}"

    def state(self, challenge: bytes) -> str:
        return f"{_encoded(challenge)}.{_encoded(self._text.encode())}"


def read(state: str) -> tuple[bytes, OidcState]:
    """The challenge that was issued with it, and the flow. Raises BadRequest."""
    first, _, second = state.partition(".")
    try:
        challenge, (kind, about, next) = _decoded(first), _decoded(second).decode().split(" ", 2)
        errand = OidcState(kind=OidcFlow(kind), about=about, next=next)
    except ValueError:
        raise BadRequest("state") from None
    if errand.state(challenge) != state:
        raise BadRequest("state")
    return challenge, errand


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    """Raises ValueError."""
    return base64.b64decode(text.encode() + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
