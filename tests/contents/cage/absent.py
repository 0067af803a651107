"""A machine that has no cage."""

from __future__ import annotations

import pytest

from leftopen.contents.cage import cage, landlock

TRIAL = "import sys; sys.stdout.write('no Landlock, and Operation not permitted'); sys.exit(1)"


def without_cage(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its kernel has no Landlock, and a process that tries to enter a cage is refused."""
    monkeypatch.setattr(landlock, "version", lambda: 0)
    monkeypatch.setattr(cage, "TRIAL", TRIAL)
