"""Checks a signed file; needs no data folder."""

from __future__ import annotations

from pathlib import Path

from leftopen.cases import signed_file
from leftopen.cases.proof import ProofAnswer
from leftopen.errors import BadProof


def check(file: Path, key: Path | None) -> ProofAnswer:
    """Raises BadProof when a file can't be read."""
    try:
        return signed_file.check(file.read_bytes(), key.read_bytes() if key else None)
    except OSError as error:
        raise BadProof(f"cannot read {error.filename}: {error.strerror}") from None
