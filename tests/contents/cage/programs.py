"""A program for the place of an OCR program: it needs no shell and no library, and sleeps until it is ended."""

from __future__ import annotations

import platform
import struct
from pathlib import Path

BASE = 0x400000
CODE = {
    # pause(); again
    "x86_64": (62, bytes.fromhex("b822000000 0f05 ebf7")),
    # ppoll(0, 0, 0, 0); again
    "aarch64": (183, struct.pack("<7I", 0xD2800000, 0xD2800001, 0xD2800002, 0xD2800003, 0xD2800928, 0xD4000001,
                                 0x17FFFFFA)),
}  # fmt: skip
"""The machine's number in ELF, and the instructions."""


def sleeping_program(folder: Path, name: str = "tesseract") -> Path:
    machine, code = CODE[platform.machine()]
    start, size = 64 + 56, 64 + 56 + len(code)
    head = struct.pack(
        "<16sHHIQQQIHHHHHH", b"\x7fELF\x02\x01\x01", 2, machine, 1, BASE + start, 64, 0, 0, 64, 56, 1, 0, 0, 0
    )
    segment = struct.pack("<IIQQQQQQ", 1, 5, 0, BASE, BASE, size, size, 4096)
    file = folder / name
    file.write_bytes(head + segment + code)
    file.chmod(0o700)
    return file
