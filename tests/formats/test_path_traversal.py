"""Names that would lead out of their folder."""

from __future__ import annotations

import pytest

from leftopen.formats.path_traversal import has_traversal


@pytest.mark.parametrize("path", ["../a", "a/../b", "a\\..\\b", "a//b", "./a", "/a", "a/", ""])
def test_it_climbs(path: str) -> None:
    assert has_traversal(path)


@pytest.mark.parametrize("path", ["a", "a/b.c", "..a/b..", "a b/c"])
def test_it_stays(path: str) -> None:
    assert not has_traversal(path)
