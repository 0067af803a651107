"""Names a file of a sample: only its suffix, which decides how it is read and identifies nobody."""

from __future__ import annotations

MEDIA = {
    "eml": "message/rfc822",
    "mbox": "application/mbox",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "html": "text/html",
    "htm": "text/html",
    "csv": "text/csv",
}


def sample_name(name: str) -> tuple[str, str]:
    """(`file.pdf`, its media type or '') for a file's own name."""
    kind = name.lower().rpartition(".")[2]
    plain = kind in MEDIA or (kind.isascii() and kind.isalnum() and len(kind) <= 8 and "." in name)
    return (f"file.{kind}" if plain else "file"), MEDIA.get(kind, "")
