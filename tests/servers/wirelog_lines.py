"""Protocols of text lines, and Redis' arrays: only commands that ask, none that logs in."""

from __future__ import annotations

from tests.servers.offence import Kind, Offence

REDIS = frozenset({"PING", "INFO", "QUIT", "HELLO", "DBSIZE"})
SMTP = frozenset({"EHLO", "HELO", "NOOP", "QUIT", "HELP", "STARTTLS"})
HARMLESS = REDIS | SMTP
LOGINS = frozenset({"AUTH", "USER", "PASS", "LOGIN", "AUTHENTICATE"})
_LONGEST = 4096


def read(answer: bytes) -> tuple[tuple[str, ...], tuple[Offence, ...]]:
    """Ends at STARTTLS, after which the bytes are TLS."""
    asked: list[str] = []
    offences: list[Offence] = []
    rest = answer
    while rest:
        words, rest = _command(rest)
        if words is None:
            offences.append(Offence(kind=Kind.UNREADABLE, text=ascii(answer[:40].decode("latin-1"))))
            break
        if not words:
            continue
        asked.append(words[0])
        offences += _of_words(words)
        if words[0] == "STARTTLS":
            offences += _after_starttls(rest)
            break
    return tuple(asked), tuple(offences)


def _of_words(words: list[str]) -> list[Offence]:
    name = words[0]
    if name in LOGINS or (name == "HELLO" and "AUTH" in words[1:]):
        return [Offence(kind=Kind.LOGIN, text=name)]
    if name not in HARMLESS:
        return [Offence(kind=Kind.MUTATING, text=ascii(name[:40]))]
    return []


def _after_starttls(rest: bytes) -> list[Offence]:
    if rest and not (rest[:1] in (b"\x16", b"\x15") and rest[1:2] == b"\x03"):
        return [Offence(kind=Kind.UNREADABLE, text="bytes after STARTTLS that are not TLS")]
    return []


def _command(rest: bytes) -> tuple[list[str] | None, bytes]:
    """The next command's words in capitals, [] for an empty line, None for bytes that are no command."""
    if rest.startswith(b"*"):
        return _array(rest)
    line, _, rest = rest.partition(b"\n")
    if len(line) > _LONGEST or not line.strip(b"\r").isascii():
        return None, b""
    return line.decode("ascii").upper().split(), rest


def _array(rest: bytes) -> tuple[list[str] | None, bytes]:
    head, end, rest = rest.partition(b"\r\n")
    count = _number(head[1:])
    if not end or count is None or not 1 <= count <= 64:
        return None, b""
    words = []
    for _ in range(count):
        head, end, rest = rest.partition(b"\r\n")
        size = _number(head[1:])
        if not end or head[:1] != b"$" or size is None or len(rest) < size + 2:
            return None, b""
        words.append(rest[:size].decode("latin-1").upper())
        rest = rest[size + 2 :]
    return words, rest


def _number(text: bytes) -> int | None:
    return int(text) if text.isdigit() and len(text) < 8 else None
