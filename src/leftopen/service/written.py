"""A file that was asked for: written whole, or one clear line."""

from __future__ import annotations

from pathlib import Path

from leftopen.errors import BadSetting


def write(file: Path, content: bytes, *, mode: int = 0o644) -> Path:
    """Makes the folder (0700) where there is none. Raises BadSetting, disk full included."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=mode)
        file.write_bytes(content)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else error
        raise BadSetting(f"{file} can't be written: {why}") from None
    return file
