"""RTSP 1.0, for two requests. Pure, bounded, never raises.

Source: RFC 2326 (messages), RFC 8866 (SDP). OPTIONS and DESCRIBE read; SETUP, which makes a session, and
PLAY are never sent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LARGEST = 8192
OPTIONS = b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n"
_STATUS = re.compile(rb"RTSP/1\.\d (\d{3})(?: ([^\r\n]{0,100}))?\r?\n")
_MEDIA = re.compile(rb"^m=(video|audio|application) \d{1,5}(?:/\d{1,5})? [\w/]{3,40} ", re.MULTILINE)
_SESSION = re.compile(rb"\Av=0\r?\no=[^\r\n]{1,300}\r?\ns=")


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """`headers` with names in lower case; `whole`: the body is complete."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    whole: bool

    def header(self, name: str) -> str:
        """The first value of that name, or ''."""
        return next((value for key, value in self.headers if key == name), "")


def describe(host: str, port: int) -> bytes:
    """Asks what the server's first address shows; `host` as an IPv4 address, or an IPv6 one in brackets."""
    url = f"rtsp://{host}:{port}/"
    return f"DESCRIBE {url} RTSP/1.0\r\nCSeq: 2\r\nAccept: application/sdp\r\n\r\n".encode("ascii")


def complete(raw: bytes) -> bool:
    """Is the response complete, as long as is read of one, or none?"""
    answer = response(raw)
    if answer is None:
        return len(raw) >= LARGEST or not _begins(raw)
    return answer.whole or len(raw) >= LARGEST


def response(raw: bytes) -> Response | None:
    """The response, its body as far as it came; None when its head is incomplete or it is none."""
    head, end, body = raw[: LARGEST * 2].partition(b"\r\n\r\n")
    status = _STATUS.match(head + b"\r\n")
    if not end or status is None:
        return None
    pairs = [line.partition(":") for line in head.decode("latin-1").split("\r\n")[1:65]]
    headers = tuple((name.strip().lower(), value.strip()[:500]) for name, mark, value in pairs if mark)
    digits = next((value for name, value in headers if name == "content-length"), "0")
    length = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 8 else 0
    return Response(status=int(status[1]), headers=headers, body=body[:length], whole=len(body) >= length)


def streams(answer: Response) -> tuple[str, ...]:
    """The kinds of streams in a session description, () for anything else."""
    if not answer.header("content-type").lower().startswith("application/sdp"):
        return ()
    if not _SESSION.match(answer.body):
        return ()
    return tuple(kind.decode() for kind in _MEDIA.findall(answer.body)[:32])


def _begins(raw: bytes) -> bool:
    return raw.startswith(b"RTSP/1."[: len(raw)])
