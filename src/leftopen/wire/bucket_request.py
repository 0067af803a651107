"""The requests that list a bucket and read a range of an object, as each of the three services takes them. An
object's key is sent byte for byte, so that those with empty parts are asked for too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime

from leftopen.formats.url_quote import encoded
from leftopen.model.bucket import BucketPlace, StoreKind
from leftopen.wire import azure_signature, s3_signature

PAGE = 1000
VERSION = "2021-08-06"
"""Of Azure's interface: encodes names that XML can't hold."""
REGION = "us-east-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketRequest:
    """A GET. `target` is the path with its query, `headers` has `Host`."""

    target: str
    headers: Mapping[str, str] = field(repr=False)


def list_request(
    place: BucketPlace, prefix: str, mark: str, most: int, keys: Mapping[str, str], at: datetime
) -> BucketRequest:
    """The page of the list behind `mark`, '' for the first one."""
    if place.kind is StoreKind.AZURE:
        query = {"comp": "list", "restype": "container", "prefix": prefix, "maxresults": str(most)}
        query |= {"marker": mark}
    else:
        query = {"list-type": "2", "prefix": prefix, "max-keys": str(most), "encoding-type": "url"}
        query |= {"continuation-token": mark}
    named = {name: value for name, value in query.items() if value}
    return _request(place, "", named, {}, keys, at)


def range_request(
    place: BucketPlace, key: str, start: int, end: int, etag: str, keys: Mapping[str, str], at: datetime
) -> BucketRequest:
    """The bytes from `start` to before `end`, if the object is still the one with that ETag."""
    headers = {"if-match": f'"{etag}"', "range": f"bytes={start}-{end - 1}"}
    return _request(place, key, {}, headers, keys, at)


def _request(
    place: BucketPlace,
    key: str,
    query: Mapping[str, str],
    headers: Mapping[str, str],
    keys: Mapping[str, str],
    at: datetime,
) -> BucketRequest:
    """`keys`: the credentials; none: as anybody."""
    host, _, base = place.endpoint.partition("://")[2].partition("/")
    steps = [*([base] if base else []), encoded(place.bucket), *map(encoded, key.split("/") if key else ())]
    path = "/" + "/".join(steps)
    sent = {"host": host, **headers}
    if place.kind is StoreKind.AZURE:
        sent |= {"x-ms-date": format_datetime(at, usegmt=True), "x-ms-version": VERSION}
        query = {**query, **azure_signature.sas(keys.get("sas_token", ""))}
        if "account_key" in keys:
            signed = azure_signature.authorization_header(
                "GET", place.account, path, query, sent, keys["account_key"]
            )
            sent["authorization"] = signed
    words = "&".join(f"{encoded(name)}={encoded(query[name])}" for name in sorted(query))
    if "token" in keys:
        sent["authorization"] = f"Bearer {keys['token']}"
    elif "access_key_id" in keys:
        region = keys.get("region", REGION)
        sent = s3_signature.signed_headers("GET", host, path, words, headers, keys, region, at)
    return BucketRequest(target=f"{path}?{words}" if words else path, headers=sent)
