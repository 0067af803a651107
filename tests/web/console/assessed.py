"""A small assessment with something to review, for pages that are looked at in a browser."""

from __future__ import annotations

import threading
from pathlib import Path

from leftopen.model.assessment import Depth
from leftopen.service.assessments import assess
from leftopen.service.workspace.workspace import Workspace

HEAD = (
    "From a@example.org Tue Jan  1 10:11:12 2019\n"
    "From: a@example.org\nDate: Tue, 01 Jan 2019 10:00:00 +0000\n"
)
MAILS = (
    *(f"{HEAD}Subject: {number}\n\nHis SSN: 891-23-45{number}\n\n" for number in range(10, 14)),
    f"{HEAD}Subject: marked\n\nSECRET//NOFORN\nHis SSN: 891-23-4568\n\n",
    *(f"{HEAD}Subject: {number}\n\nHello, number {number}.\n\n" for number in range(3, 9)),
)


def assessed(workspace: Workspace, folder: Path) -> str:
    """The id of the assessment of a mailbox that is written into the folder."""
    source = folder / "inbox.mbox"
    source.write_text("".join(MAILS))
    started = assess.start(workspace, [source], Depth.DEEP, by="jane")
    list(assess.run(workspace, started, 1, threading.Event()))
    return started.assessment.id
