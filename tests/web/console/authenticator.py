"""An authenticator made of software: makes passkeys, signs with them, lies where a test wants it."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import struct
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 1, 4, 64


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@dataclass(slots=True, kw_only=True)
class Authenticator:
    """`flags`, `count` and `origin` are what it says; `step` what its counter goes on by."""

    origin: str = "http://localhost:8322"
    flags: int = PRESENT | VERIFIED
    step: int = 1
    count: int = 0
    format: str = "none"
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    person: str = ""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def made(self, options: dict[str, Any], *, kind: str = "webauthn.create") -> str:
        """The answer to `navigator.credentials.create`."""
        self.person = options["user"]["id"]
        answer = self._said(kind, options["challenge"])
        attested = {
            "fmt": self.format,
            "attStmt": {},
            "authData": self._data(options["rp"]["id"], self._new()),
        }
        return self._answer(
            {"clientDataJSON": text(answer), "attestationObject": text(cbor2.dumps(attested))}
        )

    def signed(self, options: dict[str, Any], *, kind: str = "webauthn.get", party: str = "") -> str:
        """The answer to `navigator.credentials.get`."""
        self.count += self.step
        answer, data = self._said(kind, options["challenge"]), self._data(party or options["rpId"], b"")
        signature = self.key.sign(data + hashlib.sha256(answer).digest(), ec.ECDSA(SHA256()))
        response = {"clientDataJSON": answer, "authenticatorData": data, "signature": signature}
        return self._answer(
            {**{name: text(raw) for name, raw in response.items()}, "userHandle": self.person}
        )

    def _said(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _data(self, party: str, attested: bytes) -> bytes:
        flags = self.flags | (ATTESTED if attested else 0)
        return hashlib.sha256(party.encode()).digest() + struct.pack(">BI", flags, self.count) + attested

    def _new(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        x, y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
        key = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        return bytes(16) + struct.pack(">H", len(self.id)) + self.id + key

    def _answer(self, response: dict[str, str]) -> str:
        own = text(self.id)
        return json.dumps({"id": own, "rawId": own, "type": "public-key", "response": response})
