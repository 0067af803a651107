"""A file is written whole, or one clear line says why not."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from leftopen.errors import BadSetting
from leftopen.service.workspace.write_file import write


def test_it_makes_the_folder_and_keeps_to_the_mode(tmp_path: Path) -> None:
    file = write(tmp_path / "new" / "one", b"bytes")
    assert file.read_bytes() == b"bytes"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["file/below", ".", "x" * 300, "nul\0byte"])
def test_what_cant_be_written_is_one_clear_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(BadSetting, match="cannot write"):
        write(tmp_path / name, b"bytes")
