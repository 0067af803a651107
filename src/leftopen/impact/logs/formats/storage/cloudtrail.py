"""AWS CloudTrail: data events of S3, in files of records or one record a line.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-understanding-s3-entries.html ·
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from leftopen.impact.logs.columns import events, json_records
from leftopen.impact.logs.columns.json_object import begins
from leftopen.impact.logs.columns.json_records import Record, table, text
from leftopen.impact.logs.exports import Export
from leftopen.impact.logs.log_format import LogFormat
from leftopen.translate import N_

GETS = frozenset(("GetObject", "GetObjectTorrent", "SelectObjectContent"))
COPIES = frozenset(("CopyObject", "UploadPartCopy"))
"""They take the object to another place, which may be a stranger's."""
HARMLESS = re.compile(
    r"(?:Put|Delete|Create|Abort|Complete|Upload|Post|Restore|Head)\w*"
    r"|Get\w*(?:Acl|Tagging|Retention|LegalHold|Policy|PolicyStatus|Location|Encryption|Lifecycle|Cors|Versioning)"
)
LOOKED_UP, PAGE = "CloudTrailEvent", 50
"""What LookupEvents has in each event, and how many it gives at once. It has no data events."""
NAMES = re.compile(r"List(?:Objects|ObjectsV2|ObjectVersions|Buckets)")
"""Lists of names, and of no content."""
REFUSED = frozenset((
    "AccessDenied", "NoSuchKey", "NoSuchBucket", "NoSuchVersion", "InvalidAccessKeyId",
    "SignatureDoesNotMatch", "PreconditionFailed", "InvalidRange", "MethodNotAllowed",
))  # fmt: skip
"""Answers that hold no object. What another error returned is judged by its length."""


def _recognises(lines: Sequence[str]) -> bool:
    # What LookupEvents gives has each record as text.
    head = "\n".join(lines)[:200_000].replace('\\"', '"')
    names = ("eventSource", "eventName", "eventTime", "awsRegion")
    return begins(lines) and all(f'"{name}"' in head for name in names)


def unwrap(blocks: Iterable[bytes], export: Export) -> Iterator[bytes]:
    for one in json_records.records(blocks, export):
        record = one
        if one and LOOKED_UP in one:
            export.limits = frozenset((PAGE,))
            export.record("")
            record = _looked_up(one[LOOKED_UP])
        yield _line(record) if record and isinstance(record.get("eventName"), str) else events.UNKNOWN
    export.end()


def _looked_up(fields: object) -> Record | None:
    try:
        found = json.loads(text(fields))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _line(record: Record) -> bytes:
    asked, more = table(record.get("requestParameters")), table(record.get("additionalEventData"))
    stored = text(record.get("eventSource")).startswith("s3")
    data = text(record.get("eventCategory")) == "Data" or record.get("managementEvent") is False
    sent = more.get("bytesTransferredOut")
    fields: dict[str, Any] = {
        "agent": text(record.get("userAgent")).strip("[]"),
        "server": text(asked.get("bucketName")),
        "size": int(sent) if isinstance(sent, int | float) and 0 <= sent < 2**62 else -1,
        "shows": int(stored and data),
    }
    kind, target = _kind(text(record["eventName"]), asked, stored=stored, data=data)
    if text(record["eventName"]) in COPIES:
        # Its bytes are of the answer, not of the copy.
        fields["size"] = -1
    error = text(record.get("errorCode"))
    if error in REFUSED:
        kind = "none"
    elif error:
        fields["status"] = 304 if error == "NotModified" else 500
    elif any(name.lower() == "range" for name in asked):
        fields["status"] = 206
    client = text(record.get("sourceIPAddress"))
    return events.event(text(record.get("eventTime")), kind, client, target=target, **fields)


def _kind(name: str, asked: Record, *, stored: bool, data: bool) -> tuple[str, str]:
    """And the target."""
    key = text(asked.get("key"))
    if not stored:
        return ("list" if data else "none"), "/"
    if name in GETS:
        return ("get", events.path_of(key)) if key else ("list", "/")
    if name in COPIES:
        source = text(asked.get("x-amz-copy-source")).lstrip("/").partition("/")[2].partition("?")[0]
        return ("get", "/" + source) if source else ("list", "/")
    if NAMES.fullmatch(name):
        return "names", "/"
    return ("none" if HARMLESS.fullmatch(name) else "list"), "/"


log_format = LogFormat(
    title="AWS CloudTrail, data events of S3",
    recognises=_recognises,
    columns=events.columns,
    unwrap=unwrap,
    merges=True,
    limits=(
        N_("CloudTrail shows reads of objects only where data events were logged for the bucket."),
        N_("A name of a service as client, such as cloudfront.amazonaws.com, stands for its own clients."),
    ),
)
