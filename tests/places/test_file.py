from __future__ import annotations

import os
from pathlib import Path

import pytest

from leftopen.errors import StoreFailed
from leftopen.places import file
from leftopen.places.build import empty
from tests.places.test_table import TABLE


def test_no_file_is_the_empty_table(tmp_path: Path) -> None:
    assert file.load(tmp_path / "never made") == empty()


def test_it_is_kept_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    with file.exclusive(tmp_path / "places"):
        file.save(tmp_path / "places", TABLE)
    assert file.load(tmp_path / "places") == TABLE
    assert {one.name for one in (tmp_path / "places").iterdir()} == {file.NAME, file.LOCK}


def test_a_damaged_file_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / file.NAME).write_bytes(b"leftopen places \x01nonsense")
    with pytest.raises(StoreFailed, match="the file is damaged; delete it and import the ranges again"):
        file.load(tmp_path)


def test_a_folder_that_cant_be_made_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "places").write_text("in the way")
    with pytest.raises(StoreFailed, match="cannot use"), file.exclusive(tmp_path / "places"):
        pass


def test_what_cant_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    file.save(tmp_path, TABLE)
    (tmp_path / f"{file.NAME}.{os.getpid()}").mkdir()
    with pytest.raises((StoreFailed, OSError)):
        file.save(tmp_path, empty())
    assert file.load(tmp_path) == TABLE
