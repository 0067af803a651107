"""An OpenID Connect issuer that lies as a test wants: discovery, token endpoint and keys on loopback.

The page where a person would sign in is not here: a test reads the address that the console sends the browser
to, and asks `code` for what such a page would send back.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jws
from joserfc.jwk import ECKey, RSAKey

CLIENT, SECRET = "leftopen-console", "a secret of the tests & more"
RSA, EC = RSAKey.generate_key(2048, auto_kid=True), ECKey.generate_key("P-256", auto_kid=True)
Answer = tuple[int, dict[str, str], bytes]


@dataclass(slots=True, kw_only=True)
class Sim:
    """`claims` are put over those of the token; `header` over its header; `key` signs. `instead` answers a
    path in the issuer's place; `asked` is what came."""

    url: str = ""
    mail: str = "viewer"
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    key: Any = field(default_factory=lambda: RSA)
    places: dict[str, Any] = field(default_factory=dict)
    instead: dict[str, Callable[[], Answer]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def code(self, address: str) -> tuple[str, str]:
        """A code for what the browser was sent with, and the state."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert (query["client_id"], query["response_type"]) == (CLIENT, "code")
        assert query["code_challenge_method"] == "S256"
        code = f"code-{len(self._codes)}"
        self._codes[code] = query
        return code, query["state"]

    def token(self, query: dict[str, str]) -> str:
        now = int(time.time())
        claims = {
            "iss": self.url, "sub": "subject-1", "aud": CLIENT, "exp": now + 300, "iat": now,
            "nonce": query["nonce"], "email": self.mail, "email_verified": True,
            "auth_time": now if "max_age" in query else None,
        } | self.claims  # fmt: skip
        payload = json.dumps({name: value for name, value in claims.items() if value is not None})
        header = {"alg": "RS256" if self.key is RSA else "ES256", "kid": self.key.kid} | self.header
        if header["alg"] in ("none", "HS256"):
            return by_hand(header, payload)
        return jws.serialize_compact(header, payload, self.key, algorithms=[header["alg"]])

    def answer(self, path: str, head: str, body: str) -> Answer:
        self.asked.append((path, body))
        if path in self.instead:
            return self.instead[path]()
        if path == "/.well-known/openid-configuration":
            return as_json(
                {
                    "issuer": self.url,
                    "authorization_endpoint": f"{self.url}/auth",
                    "token_endpoint": f"{self.url}/token",
                    "jwks_uri": f"{self.url}/jwks",
                }
                | self.places
            )
        if path == "/jwks":
            return as_json({"keys": [key.as_dict(private=False) for key in (RSA, EC)]})
        if path == "/token":
            return self._exchange(head, body)
        return 404, {}, b""

    def _exchange(self, head: str, body: str) -> Answer:
        form = {name: values[0] for name, values in parse_qs(body).items()}
        pair = base64.b64encode(b"leftopen-console:a+secret+of+the+tests+%26+more").decode()
        query = self._codes.pop(form["code"], None)
        hashed = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = encoded(hashed)
        right = query is not None and query["code_challenge"] == challenge
        if (
            not right
            or query is None
            or head != f"Basic {pair}"
            or query["redirect_uri"] != form["redirect_uri"]
        ):
            return as_json({"error": "invalid_grant"}, 400)
        return as_json({"access_token": "x", "token_type": "Bearer", "id_token": self.token(query)})


def as_json(value: object, status: int = 200) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(value).encode()


def by_hand(header: dict[str, Any], payload: str) -> str:
    """What no careful library makes: not signed, or with the public key for a shared secret."""
    answer = ".".join(encoded(part.encode()) for part in (json.dumps(header), payload))
    mac = hmac.digest(RSA.as_pem(private=False), answer.encode(), "sha256")
    return f"{answer}.{encoded(mac) if header['alg'] == 'HS256' else ''}"


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@contextmanager
def issuer() -> Iterator[Sim]:
    sim = Sim()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer("")

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode())

        def _answer(self, body: str) -> None:
            status, headers, answer = sim.answer(self.path, self.headers.get("Authorization", ""), body)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(answer)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(answer)
            except OSError:
                self.close_connection = True

        def log_message(self, *answer: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    sim.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield sim
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
