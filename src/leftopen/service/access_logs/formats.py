"""The log formats, for people."""

from __future__ import annotations

from leftopen.impact.logs.formats import log_formats
from leftopen.impact.logs.persistent_access import standing_exports


def formats() -> list[tuple[str, str, str]]:
    """Name, title and what is read of it, in name order; the exports of rules and rights come last."""
    logs = [(name, one.title, "log") for name, one in log_formats().items()]
    return logs + [(name, one.title, "export") for name, one in standing_exports().items()]
