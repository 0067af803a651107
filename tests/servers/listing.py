"""The folder that every file server of the tests lists."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

NAMES = ("contracts_fy21.txt", "leave_roster_2019.csv", "phone_list.csv", "travel_2022.pdf")
INDEX = "<!doctype html><title>Welcome</title><p>Nothing to see here.\n"


def make(folder: Path, *, files: bool = True, index: bool = False) -> Path:
    """Fills `folder`; with an index page a file server shows that page instead of a listing."""
    for name in NAMES if files else ():
        _write(folder / name, f"made up: {name}\n")
    if files:
        (folder / "archive").mkdir(exist_ok=True)
        _write(folder / "archive" / "old.txt", "made up\n")
    page = folder / "index.html"
    if index:
        _write(page, INDEX)
    else:
        page.unlink(missing_ok=True)
    return folder


def _write(path: Path, text: str) -> None:
    path.write_text(text)
    stamp = datetime(2021, 10, 1, tzinfo=UTC).timestamp()
    os.utime(path, (stamp, stamp))
