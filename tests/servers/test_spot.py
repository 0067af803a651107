"""What every server of the tests gets."""

from __future__ import annotations

from pathlib import Path

from tests.servers.real import Spot


def test_no_password_looks_like_an_option() -> None:
    """One of 64 random ones would, and the server of that test would not start."""
    passwords = {Spot(folder=Path(), ports=(1,)).password for _ in range(1000)}
    assert len(passwords) == 1000
    assert all(one[0].isalpha() for one in passwords)
