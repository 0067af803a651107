"""Reads the file with the credentials of a bucket.

s3   access_key_id, secret_access_key, session_token (optional), region (optional)
az   one of account_key, sas_token, token
gs   token
"""

from __future__ import annotations

import tomllib
from base64 import b64decode
from collections.abc import Mapping

from leftopen.errors import BadSetting
from leftopen.model.bucket import StoreKind

REGION = "region"
NEEDED: Mapping[StoreKind, tuple[frozenset[str], ...]] = {
    StoreKind.S3: (frozenset(("access_key_id", "secret_access_key")),),
    StoreKind.AZURE: (frozenset(("account_key",)), frozenset(("sas_token",)), frozenset(("token",))),
    StoreKind.GCS: (frozenset(("token",)),),
}
OPTIONAL: Mapping[StoreKind, frozenset[str]] = {
    StoreKind.S3: frozenset(("session_token", REGION)),
    StoreKind.AZURE: frozenset(),
    StoreKind.GCS: frozenset(),
}


def bucket_credentials(text: str, kind: StoreKind) -> dict[str, str]:
    """Raises BadSetting, which never quotes a value."""
    try:
        found = tomllib.loads(text)
    except (ValueError, RecursionError):
        raise BadSetting("the file with the credentials is not TOML: write NAME = 'VALUE' lines") from None
    for name, value in found.items():
        if not isinstance(value, str) or not (value.isascii() and value.isprintable()):
            raise BadSetting(f"credentials: {name!r} is no text of one line in ASCII")
    given = frozenset(found) - OPTIONAL[kind]
    if given not in NEEDED[kind]:
        wanted = " or ".join(" and ".join(sorted(names)) for names in NEEDED[kind])
        raise BadSetting(f"credentials of {kind}:// have {wanted}; the file has {_names(found)}")
    if "account_key" in found and not _is_base64(found["account_key"]):
        raise BadSetting("credentials: 'account_key' is no Base64, as Azure's portal shows it")
    return found


def _is_base64(text: str) -> bool:
    try:
        return bool(b64decode(text, validate=True))
    except ValueError:
        return False


def _names(found: Mapping[str, object]) -> str:
    return ", ".join(sorted(map(repr, found))) or "nothing"
