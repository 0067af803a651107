"""An import that failed is in the audit too, with the reason."""

from __future__ import annotations

from leftopen.present.printable import printable
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.workspace import Workspace

WHAT = "import failed"
NOTHING_READ = "no line could be read"


def record_failure(workspace: Workspace, by: str, file: str, why: str) -> None:
    """The reason may quote the file: it is masked. Raises StoreFailed."""
    stated = workspace.contents().mask(printable(why), 400)
    audit_log.record(workspace, by, WHAT, printable(file, 400), stated)
