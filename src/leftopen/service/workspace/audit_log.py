"""Records actions in the audit log, without what would grant access to whoever reads it; reads and exports
them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from leftopen import __version__
from leftopen.cases import signed_file
from leftopen.errors import BadSetting, NotAllowed
from leftopen.model.facts import Json
from leftopen.present.csv_cell import csv_cell
from leftopen.present.timestamps import format_utc
from leftopen.service.workspace import keys, write_file
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.audit import Audit, AuditEntry, AuditWriter


def require_reason(why: str | None) -> None:
    """The reason that a person gives for a decision, a hold or an erasure. Raises NotAllowed where there is
    none."""
    if not (why or "").strip():
        raise NotAllowed("the reason is missing")


def record(workspace: Workspace, actor: str, what: str, subject: str, clause: str = "") -> None:
    """Adds one entry; it is on the disk when this returns. Raises StoreFailed."""
    AuditWriter(Changes(workspace.store.records)).add(workspace.clock(), actor, what, subject, clause)


MOST = 2**31
"""More entries than any log has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditFilter:
    """Empty: every entry. `actor` stands in the name of who acted, `what` in the action or its subject, in
    any case of letters; `since` and `until` are inclusive."""

    actor: str = ""
    what: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def fits(self, entry: AuditEntry) -> bool:
        return (
            (self.since is None or self.since <= entry.at)
            and (self.until is None or entry.at <= self.until)
            and self.actor.casefold() in entry.actor.casefold()
            and self.what.casefold() in f"{entry.what} {entry.subject}".casefold()
        )


def entries(workspace: Workspace, wanted: AuditFilter, most: int = 0) -> list[AuditEntry]:
    """Those that fit, newest first; 0: all."""
    found = [one for one in Audit(workspace.store.records).list(MOST) if wanted.fits(one)]
    return found[:most] if most else found


def export(workspace: Workspace, found: Sequence[AuditEntry], file: Path, *, by: str) -> Path:
    """Writes entries as CSV, or as a signed file; the export is an entry itself. Raises BadSetting."""
    lines = [line(one) for one in found]
    if file.suffix == ".csv":
        content = _as_csv(lines)
    elif file.suffix == ".json":
        body: dict[str, Json] = {
            "format": signed_file.AUDIT,
            "written": format_utc(workspace.clock()),
            "leftopen": __version__,
            "entries": [*lines],
        }
        content = signed_file.sign(body, keys.signing_key(workspace.config))
    else:
        raise BadSetting(f"{file}: use NAME.csv, or NAME.json for a signed file")
    record(workspace, by, "audit export", str(file)[:2000], f"{len(found)} entries")
    return write_file.write_named(file, content)


def line(entry: AuditEntry) -> dict[str, Json]:
    """`type: audit`."""
    return {
        "type": "audit", "at": format_utc(entry.at), "actor": entry.actor, "what": entry.what,
        "subject": entry.subject, "clause": entry.clause, "count": entry.count,
    }  # fmt: skip


def _as_csv(lines: Sequence[dict[str, Json]]) -> bytes:
    out = io.StringIO()
    names = ("at", "actor", "what", "subject", "clause", "count")
    writer = csv.writer(out)
    writer.writerow(names)
    writer.writerows([csv_cell(str(one[name])) for name in names] for one in lines)
    return out.getvalue().encode()


def audit_text(value: object) -> str:
    """A value for the audit log. The path of a web address is left out: it may be what grants access."""
    text = str(value)
    if "://" not in text:
        return text or "''"
    try:
        parts = urlsplit(text)
    except ValueError:
        return "…"
    if parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username):
        return text
    return f"{parts.scheme}://{parts.hostname}/…"


def audit_texts(text: str) -> str:
    """The same for each word of a text, such as a list of recipients."""
    return " ".join(audit_text(word) for word in text.split())
