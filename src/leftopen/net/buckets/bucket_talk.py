"""Sends requests to the service of a bucket, through its gate: those that the client library can't make."""

from __future__ import annotations

import re
import ssl
import time
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import urlsplit

from leftopen.model.bucket import BucketPlace
from leftopen.wire.bucket_request import BucketRequest

SECONDS = 60.0
LARGEST = 64 * 1024 * 1024
"""Bytes of one answer; of a list, many times what a page of a thousand keys takes."""
WHOLE_S = 300.0
"""For one answer, however slowly it comes."""
BLOCK = 256 * 1024
BUSY = frozenset((429, 500, 502, 503, 504))
REFUSALS = (401, 403)
EXPIRED = re.compile(r"ExpiredToken|TokenRefreshRequired|InvalidToken|AuthenticationFailed|ExpiredCredential")
TOLD = 4096


class NoAnswer(OSError):
    """The service can't be reached, or does not speak HTTP; the text says which, of the service."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`headers` in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)

    @property
    def refused(self) -> bool:
        """The credentials, or only this request?"""
        error_text = self.body[:TOLD].decode("utf-8", "replace") if self.status >= 400 else ""
        return self.status in REFUSALS or bool(EXPIRED.search(error_text))


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketTalk:
    """`gate`: its URL with the password. A service that is busy is asked again, `retries` times; the waits
    double from `wait` to `longest` seconds."""

    place: BucketPlace
    gate: str = field(repr=False)
    wait: float
    longest: float
    retries: int

    def get(self, request: BucketRequest) -> Answer:
        """Follows no redirect. Raises NoAnswer."""
        for attempt in range(self.retries + 1):
            last = attempt == self.retries
            try:
                answer = self._once(request)
                if last or answer.status not in BUSY:
                    return answer
            except NoAnswer:
                raise
            except ssl.SSLCertVerificationError:
                raise NoAnswer("shows a certificate that this machine does not trust") from None
            except (OSError, HTTPException, ValueError):
                if last:
                    break
            time.sleep(min(self.wait * 2**attempt, self.longest))
        raise NoAnswer("does not respond")

    def _once(self, request: BucketRequest) -> Answer:
        gate, place = urlsplit(self.gate), self.place
        word = b64encode(f"{gate.username}:{gate.password}".encode()).decode()
        proof = {"Proxy-Authorization": f"Basic {word}"}
        if gate.hostname is None:
            raise NoAnswer("no gate")
        headers, target = dict(request.headers), request.target
        if place.encrypted:
            context = ssl.create_default_context()
            line: HTTPConnection = HTTPSConnection(gate.hostname, gate.port, timeout=SECONDS, context=context)
            line.set_tunnel(place.host, place.port, headers=proof)
        else:
            line = HTTPConnection(gate.hostname, gate.port, timeout=SECONDS)
            headers, target = headers | proof, f"http://{request.headers['host']}{target}"
        try:
            line.request("GET", target, headers=headers)
            heard = line.getresponse()
            body = _body(heard, time.monotonic() + WHOLE_S)
            named = {name.lower(): value for name, value in heard.getheaders()}
            return Answer(status=heard.status, headers=named, body=body)
        finally:
            line.close()


def _body(heard: HTTPResponse, end: float) -> bytes:
    """Raises NoAnswer."""
    pieces, size = list[bytes](), 0
    while piece := heard.read1(BLOCK):
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST:
            raise NoAnswer("gives too much of an answer")
        if time.monotonic() > end:
            raise NoAnswer(f"has not ended its answer after {WHOLE_S:.0f} seconds")
    return b"".join(pieces)
