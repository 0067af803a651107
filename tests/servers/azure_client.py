"""Azure's blob service as its owner asks it: every request signed with the account's key ("Authorize with
Shared Key" in Microsoft's REST reference). The harness alone uses this; the product signs nothing."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate
from http.client import HTTPConnection

ACCOUNT = "devstoreaccount1"
KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
"""The account and the key that Azurite's own documentation publishes for every installation."""

VERSION = "2021-08-06"
_BLOB = re.compile(
    r"<Blob><Name>([^<]+)</Name>.{0,400}?<Etag>([^<]*)</Etag><Content-Length>(\d+)<", re.DOTALL
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Asks the emulator on that port of loopback."""

    port: int

    def make(self, container: str) -> None:
        """A container that only its owner may read."""
        self._ask("PUT", container, {"restype": "container"})

    def show(self, container: str, *, public: bool) -> None:
        """Who may list it: everybody, or its owner alone."""
        level = {"x-ms-blob-public-access": "container"} if public else {}
        self._ask("PUT", container, {"comp": "acl", "restype": "container"}, level)

    def put(self, container: str, name: str, body: bytes) -> None:
        self._ask("PUT", f"{container}/{name}", {}, {"x-ms-blob-type": "BlockBlob"}, body)

    def blobs(self, container: str) -> tuple[tuple[str, ...], ...]:
        """(name, etag, length) of each, at most 5000."""
        answer = self._ask("GET", container, {"comp": "list", "restype": "container"})
        return tuple(_BLOB.findall(re.sub(r">\s+<", "><", answer)))

    def _ask(
        self,
        method: str,
        where: str,
        query: Mapping[str, str],
        more: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> str:
        """The body of the answer. Raises RuntimeError for a status of 400 or more."""
        path = f"/{ACCOUNT}/{where}"
        named = {"x-ms-date": formatdate(usegmt=True), "x-ms-version": VERSION, **(more or {})}
        signed = _signed(method, path, query, named, len(body))
        words = "&".join(f"{key}={value}" for key, value in query.items())
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            headers = {**named, "Authorization": f"SharedKey {ACCOUNT}:{signed}"}
            connection.request(method, f"{path}?{words}" if words else path, body=body, headers=headers)
            answer = connection.getresponse()
            heard = answer.read().decode()
            if answer.status >= 400:
                raise RuntimeError(f"{method} {path}: {answer.status} {heard[:300]}")
            return heard
        finally:
            connection.close()


def _signed(method: str, path: str, query: Mapping[str, str], named: Mapping[str, str], length: int) -> str:
    headers = "".join(f"{key}:{named[key]}\n" for key in sorted(named))
    resource = f"/{ACCOUNT}{path}" + "".join(f"\n{key}:{query[key]}" for key in sorted(query))
    text = f"{method}\n\n\n{length or ''}\n" + "\n" * 8 + headers + resource
    return base64.b64encode(hmac.digest(base64.b64decode(KEY), text.encode(), hashlib.sha256)).decode()
