"""Records actions in the audit log, without what would grant access to whoever reads it."""

from __future__ import annotations

from urllib.parse import urlsplit

from leftopen.service.workspace import Workspace
from leftopen.store.records.writes import RecordWriter


def record(workspace: Workspace, actor: str, what: str, subject: str, clause: str = "") -> None:
    """Adds one entry; it is on the disk when this returns. Raises StoreFailed."""
    RecordWriter(workspace.store.records).audit.add(workspace.clock(), actor, what, subject, clause)


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
