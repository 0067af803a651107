"""The OCR program of this machine, for an assessment that reads pictures."""

from __future__ import annotations

from leftopen.contents.ocr import OcrProgram, find_program
from leftopen.errors import LeftopenError

MISSING = (
    "--ocr needs Tesseract with its English model, and none was found; to install it: "
    "pip install 'leftopen[ocr]', or on Debian apt-get install tesseract-ocr"
)


def ocr_program(*, wanted: bool) -> OcrProgram | None:
    """None where pictures are not to be read. Raises LeftopenError when there is no program for it."""
    if not wanted:
        return None
    found = find_program()
    if found is None:
        raise LeftopenError(MISSING)
    return found
