"""The verdict of a check: open, closed or unknown, and the reason.

Three states, because a check that could not run never means "safe".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from leftopen.model.read_level import ReadLevel


class State(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class ExposureKind(StrEnum):
    """What was readable without a password."""

    DATA = "data"
    EMPTY = "empty"
    METADATA = "metadata"
    NONE = "none"


class Phase(StrEnum):
    """The phase that the check had reached."""

    GATE = "gate"
    CONNECT = "connect"
    TLS = "tls"
    ASK = "ask"
    JUDGE = "judge"


class Reason(StrEnum):
    """The reason for the state; `WHY` has one sentence for each."""

    DATA_READABLE = "data_readable"
    EMPTY_READABLE = "empty_readable"
    METADATA_READABLE = "metadata_readable"
    ACCESS_GRANTED = "access_granted"

    PASSWORD_ASKED = "password_asked"
    FORBIDDEN = "forbidden"
    NOT_SERVED = "not_served"

    REFUSED = "refused"
    TIMEOUT = "timeout"
    CUT = "cut"
    TLS_FAILED = "tls_failed"
    OTHER_PROTOCOL = "other_protocol"
    OTHER_SERVER = "other_server"
    NOT_UNDERSTOOD = "not_understood"
    ANSWERS_EVERYTHING = "answers_everything"
    DENIED_EVERYWHERE = "denied_everywhere"
    BUDGET_SPENT = "budget_spent"
    OUT_OF_SCOPE = "out_of_scope"
    NOT_PERMITTED = "not_permitted"
    NEEDS_METADATA = "needs_metadata"
    NEEDS_LISTING = "needs_listing"
    NEEDS_SAMPLE = "needs_sample"
    NEEDS_ANONYMOUS = "needs_anonymous"
    STOPPED = "stopped"
    BUG = "bug"


WHY: dict[Reason, str] = {
    Reason.DATA_READABLE: "data can be read without a password",
    Reason.EMPTY_READABLE: "readable without a password, currently empty",
    Reason.METADATA_READABLE: "names, counts or versions can be read without a password; no data was seen",
    Reason.ACCESS_GRANTED: "access is granted without a password; nothing was read",
    Reason.PASSWORD_ASKED: "the server asks for a password",
    Reason.FORBIDDEN: "the server denies access",
    Reason.NOT_SERVED: "the same server responds and no longer serves it",
    Reason.REFUSED: "the connection was refused",
    Reason.TIMEOUT: "no response before the deadline",
    Reason.CUT: "the response was cut short",
    Reason.TLS_FAILED: "the TLS handshake failed",
    Reason.OTHER_PROTOCOL: "another protocol responds on this port",
    Reason.OTHER_SERVER: "another server now responds at this address",
    Reason.NOT_UNDERSTOOD: "the response could not be understood",
    Reason.ANSWERS_EVERYTHING: "the host gives the same response to every request; this proves nothing",
    Reason.DENIED_EVERYWHERE: "the server denies this scanner every page; it may block this scanner alone",
    Reason.BUDGET_SPENT: "the check used up its budget of requests or bytes",
    Reason.OUT_OF_SCOPE: "the scope does not allow this address",
    Reason.NOT_PERMITTED: "leftopen does not send this request",
    Reason.NEEDS_METADATA: "the scope does not allow this request: it needs --read metadata",
    Reason.NEEDS_LISTING: "the scope does not allow this request: it needs --read listing",
    Reason.NEEDS_SAMPLE: "the scope does not allow this request: it needs --read sample",
    Reason.NEEDS_ANONYMOUS: "the scope does not allow this request: it needs --anonymous",
    Reason.STOPPED: "the scan was stopped",
    Reason.BUG: "internal error in leftopen; see the log",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """`said` is the detail from the server's response, masked, at most 200 characters."""

    state: State
    reason: Reason
    seen: ExposureKind = ExposureKind.NONE
    phase: Phase = Phase.JUDGE
    said: str = ""

    @property
    def why(self) -> str:
        return WHY[self.reason]


_SEEN = {
    ExposureKind.DATA: Reason.DATA_READABLE,
    ExposureKind.EMPTY: Reason.EMPTY_READABLE,
    ExposureKind.METADATA: Reason.METADATA_READABLE,
}


def opened(seen: ExposureKind, message: str = "") -> Verdict:
    """Readable without a password; `seen` states what was readable."""
    return Verdict(state=State.OPEN, reason=_SEEN[seen], seen=seen, said=message[:200])


def accessible(message: str = "") -> Verdict:
    """Access without a password was granted, and the check read nothing behind it."""
    return Verdict(
        state=State.OPEN, reason=Reason.ACCESS_GRANTED, seen=ExposureKind.METADATA, said=message[:200]
    )


def closed(reason: Reason, message: str = "") -> Verdict:
    """The server itself refused: `password_asked`, `forbidden` or `not_served`."""
    return Verdict(state=State.CLOSED, reason=reason, said=message[:200])


def too_deep(level: ReadLevel) -> Reason:
    """The scope does not allow requests at this level."""
    return _NEEDS.get(level, Reason.NOT_PERMITTED)


_NEEDS = {
    ReadLevel.METADATA: Reason.NEEDS_METADATA,
    ReadLevel.LISTING: Reason.NEEDS_LISTING,
    ReadLevel.SAMPLE: Reason.NEEDS_SAMPLE,
}


def unknown(reason: Reason, phase: Phase = Phase.JUDGE, said: str = "") -> Verdict:
    """Neither open nor closed was proven; never means safe."""
    return Verdict(state=State.UNKNOWN, reason=reason, phase=phase, said=said[:200])
