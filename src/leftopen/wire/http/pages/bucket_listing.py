"""Reads the lists of object stores, whatever the product: S3's XML and its relatives, Azure's XML, Google's
JSON, Swift's JSON and its plain list. Names stay in memory. Pure and bounded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from leftopen.formats import partial_xml
from leftopen.formats.import_time import read as read_time
from leftopen.formats.mail_date import iso
from leftopen.formats.mail_files import File
from leftopen.model.facts import Json
from leftopen.model.web_page import Answer

MOST = 2000
_FIELDS = (
    "Name",
    "Key",
    "Size",
    "LastModified",
    "IsTruncated",
    "NextMarker",
    "Content-Length",
    "Last-Modified",
)
_RECORDS = {
    "ListBucketResult": "Contents",
    "ListVersionsResult": "Version",
    "EnumerationResults": "Blob",
    "ListAllMyBucketsResult": "Bucket",
}
_ROOT = re.compile(rf"<(?:\w{{1,12}}:)?({'|'.join(_RECORDS)})\b")
_KEY = re.compile(r"[^\s<>\"{}|\\^`]{1,1024}")
_FILE = re.compile(r"(?:[^/]{1,255}/)+[^/]{1,200}\.\w{1,8}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectList:
    """`objects` in the order of the answer; `containers`: how many buckets or containers are named; `more`:
    the store has more of them than it printed."""

    objects: tuple[File, ...] = ()
    containers: int = 0
    more: bool = False


def read_objects(answer: Answer) -> ObjectList | None:
    """The list; None when the answer is none. An empty list is one without objects."""
    if answer.data is not None:
        return _from_json(answer.data, answer.reply.cut)
    found = _ROOT.search(answer.text[:1024])
    if found is not None:
        return _from_xml(answer, found[1])
    return _from_lines(answer)


def _from_xml(answer: Answer, root: str) -> ObjectList | None:
    body = answer.reply.body
    tree = partial_xml.read(body, _RECORDS[root], _FIELDS)
    if tree.root != root:
        return None
    more = (
        tree.cut
        or answer.reply.cut
        or tree.top.get("IsTruncated") == "true"
        or bool(tree.top.get("NextMarker"))
    )
    if root == "ListAllMyBucketsResult":
        return ObjectList(containers=len(tree.records), more=more)
    if root == "EnumerationResults" and not tree.records:
        containers = partial_xml.read(body, "Container", ("Name",)).records
        return ObjectList(containers=len(containers), more=more)
    return ObjectList(objects=tuple(_xml_file(record) for record in tree.records if _name(record)), more=more)


def _name(record: Mapping[str, str]) -> str:
    return record.get("Key") or record.get("Name", "")


def _xml_file(record: Mapping[str, str]) -> File:
    written = record.get("LastModified") or record.get("Last-Modified", "")
    return File(
        path=_name(record),
        size=_number(record.get("Size") or record.get("Content-Length", "")),
        modified=iso(written),
    )


def _from_json(data: Json, cut: bool) -> ObjectList | None:
    """Google: objects of the kind `storage#object`. Swift: objects with their digest and size."""
    rows, more = data, cut
    if isinstance(data, dict):
        kind = data.get("kind")
        if kind == "storage#buckets":
            listed = data.get("items")
            return ObjectList(containers=len(listed) if isinstance(listed, list) else 0, more=cut)
        if kind != "storage#objects":
            return None
        rows, more = data.get("items") or [], cut or "nextPageToken" in data
    elif not data:
        return None
    if not isinstance(rows, list):
        return None
    files = [file for row in rows[:MOST] if isinstance(row, dict) and (file := _json_file(row)) is not None]
    return ObjectList(objects=tuple(files), more=more) if len(files) * 10 >= len(rows[:MOST]) * 9 else None


def _json_file(row: Mapping[str, Json]) -> File | None:
    name, size = row.get("name"), row.get("size", row.get("bytes"))
    digest = next((row[key] for key in ("hash", "md5Hash", "etag", "crc32c") if key in row), None)
    if not isinstance(name, str) or not isinstance(digest, str) or size is None:
        return None
    return File(
        path=name[:1024],
        size=size if isinstance(size, int) else _number(str(size)),
        modified=read_time(row.get("last_modified", row.get("updated"))),
    )


def _from_lines(answer: Answer) -> ObjectList | None:
    """One key a line: where the server says that it is a container, or nearly all are paths of files."""
    if answer.kind not in ("text/plain", "") or answer.text.lstrip()[:1] == "<":
        return None
    count = _number(answer.reply.header("x-container-object-count"))
    lines = answer.text.split("\n")[:MOST]
    keys = [line.strip() for line in (lines[:-1] if answer.reply.cut else lines) if line.strip()]
    if count is None:
        paths = sum(_KEY.fullmatch(key) is not None and _FILE.fullmatch(key) is not None for key in keys)
        if len(keys) < 5 or paths * 10 < len(keys) * 9 or any("://" in key for key in keys):
            return None
    more = answer.reply.cut or len(lines) == MOST or (count or 0) > len(keys)
    return ObjectList(objects=tuple(File(path=key[:1024]) for key in keys), more=more)


def _number(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 19 else None
