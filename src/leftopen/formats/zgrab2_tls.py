"""Converts ZGrab2's TLS log to Shodan's `ssl` block.

The log is at `handshake_log` (module `tls`), `tls.handshake_log` (after STARTTLS) or inside the request of an
HTTP response; the certificate is already parsed there.
"""

from __future__ import annotations

from leftopen.formats.json_line import table, text, texts
from leftopen.model.facts import Json

PATHS = (
    ("handshake_log",),
    ("tls", "handshake_log"),
    ("response", "request", "tls_log", "handshake_log"),
    ("tls_log", "handshake_log"),
)
_SHORT = {
    "common_name": "CN", "country": "C", "province": "ST", "locality": "L", "organization": "O",
    "organizational_unit": "OU",
}  # fmt: skip
MOST_NAMES = 100


def block(result: dict[str, Json]) -> dict[str, Json]:
    """{} where there was no handshake."""
    log = _log(result)
    hello, cert = table(log, "server_hello"), _certificate(log)
    if not hello and not cert:
        return {}
    found: dict[str, Json] = {
        "versions": [text(table(hello, "version"), "name")],
        "cipher": {"name": text(table(hello, "cipher_suite"), "name")},
    }
    if cert:
        valid, key = table(cert, "validity"), table(cert, "subject_key_info", "key_algorithm")
        found["cert"] = {
            "subject": _who(table(cert, "subject")),
            "issuer": _who(table(cert, "issuer")),
            "serial": _serial(cert.get("serial_number")),
            "issued": _asn1(text(valid, "start")),
            "expires": _asn1(text(valid, "end")),
            "sig_alg": text(table(cert, "signature_algorithm"), "name") or None,
            "pubkey": {"type": text(key, "name").lower() or None},
            "fingerprint": {
                name: text(cert, f"fingerprint_{name}")
                for name in ("sha1", "sha256")
                if text(cert, f"fingerprint_{name}")
            },
        }
    return found


def names(result: dict[str, Json]) -> tuple[str, ...]:
    """The host names of the certificate, at most 100."""
    cert = _certificate(_log(result))
    alternative = texts(table(cert, "extensions", "subject_alt_name"), "dns_names")
    found = (*texts(cert, "names"), *alternative)
    return tuple(dict.fromkeys(name.lower().removeprefix("*.") for name in found[:MOST_NAMES]))


def _log(result: dict[str, Json]) -> dict[str, Json]:
    return next((log for path in PATHS if (log := table(result, *path))), {})


def _certificate(log: dict[str, Json]) -> dict[str, Json]:
    return table(log, "server_certificates", "certificate", "parsed")


def _who(stated: dict[str, Json]) -> dict[str, Json]:
    """Each attribute's first value, under its short name."""
    return {short: texts(stated, name)[0] for name, short in _SHORT.items() if texts(stated, name)}


def _serial(value: Json) -> Json:
    """As text, because it exceeds the integers of most JSON parsers."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) <= 64:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _asn1(value: str) -> str | None:
    """`2026-01-01T00:00:00Z` as `20260101000000Z`."""
    bare = "".join(char for char in value[:19] if char.isdigit())
    return f"{bare}Z" if len(bare) == 14 and bare.isascii() else None
