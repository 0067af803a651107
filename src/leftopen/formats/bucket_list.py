"""Reads one page of the list of a bucket: `ListBucketResult` of S3 and of Google (Amazon S3 API reference:
ListObjectsV2), `EnumerationResults` of Azure (Azure Storage REST reference: List Blobs).

Keys are taken as they are, whatever is in them: two that differ in any byte are two objects.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from xml.parsers.expat import ExpatError, ParserCreate

from leftopen.formats.mail_date import iso
from leftopen.formats.url_quote import decoded
from leftopen.model.bucket import ListedObject

RECORDS = {"ListBucketResult": "Contents", "EnumerationResults": "Blob"}
NAMES = {
    "Key": "key", "Name": "key", "LastModified": "changed", "Last-Modified": "changed",
    "ETag": "etag", "Etag": "etag", "Size": "size", "Content-Length": "size",
}  # fmt: skip
TOP = ("NextContinuationToken", "NextMarker", "IsTruncated", "EncodingType")
LONGEST = 16 * 1024
"""Characters of one text. A key has 1,024 bytes at most, each perhaps as `%FF`."""
DEEPEST = 16
MOST = 20_000
"""Objects of one page: services give 5,000 at most."""
DIGITS = 15
"""Of a size: the largest object of any service has 209 terabytes."""


class BadList(ValueError):
    """It is no page of a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """`next`: the mark with which the next page is asked for; '' on the last one."""

    objects: tuple[ListedObject, ...]
    next: str


def read_page(body: bytes) -> ListPage:
    """Raises BadList, also where one object can't be read: it would be lost."""
    walk = _Walk()
    parser = ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.said
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = walk.refuse
    parser.buffer_text = True
    try:
        parser.Parse(body, True)
    except BadList:
        raise
    except (ExpatError, ValueError, LookupError) as error:
        raise BadList("no list of objects") from error
    if walk.root not in RECORDS:
        raise BadList("no list of objects")
    quoted = walk.top.get("EncodingType") == "url"
    objects = tuple(_listed(record, quoted) for record in walk.records)
    return ListPage(objects=objects, next=_next(walk.top))


def _next(top: dict[str, str]) -> str:
    found = top.get("NextContinuationToken", "") or top.get("NextMarker", "")
    if not found and top.get("IsTruncated") == "true":
        raise BadList("a list that goes on, and does not say where")
    return found


def _listed(record: dict[str, str], quoted: bool) -> ListedObject:
    key, size = record.get("key", ""), record.get("size", "")
    if not key or not (size.isascii() and size.isdigit() and len(size) <= DIGITS):
        raise BadList("an object without a name or a size")
    if quoted:
        # A plus sign of its own is written as %2B then.
        key = decoded(key.replace("+", " "))
    elif record.get("encoded"):
        key = decoded(key)
    etag = record.get("etag", "").strip('"')
    return ListedObject(key=key, size=int(size), changed=_moment(record.get("changed", "")), etag=etag)


def _moment(text: str) -> int:
    """In nanoseconds; 0 for what is no time."""
    try:
        found = iso(text) or parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return 0
    return int(found.timestamp()) * 1_000_000_000


class _Walk:
    def __init__(self) -> None:
        self.root = ""
        self.top: dict[str, str] = {}
        self.records: list[dict[str, str]] = []
        self._inside: dict[str, str] | None = None
        self._depth = self._at = 0
        self._text: list[str] = []
        self._length = 0

    def refuse(self, *_: object) -> None:
        raise BadList("a document type")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        bare = name.rpartition(" ")[2]
        if self._depth > DEEPEST:
            raise BadList("too deep")
        self.root = self.root or bare
        if bare == RECORDS.get(self.root) and self._inside is None:
            self._inside, self._at = {}, self._depth
        if self._inside is not None and bare == "Name" and attributes.get("Encoded") == "true":
            self._inside["encoded"] = "true"
        self._text, self._length = [], 0

    def end(self, name: str) -> None:
        bare, text = name.rpartition(" ")[2], "".join(self._text)
        if self._inside is None:
            if bare in TOP and self._depth == 2:
                self.top.setdefault(bare, text)
        elif self._depth == self._at:
            if len(self.records) >= MOST:
                raise BadList("more objects than a page has")
            self.records.append(self._inside)
            self._inside = None
        elif bare in NAMES:
            self._inside.setdefault(NAMES[bare], text)
        self._depth -= 1
        self._text, self._length = [], 0

    def said(self, text: str) -> None:
        self._length += len(text)
        if self._length > LONGEST:
            raise BadList("a text that is too long")
        self._text.append(text)
