"""How much the real program finds on drawn pages: the same pages as the bench."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bench import ocr as bench
from tests.contents.tesseract import required
from tests.tier import tier


@pytest.mark.slow
@pytest.mark.full
@pytest.mark.parametrize(("dpi", "least"), [(150, 0.96), (300, 0.98)])
def test_of_planted_values_hardly_any_is_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dpi: int, least: float
) -> None:
    """A seed of its own: the bench's pages are those on which the repairs were found."""
    program = required()
    monkeypatch.setattr(bench, "PAGES", tier(2, 8))
    for kind, files, truths in bench.prepared(dpi, tmp_path, random.Random(4711)):
        found = bench.measured(lambda some: bench.by_tesseract(program, some), files, truths)
        assert found.there >= 70
        assert found.found >= least * found.there, kind
