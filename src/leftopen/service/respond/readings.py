"""What is known of who read the data: the result of `leftopen readers` for a case."""

from __future__ import annotations

from leftopen.model.readers import ReadersResult
from leftopen.service.readers import saved
from leftopen.service.workspace import Workspace


def newest(workspace: Workspace, case: str) -> ReadersResult | None:
    """None where no access log of the case was read."""
    return saved.load(workspace, case)
