"""Reads the address of a bucket, such as `s3://records/2019`, and the URL of its service.

Azure's service is that of an account: `https://ACCOUNT.blob.core.windows.net`, and for the US government
`https://ACCOUNT.blob.core.usgovcloudapi.net`.
"""

from __future__ import annotations

import re

from leftopen.errors import BadAddress
from leftopen.model.bucket import BucketPlace, StoreKind

GOOGLE = "https://storage.googleapis.com"
URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::(?P<port>\d{1,5}))?"
    r"(?:/[A-Za-z0-9._~/-]{0,1000})?"
)
PORTS = {"http": 80, "https": 443}
FORM = "write s3://BUCKET/PREFIX, az://CONTAINER/PREFIX or gs://BUCKET/PREFIX"


def is_bucket(text: str) -> bool:
    """Is this the address of a bucket, and no path on this machine?"""
    return text.partition("://")[0] in set(StoreKind) and "://" in text


def bucket_place(text: str, endpoint: str) -> BucketPlace:
    """Raises BadAddress. Only Google's service may be left out."""
    word, _, rest = text.partition("://")
    bucket, _, prefix = rest.partition("/")
    if not is_bucket(text) or not bucket:
        raise BadAddress(f"{text!r} is not the address of a bucket: {FORM}")
    kind = StoreKind(word)
    url = (endpoint or (GOOGLE if kind is StoreKind.GCS else "")).rstrip("/")
    if not url:
        raise BadAddress(f"{text}: which service? Give its URL with --endpoint, such as {_example(kind)}")
    host, port = _host(url)
    return BucketPlace(kind=kind, bucket=bucket, prefix=prefix.strip("/"), endpoint=url, host=host, port=port)


def _host(url: str) -> tuple[str, int]:
    parts = URL.fullmatch(url)
    if not parts or int(parts["port"] or 1) not in range(1, 65536):
        raise BadAddress(f"{url!r} is not the URL of a service: http or https, a host, and no credentials")
    return parts["host"].strip("[]").lower(), int(parts["port"] or PORTS[parts["scheme"]])


def _example(kind: StoreKind) -> str:
    if kind is StoreKind.AZURE:
        return "https://ACCOUNT.blob.core.windows.net"
    return "https://s3.eu-west-3.amazonaws.com"
