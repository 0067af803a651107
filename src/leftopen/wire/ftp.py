"""FTP's control connection: replies, features, and the port of the data connection.

Bounded, never raises. Sources: RFC 959 (replies, PASV, PWD), RFC 2389 (FEAT), RFC 2428 (EPSV), RFC 4217 (AUTH
TLS). Text is latin-1 throughout, so that a path goes back to the server as the bytes that it came in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from leftopen.model.channel import Channel

LONGEST_LINE = 1024
MOST_LINES = 100
LARGEST = 16_384

_LINE = re.compile(rb"(\d{3})([ -]|$)")
_EXTENDED = re.compile(r"\((.)\1\1(\d{1,5})\1\)")
_PASSIVE = re.compile(r"\d{1,3},\d{1,3},\d{1,3},\d{1,3},(\d{1,3}),(\d{1,3})(?!\d)")
_FOLDER = re.compile(r'"((?:[^"\r\n]|""){1,1000})"')
_FEATURE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,31}")
_WANTS_TLS = re.compile(r"\b(?:TLS|SSL|encrypt\w{0,5}|secure|AUTH)\b", re.IGNORECASE)
_TLS_CODES = frozenset({421, 503, 521, 522, 530, 533, 534, 536, 550})


@dataclass(frozen=True, slots=True, kw_only=True)
class FtpReply:
    """One reply: its code and the text of each line, without the code where a line repeats it."""

    code: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def answers(raw: bytes) -> tuple[FtpReply, ...]:
    """Every whole reply, in order; stops at the first invalid line."""
    found: list[FtpReply] = []
    code, lines = b"", []
    for line in raw[:LARGEST].split(b"\n")[:-1][: MOST_LINES + 1]:
        fits = _LINE.match(line.rstrip(b"\r"))
        if not code and fits is None:
            break
        own = fits is not None and code in (b"", fits[1])
        lines.append((line[4:] if own else line)[:LONGEST_LINE].decode("latin-1").strip())
        code = code or line[:3]
        if own and fits is not None and fits[2] != b"-":
            found.append(FtpReply(code=int(code), lines=tuple(lines)))
            code, lines = b"", []
    return tuple(found)


def last(raw: bytes) -> FtpReply:
    """The last whole reply; code 0 when there is none."""
    return next(reversed(answers(raw)), FtpReply(code=0, lines=()))


async def answer(channel: Channel) -> bytes:
    """Reads one reply, or its beginning at the end of the stream or at the limits."""
    heard = b""
    for _ in range(MOST_LINES):
        part = await channel.read_until(b"\n", LONGEST_LINE)
        heard += part
        begins = _LINE.match(heard) is not None or len(heard) < 4
        if not part or not begins or answers(heard) or len(heard) >= LARGEST:
            break
    return heard


def greets(first: bytes) -> bool:
    """Does it begin like a greeting (120, 220, 421, 530) that is not SMTP's? It may still be another
    protocol: only `FTP` in it, or a reply to a command, is proof."""
    line = first[:512].partition(b"\n")[0].lower()
    if line[:3] not in (b"120", b"220", b"421", b"530") or line[3:4] not in (b" ", b"-"):
        return False
    return b"smtp" not in line and (b"ftp" in first[:2048].lower() or b"mail" not in line)


def features(reply: FtpReply) -> dict[str, str]:
    """FEAT's lines, name in capitals to its parameters. At most 50."""
    found: dict[str, str] = {}
    for line in reply.lines[1:-1][:50]:
        word, _, parameters = line.partition(" ")
        if _FEATURE.fullmatch(word) and word.upper() in found:
            found[word.upper()] = f"{found[word.upper()]};{parameters.strip()}"[:200]
        elif _FEATURE.fullmatch(word):
            found[word.upper()] = parameters.strip()[:200]
    return found


def offers_tls(announced: dict[str, str]) -> bool:
    """`AUTH TLS`, also as `AUTH SSL;TLS` or its old name; or PBSZ and PROT, which have no other use (vsftpd
    with TLS 1.2 announces no more)."""
    words = re.split(r"[;, ]", announced.get("AUTH", "").upper())
    return bool({"TLS", "TLS-C"} & set(words)) or {"PBSZ", "PROT"} <= announced.keys()


def data_port(raw: bytes) -> int | None:
    """The port in the reply to EPSV or PASV. Its address is never read: the data connection goes to the same
    address as the talk."""
    for reply in answers(raw)[:1]:
        extended, passive = _EXTENDED.search(reply.text), _PASSIVE.search(reply.text)
        if reply.code == 229 and extended:
            port = int(extended[2])
        elif reply.code == 227 and passive:
            port = int(passive[1]) * 256 + int(passive[2])
        else:
            return None
        return port if 0 < port < 65536 else None
    return None


def folder(reply: FtpReply) -> str:
    """The path in PWD's 257, always with a final slash; '' when there is none."""
    fits = _FOLDER.search(reply.text) if reply.code == 257 else None
    if fits is None or not fits[1].startswith("/"):
        return ""
    return fits[1].replace('""', '"').rstrip("/") + "/"


def wants_tls(reply: FtpReply) -> bool:
    """Does it refuse because the connection is unencrypted, not because of the user?"""
    return (
        reply.code in _TLS_CODES and bool(_WANTS_TLS.search(reply.text)) and "may not use" not in reply.text
    )
