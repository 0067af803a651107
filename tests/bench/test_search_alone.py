"""A bench whose peer can't be had leaves the peer out."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from bench import search


def test_a_peer_that_fails_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(folder: Path, rows: int) -> dict[str, float]:
        raise subprocess.CalledProcessError(2, "psql")

    monkeypatch.setattr(search, "theirs", fails)
    assert search.beside(tmp_path, 10) == ({}, "PostgreSQL left out (CalledProcessError)")
    assert "PostgreSQL is left out: Command 'psql'" in capsys.readouterr().err


def test_it_is_not_asked_for_no_rows(tmp_path: Path) -> None:
    assert search.beside(tmp_path, 0) == ({}, "no peer asked for")
