"""SMB2 as the judge reads it: a session of nobody, names of shares, folders opened to be listed."""

from __future__ import annotations

from tests.servers.offence import Kind, Offence

MARK = b"\xfeSMB"
NAMES = {
    0: "NEGOTIATE", 1: "SETUP", 2: "LOGOFF", 3: "TREE", 4: "UNTREE", 5: "OPEN", 6: "CLOSE", 11: "PIPE",
    14: "LIST",
}  # fmt: skip
LIST_RIGHTS, PIPE_RIGHTS, EXISTING, FOLDER = 0x81, 0x03, 1, 1
TRANSCEIVE = 0x0011C017
SRVSVC = bytes.fromhex("c84f324b7016d30112785a47bf6ee188")
NTLM = b"NTLMSSP\0"


def begins(answer: bytes) -> bool:
    """A frame with an SMB2 header."""
    return answer[:1] == b"\0" and answer[4:8] == MARK


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """Frames one after another, each a chain of requests."""
    asked: list[str] = []
    offences: list[Offence] = []
    rest = answer
    while rest:
        size = _int(rest[:4], big=True)
        frame, rest = rest[4 : 4 + size], rest[4 + size :]
        if len(frame) < size:
            offences.append(_wrong(Kind.UNREADABLE, "a frame that is not whole"))
            break
        while frame:
            following = _int(frame[20:24])
            if frame[:4] != MARK or len(frame) < 64 or (following and not 64 <= following <= len(frame)):
                return tuple(asked), (*offences, _wrong(Kind.UNREADABLE, "no request of this protocol"))
            one, frame = (frame[:following], frame[following:]) if following else (frame, b"")
            name, offence = _request(one)
            asked.append(name)
            offences += [offence] if offence else []
    return tuple(asked), tuple(offences)


def _request(raw: bytes) -> tuple[str, Offence | None]:
    command = _int(raw[12:14])
    if command not in NAMES:
        return str(command), _wrong(Kind.MUTATING, f"command {command}")
    body = raw[64:]
    judge = {1: _setup, 5: _open, 11: _pipe}.get(command)
    return NAMES[command], judge(raw, body) if judge is not None else None


def _setup(raw: bytes, body: bytes) -> Offence | None:
    """The first message of NTLM, or a third one of nobody: no name, no domain, no response."""
    token = _pointed(raw, _int(body[12:14]), _int(body[14:16]))
    at = token.find(NTLM)
    message = token[at:]
    if at < 0 or token.count(NTLM) != 1:
        return _wrong(Kind.LOGIN, "a session by another mechanism")
    if _int(message[8:12]) == 1:
        return None
    lengths = [_int(message[place : place + 2]) for place in (12, 20, 28, 36, 44, 52)]
    nobody = lengths[0] <= 1 and not any(lengths[1:]) and _int(message[60:64]) & 0x800
    right = _int(message[8:12]) == 3 and len(message) >= 64 and nobody
    return None if right else _wrong(Kind.LOGIN, "a session with a name or a response")


def _open(raw: bytes, body: bytes) -> Offence | None:
    rights, disposition, options = _int(body[24:28]), _int(body[36:40]), _int(body[40:44])
    name = _pointed(raw, _int(body[44:46]), _int(body[46:48])) if _int(body[46:48]) else b""
    folder = not name and rights == LIST_RIGHTS and options == FOLDER
    pipe = name == "srvsvc".encode("utf-16-le") and rights == PIPE_RIGHTS and not options
    if disposition == EXISTING and (folder or pipe):
        return None
    return _wrong(Kind.MUTATING, f"opened with the rights {rights:#x}, disposition {disposition}")


def _pipe(raw: bytes, body: bytes) -> Offence | None:
    """A bind to the Server Service, or its operation 15, NetrShareEnum, of level 1."""
    answer = _pointed(raw, _int(body[24:28]), _int(body[28:32]))
    bind = answer[2:3] == b"\x0b" and answer[32:48] == SRVSVC and len(answer) == 72
    names = answer[2:3] == b"\0" and _int(answer[22:24]) == 15 and answer[24:36] == bytes(4) + b"\1\0\0\0" * 2
    if _int(body[4:8]) == TRANSCEIVE and answer[:2] == b"\5\0" and (bind or names):
        return None
    return _wrong(Kind.MUTATING, "another control code or another call")


def _pointed(raw: bytes, at: int, size: int) -> bytes:
    part = raw[at : at + size]
    return part if at >= 64 and len(part) == size else b""


def _int(raw: bytes, *, big: bool = False) -> int:
    return int.from_bytes(raw, "big" if big else "little")


def _wrong(kind: Kind, text: str) -> Offence:
    return Offence(kind=kind, text=text)
