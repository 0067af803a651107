"""Digests that identify a thing, so that the same thing has the same id again.

blake2b-128, printed as 32 hex digits. The keys are final: stored rows are found by them.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from leftopen.model.endpoint import Endpoint


def digest(*parts: str | bytes) -> str:
    """blake2b-128 over length-prefixed parts, so that ("ab", "c") and ("a", "bc") differ."""
    raws = [part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part for part in parts]
    content = b"".join([piece for raw in raws for piece in (len(raw).to_bytes(8, "big"), raw)])
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def service_id(endpoint: Endpoint) -> str:
    """(realm, address, transport, port): one endpoint is one service, whatever name was asked."""
    return _endpoint_id(endpoint, "")


def site_id(endpoint: Endpoint) -> str:
    """(realm, address, transport, port, name). The default site has no name, and the id of its service."""
    return _endpoint_id(endpoint, endpoint.name)


def _endpoint_id(e: Endpoint, name: str) -> str:
    return digest(e.realm, e.address.packed, e.transport, e.port.to_bytes(2, "big"), name)


def observation_id(site: str, timestamp: datetime, data: str) -> str:
    """(site, microseconds, sha256(data)); `data` is the text after masking, as it is stored."""
    microseconds = (timestamp.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // _MICROSECOND
    return digest(site, microseconds.to_bytes(8, "big"), hashlib.sha256(data.encode()).digest())


class Digests:
    """The same two ids for many rows of one realm and of TCP, as 16 raw bytes."""

    def __init__(self, realm: str) -> None:
        self._before = _told(realm.encode()) + (16).to_bytes(8, "big")
        self._between = _told(b"tcp") + (2).to_bytes(8, "big")

    def site(self, packed: bytes, port: int, name: str) -> bytes:
        content = b"%b%b%b%b%b" % (
            self._before, packed, self._between, port.to_bytes(2, "big"), _told(name.encode())
        )  # fmt: skip
        return hashlib.blake2b(content, digest_size=16).digest()

    def observation(self, site: bytes, microseconds: int, data: str) -> bytes:
        content = b"%b%b%b%b%b%b" % (
            _32, site.hex().encode(), _8, microseconds.to_bytes(8, "big"), _32,
            hashlib.sha256(data.encode()).digest(),
        )  # fmt: skip
        return hashlib.blake2b(content, digest_size=16).digest()


def _told(part: bytes) -> bytes:
    return len(part).to_bytes(8, "big") + part


_8, _32 = (8).to_bytes(8, "big"), (32).to_bytes(8, "big")


def finding_id(site: str, check: str) -> str:
    """(site, check)."""
    return digest(site, check)


def case_id(finding: str, identity: str) -> str:
    """(finding, the service's own identity: host key, certificate key, cluster id, or '')."""
    return digest(finding, identity)


_MICROSECOND = datetime.resolution
