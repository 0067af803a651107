"""PostgreSQL's protocol before a login, for one request and its response.

Bounded, never raises on any bytes.

The request is a start-up packet with a user and a database whose names are made up and exist nowhere: the
server states how that user would have to authenticate, and goes no further. Source: "Message Formats" and
"Error and Notice Message Fields" of PostgreSQL's documentation.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

SSL_REQUEST = struct.pack(">iHH", 8, 1234, 5679)
"""`S`: continue inside TLS; `N`: there is none."""

GSSENC_REQUEST = struct.pack(">iHH", 8, 1234, 5680)
"""`G`: continue inside GSSAPI; `N`: there is none. Releases before 12 take it for a version of the protocol,
and respond with an error that names the existing ones."""

USER = "leftopen_nobody"
DATABASE = "leftopen_nowhere"
"""Different from the user's name: a rule for each user's own database (`sameuser`) does not apply to all."""

LARGEST = 16384
MESSAGES = 64
_KINDS = frozenset(b"RENSKZv")
_UNDERSTOOD = {0: "none", 2: "Kerberos", 3: "password", 5: "MD5", 7: "GSSAPI", 9: "SSPI", 10: "SASL"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """`kind` is its letter, `body` what follows the length."""

    kind: str
    body: bytes

    @property
    def authentication(self) -> int | None:
        """The number of an `R` message: 0 needs no authentication, every other does."""
        return int.from_bytes(self.body[:4], "big") if self.kind == "R" and len(self.body) >= 4 else None

    @property
    def method(self) -> str:
        """The authentication's name, its mechanisms for SASL; '' for no `R` message."""
        number = self.authentication
        if number != 10:
            return "" if number is None else _UNDERSTOOD.get(number, f"method {number}")
        words = [word.decode("latin-1") for word in self.body[4:200].split(b"\0") if word]
        return "SASL " + ", ".join(words[:4]) if all(map(_is_mechanism, words)) and words else "SASL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """The fields of an error: `code` is SQLSTATE; `file` and `routine` name where in the server it arose;
    `letters` are those of all fields."""

    code: str = ""
    text: str = ""
    file: str = ""
    routine: str = ""
    letters: frozenset[str] = field(default=frozenset())


def startup(user: str = USER, database: str = DATABASE) -> bytes:
    """Version 3.0. A password never follows it."""
    words = ("user", user, "database", database)
    body = b"".join(word.encode() + b"\0" for word in words) + b"\0"
    return struct.pack(">iHH", 8 + len(body), 3, 0) + body


def needed(raw: bytes) -> int:
    """How many more bytes the first message needs at least: 0 when it is complete, or invalid."""
    if not raw:
        return 5
    if raw[0] not in _KINDS:
        return 0
    if len(raw) < 5:
        return 5 - len(raw)
    length = int.from_bytes(raw[1:5], "big")
    return max(0, length + 1 - len(raw)) if 4 <= length < LARGEST else 0


def begins(raw: bytes) -> bool:
    """Could these bytes be a server's message, perhaps truncated?"""
    if not raw or raw[0] not in _KINDS:
        return False
    return len(raw) < 5 or 4 <= int.from_bytes(raw[1:5], "big") < LARGEST


def messages(raw: bytes) -> tuple[Message, ...]:
    """The whole messages at the beginning, at most 64."""
    found: list[Message] = []
    rest = raw[:LARGEST]
    while len(rest) >= 5 and rest[0] in _KINDS and len(found) < MESSAGES:
        length = int.from_bytes(rest[1:5], "big")
        if length < 4 or length + 1 > len(rest):
            break
        found.append(Message(kind=chr(rest[0]), body=rest[5 : length + 1]))
        rest = rest[length + 1 :]
    return tuple(found)


def refusal(message: Message) -> Refusal | None:
    """None for anything but an error with a code of five characters and a text."""
    if message.kind != "E" or not message.body.endswith(b"\0"):
        return None
    fields = {part[:1].decode("latin-1"): part[1:].decode("utf-8", "replace")
              for part in message.body[:4096].split(b"\0")[:30] if part}  # fmt: skip
    code = fields.get("C", "")
    if len(code) != 5 or not (code.isascii() and code.isalnum()) or "M" not in fields:
        return None
    return Refusal(
        code=code,
        text=fields["M"][:300],
        file=fields.get("F", "")[:60],
        routine=fields.get("R", "")[:60],
        letters=frozenset(fields),
    )


def parameters(heard: tuple[Message, ...]) -> dict[str, str]:
    """What a server tells a client that it has let in."""
    found = {}
    for message in heard:
        words = message.body.split(b"\0")
        if message.kind == "S" and len(words) == 3:
            found[words[0].decode("latin-1")[:60]] = words[1].decode("utf-8", "replace")[:100]
    return found


def _is_mechanism(word: str) -> bool:
    return len(word) <= 40 and word.isascii() and word.replace("-", "").replace("_", "").isalnum()
