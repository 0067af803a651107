"""What is known of who read the data, from the access logs: the results of `leftopen readers` for a case."""

from __future__ import annotations

from leftopen.impact.respond.reading import Reading
from leftopen.service.workspace import Workspace


def newest(workspace: Workspace, case: str) -> Reading | None:
    """The newest reading of the access logs of a case; None where they were not read."""
    return None
