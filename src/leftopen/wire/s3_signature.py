"""Signs a request to S3 that has no body (Amazon S3 API reference: "Authenticating Requests: Using the
Authorization Header", AWS Signature Version 4). A path is signed as it is sent: nothing in it is changed."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

ALGORITHM = "AWS4-HMAC-SHA256"
NOTHING = hashlib.sha256(b"").hexdigest()


def signed_headers(
    method: str,
    host: str,
    path: str,
    query: str,
    headers: Mapping[str, str],
    keys: Mapping[str, str],
    region: str,
    at: datetime,
) -> dict[str, str]:
    """The headers to send, `Host` among them. `path` and `query` are encoded, the query's names sorted;
    `headers` are those that are signed beside; `keys` has access_key_id, secret_access_key, and perhaps
    session_token; `at` in UTC."""
    moment, day = at.strftime("%Y%m%dT%H%M%SZ"), at.strftime("%Y%m%d")
    sent = {name.lower(): value for name, value in headers.items()}
    sent |= {"host": host, "x-amz-date": moment, "x-amz-content-sha256": NOTHING}
    if keys.get("session_token"):
        sent["x-amz-security-token"] = keys["session_token"]
    names = ";".join(sorted(sent))
    lines = "".join(f"{name}:{sent[name]}\n" for name in sorted(sent))
    request = "\n".join((method, path, query, lines, names, NOTHING))
    scope = f"{day}/{region}/s3/aws4_request"
    text = "\n".join((ALGORITHM, moment, scope, hashlib.sha256(request.encode()).hexdigest()))
    secret = f"AWS4{keys['secret_access_key']}".encode()
    for word in (day, region, "s3", "aws4_request"):
        secret = hmac.digest(secret, word.encode(), "sha256")
    signature = hmac.new(secret, text.encode(), "sha256").hexdigest()
    credential = f"{keys['access_key_id']}/{scope}"
    sent["authorization"] = (
        f"{ALGORITHM} Credential={credential}, SignedHeaders={names}, Signature={signature}"
    )
    return sent
