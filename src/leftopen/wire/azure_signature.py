"""Signs a request to Azure's blob service that has no body, with the account's key (Azure Storage REST
reference: "Authorize with Shared Key")."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping

from leftopen.formats.url_quote import decoded

SIGNED = ("if-match", "range")
"""The standard headers of a read, in the order of the form; the others are empty in it."""


def authorization_header(
    method: str, account: str, path: str, query: Mapping[str, str], headers: Mapping[str, str], key: str
) -> str:
    """The value of `Authorization`. `path` is encoded, as it is sent; the values of `query` are not;
    `headers` has x-ms-date and x-ms-version, and perhaps if-match and range. Raises ValueError for a key that
    is no Base64."""
    sent = {name.lower(): value for name, value in headers.items()}
    condition, part = (sent.get(name, "") for name in SIGNED)
    # Encoding, language, length, MD5, type, date, if-modified-since; then if-match; then two more conditions.
    lines = [method, *[""] * 7, condition, "", "", part]
    own = "".join(f"{name}:{sent[name]}\n" for name in sorted(sent) if name.startswith("x-ms-"))
    named = "".join(f"\n{name.lower()}:{query[name]}" for name in sorted(query))
    text = "\n".join(lines) + f"\n{own}/{account}{path}{named}"
    digest = hmac.digest(base64.b64decode(key, validate=True), text.encode(), "sha256")
    return f"SharedKey {account}:{base64.b64encode(digest).decode()}"


def sas(token: str) -> dict[str, str]:
    """The parameters of a shared access signature, as a query's names and values."""
    parts = (part.partition("=") for part in token.removeprefix("?").split("&") if part)
    return {name: decoded(value) for name, _, value in parts}
