"""S3's lists, as Amazon, MinIO, Ceph and similar servers give them (Amazon S3 API reference: ListBuckets,
ListObjectsV2, error responses). Names stay in memory."""

from __future__ import annotations

import re

from leftopen.formats import partial_xml
from leftopen.formats.mail_date import iso
from leftopen.formats.mail_files import File
from leftopen.formats.url_quote import encoded
from leftopen.model.channel import Reply

FRONT = "/"
NOBODYS_NAME = "leftopen-asks-for-nothing"
"""Shows whether a store that denies its list responds for a bucket."""
_BUCKET = re.compile(r"[a-z0-9][a-z0-9._-]{1,62}")
_NAMESPACE = re.compile(
    rb"<(ListAllMyBucketsResult|ListBucketResult) xmlns=\"http://(?:doc\.)?s3\.amazonaws\.com[/\"]"
)
_UNSIGNED = frozenset(
    {"UnsupportedAlgorithm", "MissingSecurityHeader", "InvalidSecurity", "CredentialsNotSupported"}
)
_DENIED = frozenset({"AccessDenied", "AllAccessDisabled", "AccountProblem"})


def outermost_element(reply: Reply) -> str:
    """The outermost element of a response that only S3 gives (a list in its namespace, or an error with its
    request id or by its name), else ''."""
    found = _NAMESPACE.search(reply.body[:1024])
    if found:
        return found[1].decode()
    ours = reply.header("x-amz-request-id") or reply.header("server") in ("AmazonS3", "MinIO")
    return "Error" if ours and reply.body[:300].find(b"<Error>") >= 0 else ""


def list_path(bucket: str, most: int) -> str:
    """The objects of a bucket, or ('') of the bucket of this host name."""
    return f"/{encoded(bucket) if bucket else ''}?list-type=2&max-keys={most}"


def object_path(bucket: str, key: str) -> str:
    steps = "/".join(encoded(step) for step in key.split("/"))
    return f"/{encoded(bucket)}/{steps}" if bucket else f"/{steps}"


def buckets(reply: Reply) -> tuple[str, ...] | None:
    """The names in a list of buckets, or None when it is none."""
    tree = partial_xml.read(reply.body, "Bucket", ("Name",)) if reply.status == 200 else partial_xml.Tree()
    if tree.root != "ListAllMyBucketsResult" or not _NAMESPACE.search(reply.body[:1024]):
        return None
    names = (record.get("Name", "") for record in tree.records)
    return tuple(name for name in names if _BUCKET.fullmatch(name))


def objects(reply: Reply) -> tuple[File, ...] | None:
    """The objects of one list, keys as paths, or None when it is no list. Folders' own placeholders (a key
    that ends in a slash) are left out."""
    tree = _listed(reply)
    if tree is None:
        return None
    return tuple(
        File(path=key, size=_size(record.get("Size", "")), modified=iso(record.get("LastModified", "")))
        for record in tree.records
        if (key := record.get("Key", "")) and not key.endswith("/")
    )


def bucket(reply: Reply) -> str:
    """The bucket of a list, or ''."""
    tree = _listed(reply)
    name = tree.top.get("Name", "") if tree is not None else ""
    return name if _BUCKET.fullmatch(name) else ""


def has_more(reply: Reply) -> bool:
    """Is the list incomplete?"""
    tree = _listed(reply)
    return tree is not None and (tree.cut or reply.cut or tree.top.get("IsTruncated") == "true")


def error(reply: Reply) -> str:
    """The code of an error response, or ''."""
    tree = partial_xml.read(reply.body, "Nothing", ("Code",))
    return tree.top.get("Code", "")[:60] if tree.root == "Error" else ""


def is_unsigned(reply: Reply) -> bool:
    """Does it refuse because the request is unsigned?"""
    return error(reply) in _UNSIGNED


def is_minio(reply: Reply) -> bool:
    return reply.header("server") == "MinIO"


def is_denied(reply: Reply) -> bool:
    return reply.status == 403 and error(reply) in _DENIED


def _listed(reply: Reply) -> partial_xml.Tree | None:
    if reply.status != 200 or not _NAMESPACE.search(reply.body[:1024]):
        return None
    fields = ("Name", "IsTruncated", "Key", "Size", "LastModified")
    tree = partial_xml.read(reply.body, "Contents", fields)
    return tree if tree.root == "ListBucketResult" else None


def _size(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
