"""What a TLS server presented in its handshake, valid or not."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsFacts:
    """`version` as OpenSSL names it (`TLSv1.3`), '' when the handshake failed; `cipher` its name, `bits` its
    secret bits; `der` the server's own certificate as sent, b'' when none came; `chain` all certificates as
    sent, the own one first; `alpn` the protocol agreed on or ''; `failed` what went wrong, '' for nothing.
    """

    version: str = ""
    cipher: str = ""
    bits: int = 0
    der: bytes = b""
    chain: tuple[bytes, ...] = ()
    alpn: str = ""
    failed: str = ""
