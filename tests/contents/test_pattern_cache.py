"""Compiled patterns that are kept: the same hits, and nothing that somebody else may have written."""

from __future__ import annotations

from pathlib import Path

import hyperscan
import platformdirs
import pytest

from leftopen.contents import pattern_cache, pattern_database
from leftopen.contents.pattern_database import LARGE, Patterns

WORDS = tuple(f"word{number}x".encode() for number in range(LARGE))
PATTERNS = Patterns(
    expressions=WORDS, numbers=tuple(range(LARGE)), flags=(hyperscan.HS_FLAG_SINGLEMATCH,) * LARGE
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "leftopen"


def found() -> set[int]:
    """In a process that has compiled nothing yet."""
    pattern_database._compiled.cache_clear()
    hits: set[int] = set()
    database = pattern_database.compile_database(PATTERNS)
    database.scan(b"word3x and word7x", lambda number, *_: hits.add(number))
    return hits


def test_what_was_kept_finds_the_same(folder: Path) -> None:
    assert found() == {3, 7}
    [kept] = folder.iterdir()
    assert kept.stat().st_mode & 0o777 == 0o600
    before = kept.stat().st_mtime_ns
    assert found() == {3, 7}
    assert kept.stat().st_mtime_ns == before, "it was read, not compiled again"


@pytest.mark.parametrize("damage", [b"", b"no patterns", None])
def test_a_damaged_file_is_made_anew(folder: Path, damage: bytes | None) -> None:
    assert found() == {3, 7}
    [kept] = folder.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    assert found() == {3, 7}
    assert len(kept.read_bytes()) == len(whole)


def test_what_others_may_have_written_is_not_read(folder: Path) -> None:
    pattern_cache.store("a", b"ours")
    assert pattern_cache.load("a") == b"ours"
    [kept] = folder.iterdir()
    kept.chmod(0o622)
    assert pattern_cache.load("a") is None


def test_the_oldest_go(folder: Path) -> None:
    for number in range(pattern_cache.MOST + 3):
        pattern_cache.store(f"n{number}", b"x")
    assert len(list(folder.iterdir())) == pattern_cache.MOST


def test_a_folder_that_cannot_be_made_costs_nothing_else(folder: Path) -> None:
    folder.write_text("a file")
    pattern_cache.store("a", b"ours")
    assert pattern_cache.load("a") is None
    assert found() == {3, 7}


def test_without_a_home_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a cage: nobody can say where it is."""

    def nowhere(name: str) -> Path:
        raise RuntimeError("could not determine the home folder")

    monkeypatch.setattr(platformdirs, "user_cache_path", nowhere)
    pattern_cache.store("made-up", b"data")
    assert pattern_cache.load("made-up") is None
