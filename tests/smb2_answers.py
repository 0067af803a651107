"""What an SMB2 server says, made by hand for tests."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.wire import smb2
from leftopen.wire.smb2 import HEADER, little

NOW = 133_200_000_000_000_000
"""A moment of February 2023, as Windows counts."""


def _header(command: int, status: int, following: int, session: int, tree: int) -> bytes:
    return (
        smb2.MARK + little(64, 2) + little(1, 2) + little(status, 4) + little(command, 2) + little(31, 2)
        + little(1, 4) + little(following, 4) + bytes(12) + little(tree, 4) + little(session, 8) + bytes(16)
    )  # fmt: skip


def frame(*answers: tuple[int, int, bytes], session: int = 7, tree: int = 9) -> bytes:
    """Each (command, status, body), in one frame."""
    heard = b""
    for at, (command, status, body) in enumerate(answers):
        last = at == len(answers) - 1
        padded = body if last else body + bytes(-len(body) % 8)
        heard += _header(command, status, 0 if last else HEADER + len(padded), session, tree) + padded
    return len(heard).to_bytes(4, "big") + heard


def refused(command: int, status: int = smb2.ACCESS_DENIED) -> bytes:
    return frame((command, status, little(9, 2) + bytes(7)))


def negotiated(dialect: int = 0x0302, security: int = 1) -> bytes:
    body = little(65, 2) + little(security, 2) + little(dialect, 2) + bytes(2) + b"server guid 0016"
    body += little(7, 4) + little(65536, 4) * 3 + little(NOW, 8) + bytes(8) + little(128, 2) + bytes(6)
    return frame((smb2.NEGOTIATE, 0, body), session=0, tree=0)


def ntlm_challenge(version: bytes = bytes((10, 0, 0x63, 0x45, 0, 0, 0, 15)), **names: str) -> bytes:
    kinds = {"computer": 1, "domain": 2, "dns_computer": 3, "dns_domain": 4}
    pairs = b""
    for name, value in names.items():
        encoded = value.encode("utf-16-le")
        pairs += little(kinds[name], 2) + little(len(encoded), 2) + encoded
    pairs += bytes(4)
    target = "MADEUP".encode("utf-16-le")
    end = 56 + len(target)
    return (
        b"NTLMSSP\0" + little(2, 4) + little(len(target), 2) * 2 + little(56, 4) + little(0x02800205, 4)
        + b"noncenon" + bytes(8) + little(len(pairs), 2) * 2 + little(end, 4) + version + target + pairs
    )  # fmt: skip


def setup(status: int, token: bytes = b"", flags: int = 0) -> bytes:
    body = little(9, 2) + little(flags, 2) + little(HEADER + 8, 2) + little(len(token), 2) + token
    return frame((smb2.SESSION_SETUP, status, body), tree=0)


CHALLENGE = setup(
    smb2.MORE_PROCESSING, b"spnego" + ntlm_challenge(computer="FILES", dns_computer="files.made-up.example")
)
SESSION = setup(smb2.SUCCESS, flags=2)


def connected(kind: int = smb2.DISK) -> bytes:
    return frame((smb2.TREE_CONNECT, 0, little(16, 2) + bytes((kind, 0)) + bytes(12)))


def _opened() -> bytes:
    return little(89, 2) + bytes(62) + b"file handle 0016" + bytes(8)


PIPE = frame((smb2.CREATE, 0, _opened()))


def piped(answer: bytes, status: int = 0) -> bytes:
    body = little(49, 2) + bytes(2) + little(0x0011C017, 4) + bytes(16) + little(112, 4) + bytes(4)
    body += little(112, 4) + little(len(answer), 4) + bytes(8) + answer
    return frame((smb2.IOCTL, status, body))


def _pdu(kind: int, body: bytes) -> bytes:
    return bytes((5, 0, kind, 3, 16, 0, 0, 0)) + little(16 + len(body), 2) + bytes(2) + little(1, 4) + body


BOUND = piped(_pdu(12, bytes(40)))


def _string(text: str) -> bytes:
    encoded = f"{text}\0".encode("utf-16-le")
    size = len(text) + 1
    return little(size, 4) + bytes(4) + little(size, 4) + encoded + bytes(-len(encoded) % 4)


def share_list(shares: Sequence[tuple[str, int]]) -> bytes:
    """The PDU: names with their kinds, and a comment each."""
    count = little(len(shares), 4)
    heads = b"".join(little(1, 4) + little(kind, 4) + little(1, 4) for _, kind in shares)
    strings = b"".join(_string(name) + _string("a comment") for name, _ in shares)
    stub = little(1, 4) * 2 + little(1, 4) + count + little(1, 4) + count + heads + strings
    return _pdu(2, little(len(stub), 4) + bytes(4) + stub + count + bytes(8))


def named(*shares: tuple[str, int]) -> bytes:
    return piped(share_list(shares))


def _entry(name: str, size: int, attributes: int, last: bool) -> bytes:
    encoded = name.encode("utf-16-le")
    body = (
        bytes(4) + little(NOW, 8) * 4 + little(size, 8) * 2 + little(attributes, 4) + little(len(encoded), 4)
    )
    body += encoded
    padded = body if last else body + bytes(-(len(body) + 4) % 8)
    return little(0 if last else len(padded) + 4, 4) + padded


def listing(*files: tuple[str, int], folders: Sequence[str] = (), more: bool = False) -> bytes:
    """The four answers to `list_root`; `more` that the second question found further names."""
    names = [(".", 0, 16), ("..", 0, 16)]
    names += [(name, 0, 16) for name in folders] + [(name, size, 32) for name, size in files]
    raw = b"".join(_entry(*each, last=at == len(names) - 1) for at, each in enumerate(names))
    listed = little(9, 2) + little(HEADER + 8, 2) + little(len(raw), 4) + raw
    again = (
        (smb2.QUERY_DIRECTORY, 0, listed) if more else (smb2.QUERY_DIRECTORY, smb2.NO_MORE_FILES, bytes(9))
    )
    return frame(
        (smb2.CREATE, 0, _opened()), (smb2.QUERY_DIRECTORY, 0, listed), again, (smb2.CLOSE, 0, bytes(60))
    )
