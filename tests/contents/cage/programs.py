"""A program for the place of an OCR program: it needs no shell and no library, and sleeps until it is
ended."""

from __future__ import annotations

import platform
import struct
from pathlib import Path

BASE = 0x400000
X86_64 = "b822000000 0f05 ebf7"
"""The call `pause`, and back to it."""
AARCH64 = "000080d2 010080d2 020080d2 030080d2 280980d2 010000d4 faffff17"
"""The call `ppoll` of nothing, and back to it."""
CODE = {"x86_64": (62, X86_64), "aarch64": (183, AARCH64)}
"""The machine's number in ELF, and the instructions."""


def sleeping_program(folder: Path, name: str = "tesseract") -> Path:
    machine, written = CODE[platform.machine()]
    code = bytes.fromhex(written)
    start, size = 64 + 56, 64 + 56 + len(code)
    head = struct.pack(
        "<16sHHIQQQIHHHHHH", b"\x7fELF\x02\x01\x01", 2, machine, 1, BASE + start, 64, 0, 0, 64, 56, 1, 0, 0, 0
    )
    segment = struct.pack("<IIQQQQQQ", 1, 5, 0, BASE, BASE, size, size, 4096)
    file = folder / name
    file.write_bytes(head + segment + code)
    file.chmod(0o700)
    return file
