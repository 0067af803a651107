"""Jupyter Server's REST interface: its status, and the content of its folder. Pure.

Source: the API description that it serves itself (`/api/spec.yaml`): `GET /api/status`, `GET /api/contents`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from leftopen.formats import partial_json
from leftopen.formats.mail_date import iso
from leftopen.model.channel import Reply
from leftopen.model.facts import Json

STATUS = "/api/status"
CONTENTS = "/api/contents"


@dataclass(frozen=True, slots=True, kw_only=True)
class JupyterEntry:
    """One entry of the folder. `size` in bytes, None for a folder."""

    name: str
    folder: bool
    size: int | None = None
    modified: datetime | None = None


def kernels(reply: Reply) -> int | None:
    """The number of running kernels, or None when this is no status of Jupyter's."""
    entry = partial_json.whole(reply.body) if reply.status == 200 and not reply.cut else None
    if not isinstance(entry, dict) or not all(
        isinstance(entry.get(k), str) for k in ("started", "last_activity")
    ):
        return None
    return _count(entry.get("kernels")) if _count(entry.get("connections")) is not None else None


def is_listing(reply: Reply) -> bool:
    """The folder itself, whole or cut."""
    head = reply.body[:2000]
    return reply.status == 200 and head.startswith(b"{") and b'"content": [' in head and b'"path": ""' in head


def entries(reply: Reply) -> tuple[JupyterEntry, ...]:
    """The content of the folder; () where it was not shown. An incomplete last entry is left out."""
    if not is_listing(reply):
        return ()
    found = partial_json.items(reply.body, "content")
    return tuple(
        JupyterEntry(
            name=str(entry["name"]),
            folder=entry.get("type") == "directory",
            size=_count(entry.get("size")),
            modified=iso(str(entry.get("last_modified") or "")),
        )
        for entry in found
        if isinstance(entry.get("name"), str) and entry.get("type") in ("directory", "file", "notebook")
    )


def _count(value: Json) -> int | None:
    return value if type(value) is int and 0 <= value < 2**60 else None
