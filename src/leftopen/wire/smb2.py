"""SMB2 for an anonymous client: the frame, the header, negotiation, a session, a tree. Never raises on bytes.

Dialects 2.0.2 to 3.0.2 are offered: with 3.1.1 a client must keep a hash of the whole negotiation, which
signs no anonymous session. Source: MS-SMB2, sections 2.1 and 2.2.
"""

from __future__ import annotations

from dataclasses import dataclass

PIECE = 4096
"""Bytes of a frame that are read at once."""
LARGEST = 65536
HEADER = 64
MARK = b"\xfeSMB"

NEGOTIATE, SESSION_SETUP, LOGOFF, TREE_CONNECT = 0, 1, 2, 3
CREATE, CLOSE, IOCTL, QUERY_DIRECTORY = 5, 6, 11, 14

SUCCESS, PENDING = 0, 0x00000103
BUFFER_OVERFLOW, NO_MORE_FILES = 0x80000005, 0x80000006
MORE_PROCESSING = 0xC0000016
ACCESS_DENIED, LOGON_FAILURE, ACCOUNT_RESTRICTION = 0xC0000022, 0xC000006D, 0xC000006E
ACCOUNT_DISABLED, NETWORK_ACCESS_DENIED, LOGON_TYPE = 0xC0000072, 0xC00000CA, 0xC000015B

DIALECTS = {0x0202: "2.0.2", 0x0210: "2.1", 0x0300: "3.0", 0x0302: "3.0.2", 0x0311: "3.1.1", 0x02FF: "2.?"}
_OFFERED = (0x0202, 0x0210, 0x0300, 0x0302)
CAPABILITIES = {
    0x01: "dfs", 0x02: "leasing", 0x04: "large-mtu", 0x08: "multi-channel", 0x10: "persistent-handles",
    0x20: "directory-leasing", 0x40: "encryption",
}  # fmt: skip
SIGNING_REQUIRED = 2
DISK = 1
_SIGNING_ENABLED = 1
_CLIENT = b"leftopen scanner"
"""In place of a client's random number: sixteen bytes that name the client."""
_CREDITS = 31
_FROM_SERVER, _RELATED = 1, 4
_ALL = 2**64 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """One response. `whole` is its header and body, since offsets count from the header."""

    command: int
    status: int
    session: int
    tree: int
    whole: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Negotiated:
    """What the server chose, and its own description."""

    dialect: int
    signing_required: bool
    guid: bytes
    capabilities: int


def little(value: int, size: int) -> bytes:
    return value.to_bytes(size, "little")


def number(raw: bytes, at: int, size: int) -> int:
    """A little-endian number, 0 past the end."""
    return int.from_bytes(raw[at : at + size], "little")


def chain(parts: tuple[tuple[int, bytes], ...], *, message: int, session: int = 0, tree: int = 0) -> bytes:
    """One frame of requests that follow from one another (command and body each), the first with this
    message's number."""
    heard = []
    for at, (command, body) in enumerate(parts):
        last = at == len(parts) - 1
        padded = body if last else body + bytes(-(HEADER + len(body)) % 8)
        following = 0 if last else HEADER + len(padded)
        ids = (tree, session) if at == 0 else (2**32 - 1, _ALL)
        heard.append(_header(command, message + at, following, ids, related=at > 0) + padded)
    whole = b"".join(heard)
    return len(whole).to_bytes(4, "big") + whole


def _header(command: int, message: int, following: int, ids: tuple[int, int], *, related: bool) -> bytes:
    return (
        MARK
        + little(HEADER, 2)
        + little(0 if command == NEGOTIATE else 1, 2)
        + bytes(4)
        + little(command, 2)
        + little(_CREDITS, 2)
        + little(_RELATED if related else 0, 4)
        + little(following, 4)
        + little(message, 8)
        + bytes(4)
        + little(ids[0], 4)
        + little(ids[1], 8)
        + bytes(16)
    )


def negotiate() -> bytes:
    """The first request."""
    body = little(36, 2) + little(len(_OFFERED), 2) + little(_SIGNING_ENABLED, 2) + bytes(2 + 4)
    body += _CLIENT + bytes(8) + b"".join(little(each, 2) for each in _OFFERED)
    return chain(((NEGOTIATE, body),), message=0)


def session_setup(token: bytes, *, message: int, session: int = 0) -> bytes:
    """A step of the login: `token` is the security buffer."""
    body = little(25, 2) + bytes((0, _SIGNING_ENABLED)) + bytes(8) + little(HEADER + 24, 2)
    body += little(len(token), 2) + bytes(8) + token
    return chain(((SESSION_SETUP, body),), message=message, session=session)


def tree_connect(path: str, *, message: int, session: int) -> bytes:
    """`path` as `\\\\host\\share`."""
    name = path.encode("utf-16-le")
    body = little(9, 2) + bytes(2) + little(HEADER + 8, 2) + little(len(name), 2) + name
    return chain(((TREE_CONNECT, body),), message=message, session=session)


def logoff(*, message: int, session: int) -> bytes:
    """Ends the session."""
    return chain(((LOGOFF, little(4, 2) + bytes(2)),), message=message, session=session)


def needed(raw: bytes) -> int:
    """How many more bytes the first frame needs: 0 when it is complete, or no frame of at most 64 KiB."""
    if len(raw) < 4:
        return 4 - len(raw) if raw[:1] in (b"", b"\0") else 0
    length = int.from_bytes(raw[:4], "big")
    return max(0, length + 4 - len(raw)) if length <= LARGEST else 0


def frames(raw: bytes) -> tuple[bytes, ...]:
    """Whole frames one after another, at most 16."""
    found: list[bytes] = []
    rest = raw
    while len(rest) >= 4 and len(found) < 16:
        end = int.from_bytes(rest[:4], "big") + 4
        if end > LARGEST + 4 or end > len(rest):
            break
        found.append(rest[:end])
        rest = rest[end:]
    return tuple(found)


def responses(raw: bytes) -> tuple[Response, ...]:
    """The responses in one whole frame, at most 8; () for another protocol."""
    if len(raw) < 4 + HEADER or int.from_bytes(raw[:4], "big") != len(raw) - 4:
        return ()
    found: list[Response] = []
    rest = raw[4:]
    while len(rest) >= HEADER and len(found) < 8:
        following = number(rest, 20, 4)
        if rest[:4] != MARK or number(rest, 4, 2) != HEADER or not number(rest, 16, 4) & _FROM_SERVER:
            return ()
        if following and (following < HEADER or following > len(rest)):
            return ()
        whole = rest[:following] if following else rest
        found.append(
            Response(
                command=number(rest, 12, 2),
                status=number(rest, 8, 4),
                session=number(rest, 40, 8),
                tree=number(rest, 36, 4),
                whole=whole,
            )
        )
        if not following:
            break
        rest = rest[following:]
    return tuple(found)


def answer(raw: bytes, command: int) -> Response | None:
    """The only response of a frame, when it is one to that command."""
    found = responses(raw)
    return found[0] if found and found[0].command == command else None


def buffer(response: Response, at: int) -> bytes:
    """The bytes at an offset and a length (2 bytes each), b'' when they lie outside."""
    begin, size = number(response.whole, at, 2), number(response.whole, at + 2, 2)
    inside = begin >= HEADER and begin + size <= len(response.whole)
    return response.whole[begin : begin + size] if inside else b""


def negotiated(raw: bytes) -> Negotiated | None:
    """The response to `negotiate`, or None."""
    content = answer(raw, NEGOTIATE)
    if content is None or content.status != SUCCESS or len(content.whole) < HEADER + 64:
        return None
    body = content.whole[HEADER:]
    if number(body, 0, 2) != 65 or number(body, 4, 2) not in DIALECTS:
        return None
    return Negotiated(
        dialect=number(body, 4, 2),
        signing_required=bool(number(body, 2, 2) & SIGNING_REQUIRED),
        guid=body[8:24],
        capabilities=number(body, 24, 4),
    )


def token(raw: bytes) -> bytes:
    """The security buffer of the response to `session_setup`, or b''."""
    content = answer(raw, SESSION_SETUP)
    return buffer(content, HEADER + 4) if content is not None else b""


def disk(raw: bytes) -> bool:
    """Did `tree_connect` open a share of files?"""
    content = answer(raw, TREE_CONNECT)
    return (
        content is not None
        and content.status == SUCCESS
        and len(content.whole) >= HEADER + 16
        and number(content.whole, HEADER, 2) == 16
        and content.whole[HEADER + 2] == DISK
    )
