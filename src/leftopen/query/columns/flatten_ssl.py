"""Reads columns from the TLS object of a banner."""

from __future__ import annotations

from leftopen.model.facts import Json
from leftopen.query.columns.coerce import Flat, more, text, texts

SHA1 = "ssl.cert.fingerprint.sha1"
"""Beside the fingerprint that has a column."""
LONGEST_SERIAL = 2**4096


def ssl_columns(block: Json, flat: Flat) -> None:
    if not isinstance(block, dict):
        return
    get = block.get
    flat["ssl_jarm"], flat["ssl_ja3s"] = text(get("jarm")), text(get("ja3s"))
    flat["ssl_versions"] = texts(get("versions"))
    flat["ssl_alpn"] = texts(get("alpn"))
    cipher = get("cipher")
    if isinstance(cipher, dict):
        flat["ssl_cipher"] = text(cipher.get("name"))
        more(flat, "ssl.cipher.bits", [cipher.get("bits")])
        more(flat, "ssl.cipher.version", [cipher.get("version")])
    chain = get("chain") or get("chain_sha256")
    if isinstance(chain, list) and chain:
        more(flat, "ssl.chain_count", [len(chain)])
    certificate = get("cert")
    if isinstance(certificate, dict):
        _certificate(certificate, flat)


def _certificate(block: dict[str, Json], flat: Flat) -> None:
    get = block.get
    flat["ssl_subject_cn"] = _common_name(get("subject"))
    flat["ssl_issuer_cn"] = _common_name(get("issuer"))
    flat["ssl_serial"] = _serial(get("serial"))
    flat["ssl_expired"] = get("expired") is True
    prints = get("fingerprint")
    if isinstance(prints, dict):
        flat["ssl_fingerprint"] = text(prints.get("sha256"))
        more(flat, SHA1, [prints.get("sha1")])
    more(flat, "ssl.cert.alg", [get("sig_alg")])
    key = get("pubkey")
    if isinstance(key, dict):
        more(flat, "ssl.cert.pubkey.bits", [key.get("bits")])
        more(flat, "ssl.cert.pubkey.type", [key.get("type")])
    extensions = get("extensions")
    if isinstance(extensions, list):
        more(flat, "ssl.cert.extension", [e.get("name") for e in extensions[:100] if isinstance(e, dict)])


def _common_name(block: Json) -> str:
    return text(block.get("CN")) if isinstance(block, dict) else ""


def _serial(value: Json) -> str:
    """Decimal, of any size that a certificate may have."""
    if isinstance(value, bool):
        return ""
    if isinstance(value, int):
        return str(value) if abs(value) < LONGEST_SERIAL else ""
    return text(value)
