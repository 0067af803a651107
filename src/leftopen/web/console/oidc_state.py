"""What a browser is sent to the issuer for. It is written into the `state` that comes back, so that nothing
is kept meanwhile, and no answer to one errand is one to another."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from enum import StrEnum

from leftopen.errors import BadRequest


class OidcFlow(StrEnum):
    """`sign_in` as the account that is bound · `join` binds an invited account · `connect` binds that
    of who is signed in."""

    SIGN_IN = "sign_in"
    JOIN = "join"
    CONNECT = "connect"


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcState:
    """`about`: the id of the link to join by, or of the sitting that connects; `next`: where to go on."""

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
    """The challenge that was given out with it, and the errand. Raises BadRequest."""
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
