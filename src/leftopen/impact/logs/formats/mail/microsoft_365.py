"""Microsoft 365's unified audit log: the CSV of Purview, or JSON of Search-UnifiedAuditLog and its exports.

MailItemsAccessed says which messages (Bind) or which folder (Sync) somebody read; when it was throttled, it
says nothing for a day: https://learn.microsoft.com/purview/audit-log-investigate-accounts
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from leftopen.impact.logs.columns import events, json_records
from leftopen.impact.logs.columns.json_object import begins
from leftopen.impact.logs.columns.json_records import Record, as_list, table, text
from leftopen.impact.logs.exports import Export
from leftopen.impact.logs.log_format import LogFormat
from leftopen.translate import N_

FILES = frozenset(
    ("FileAccessed", "FileDownloaded", "FilePreviewed", "FileSyncDownloadedFull", "FileAccessedExtended")
)
DATA = frozenset(("AuditData", "auditData"))
LIMITS = frozenset((100, 5_000, 50_000))
"""Records that Search-UnifiedAuditLog gives in one call, if nothing else is asked for or at most, and that a
search gives in all; also the rows of an export of Purview."""
HARMLESS = frozenset((
    "Send", "SendAs", "SendOnBehalf", "Create", "HardDelete", "SoftDelete", "MoveToDeletedItems",
    "UserLoggedIn",
    "UserLoginFailed", "MailboxLogin", "New-InboxRule", "Set-InboxRule", "Remove-InboxRule", "FileUploaded",
    "FileModified", "FileDeleted", "FileRecycled", "FolderCreated", "Add-MailboxPermission", "Set-Mailbox",
    "UpdateInboxRules", "Set-ConditionalAccessPolicy", "FolderDeleted",
))  # fmt: skip
"""Operations that give nobody a content. Any other one that is not known here may."""


LOGINS = {
    "UserLoggedIn": "ok", "MailboxLogin": "ok", "UserLoginFailed": "failed", "MailItemsAccessed": "used",
} | dict.fromkeys(FILES, "used")  # fmt: skip
"""What an operation says of the user."""


def _recognises(lines: Sequence[str]) -> bool:
    head = "\n".join(lines[:40]).replace('""', '"')
    exported = bool(lines) and "AuditData" in lines[0] and "," in lines[0]
    exported = exported or (begins(lines) and '"auditdata"' in head.lower())
    return exported or ('"CreationTime"' in head and '"Operation' in head)


def unwrap(blocks: Iterable[bytes], export: Export) -> Iterator[bytes]:
    """One line for each message or file that a record names."""
    export.limits = LIMITS
    for record in _records(blocks, export):
        for line in _lines(record):
            yield json.dumps(line).encode() + b"\n"
    export.end()


def _records(blocks: Iterable[bytes], export: Export) -> Iterator[Record | None]:
    """None for what is no record."""
    content = json_records.whole(blocks)
    if content is None:
        yield None
    elif _is_table(content):
        yield from _rows(content, export)
    else:
        for value in json_records.values(content):
            yield from (_record(one, export) for one in json_records.records_of_page(value, export))


def _is_table(content: str) -> bool:
    """A foreign line in front of JSON makes no table of it."""
    heading = content.partition("\n")[0]
    return not heading.startswith(("[", "{")) and any(name in heading for name in DATA)


def _rows(content: str, export: Export) -> Iterator[Record | None]:
    """A quote too many can make one row of several: then its columns are others than those of the heading, or
    a column that is a word has lines."""
    csv.field_size_limit(64 * 1024 * 1024)
    try:
        rows = csv.DictReader(io.StringIO(content, newline=""), strict=True)
        if not DATA & set(rows.fieldnames or ()):
            yield None
        for row in rows:
            whole = None not in row and None not in row.values()
            words = (value for name, value in row.items() if name not in DATA)
            yield _record(row, export) if whole and not any("\n" in word for word in words) else None
    except csv.Error:
        yield None


def _record(found: Any, export: Export) -> Record | None:
    """The audit data, which an export may hold as text. Its place in the search stands beside it."""
    if not isinstance(found, dict):
        return None
    data = found.get("AuditData", found.get("auditData", found))
    if isinstance(data, str):
        try:
            data = json.loads(data)
        except (ValueError, RecursionError):
            return None
    if not isinstance(data, dict) or not isinstance(data.get("Operation"), str):
        return None
    count, place = found.get("ResultCount"), found.get("ResultIndex")
    operation = data["Operation"]
    export.tells["messages"] += operation == "MailItemsAccessed"
    export.tells["files"] += operation in FILES
    export.record(operation, count, place, text(data.get("Id")))
    return data


def _lines(record: Record | None) -> Iterator[Record]:
    if record is None:
        yield {"kind": "unknown"}
        return
    line = {
        "t": _time(record.get("CreationTime")),
        "ip": text(record.get("ClientIPAddress") or record.get("ClientIP")) or "unknown",
        "agent": text(record.get("ClientInfoString") or record.get("UserAgent")),
        "user": text(record.get("UserId")) or text(record.get("MailboxOwnerUPN")),
        "mailbox": text(record.get("MailboxOwnerUPN")),
        "protocol": "microsoft 365",
    }
    operation = record["Operation"]
    line["login"] = LOGINS.get(operation, "") if line["ip"] != "unknown" else ""
    if operation == "MailItemsAccessed":
        yield from (line | more for more in _accessed(record))
    elif operation in FILES:
        path = _path(text(record.get("ObjectId")))
        yield line | ({"kind": "get", "target": path} if path.strip("/") else {"kind": "list", "target": "/"})
    else:
        yield line | {"kind": "none" if operation in HARMLESS else "unknown"}


def _accessed(record: Record) -> Iterator[Record]:
    properties = {
        text(one.get("Name")): text(one.get("Value"))
        for one in as_list(record.get("OperationProperties"))
        if isinstance(one, dict)
    }
    if properties.get("IsThrottled", "").lower() == "true":
        yield {"kind": "none", "sampled": 1}
    kind = properties.get("MailAccessType", "")
    if kind not in ("Bind", "Sync"):
        yield {"kind": "unknown"}
    elif kind == "Sync":
        yield {"kind": "list", "target": "/"}
    else:
        messages = list(_messages(record))
        yield from messages
        if not messages:
            yield {"kind": "list", "target": "/"}


def _messages(record: Record) -> Iterator[Record]:
    """Without its name a message may be any."""
    for folder in as_list(record.get("Folders")):
        found = as_list(table(folder).get("FolderItems"))
        if not found:
            yield {"kind": "list", "target": "/"}
        for one in map(table, found):
            name, size = text(one.get("InternetMessageId")), one.get("SizeInBytes")
            sent = size if isinstance(size, int) and 0 < size < 2**62 else -1
            more = {"kind": "get", "target": events.path_of(name)} if name else {"kind": "list"}
            yield {"target": "/", "size": sent} | more


def _path(url: str) -> str:
    return "/" + url.partition("://")[2].partition("/")[2] if "://" in url else url


def _time(value: object) -> str:
    """The service writes UTC, mostly without saying so."""
    operation = text(value)[:40]
    return operation if operation.endswith("Z") or not operation or "+" in operation else operation + "Z"


log_format = LogFormat(
    title="Microsoft 365 unified audit log",
    recognises=_recognises,
    columns=events.columns,
    unwrap=unwrap,
    merges=True,
    names_messages=True,
    names_users=True,
    limits=(
        N_(
            "Microsoft 365 logs reads only if MailItemsAccessed is on for the mailbox. For a synchronised "
            "folder, it logs the folder, not the messages."
        ),
    ),
)
