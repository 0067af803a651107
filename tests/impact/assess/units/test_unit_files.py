"""The mails of a whole mailbox, counted in windows."""

from __future__ import annotations

import mmap
from pathlib import Path

import pytest

from leftopen.impact.assess.inventory import inventory
from leftopen.impact.assess.units import unit_files

MAIL = b"From a@example.org Thu Nov 26 10:00:00 2026\nSubject: %d\n\n%s\n\n"


def test_mails_are_counted_once_wherever_the_windows_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit_files, "WINDOW", mmap.PAGESIZE)
    for moved in range(0, 120, 7):
        mails = [MAIL % (n, b"x" * (17 * n % 900 + moved)) for n in range(60)]
        file = tmp_path / f"{moved}.mbox"
        file.write_bytes(b"".join(mails))
        [source] = inventory([file]).files
        with unit_files.opened(source) as data:
            assert unit_files.mails_in(data) == len(mails)
