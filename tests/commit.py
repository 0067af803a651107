"""The commit that is tested: what it changed against its first parent, and what its hash draws."""

from __future__ import annotations

import hashlib
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]


@cache
def changed() -> frozenset[str] | None:
    """The files that differ from the first parent, also those that are not committed yet; None where there is
    no history to go by."""
    differing = _git("diff", "--name-only", "--no-renames", "HEAD^")
    return None if differing is None else frozenset(differing)


def is_known() -> bool:
    """False outside of a repository."""
    return bool(_hash())


def drawn(name: str, one_of: int) -> bool:
    """Does the commit's hash draw this name? It draws one of so many, others for another commit; without a
    commit it draws all."""
    return not is_known() or place(name) * one_of < 1


def place(name: str) -> float:
    """From 0 up to 1: where the commit's hash puts this name among others."""
    digest = hashlib.sha256(f"{_hash()} {name}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


@cache
def _hash() -> str:
    """'' outside of a repository."""
    return "".join(_git("rev-parse", "HEAD") or ())


def _git(*words: str) -> list[str] | None:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.splitlines() if done.returncode == 0 else None
